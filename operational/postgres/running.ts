import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What `postmaster.pid` says of a server that lives. */
export interface Running {
  pid: number;
  port: number;
  ready: boolean;
}

/** The server that runs on this cluster now, or null; a stale `postmaster.pid` of a dead or a foreign process is removed. */
export function runningServer(cluster: string): Running | null {
  const file = join(cluster, 'postmaster.pid');
  const lines = readLines(file);
  if (lines === null) return null;
  const pid = Number(lines[0]);
  if (isServerOf(pid, cluster)) {
    return { pid, port: Number(lines[3] ?? 0), ready: (lines[7] ?? '').trim() === 'ready' };
  }
  rmSync(file, { force: true });
  return null;
}

/** Asks a server to stop (open transactions are rolled back) and waits; after `patience` ms it is told to stop at once. */
export async function stopServer(pid: number, patience = 15_000): Promise<void> {
  signal(pid, 'SIGINT');
  if (await ended(pid, patience)) return;
  signal(pid, 'SIGQUIT');
  if (await ended(pid, 5_000)) return;
  signal(pid, 'SIGKILL');
  await ended(pid, 5_000);
}

/** A process as (pid, start time): the pid alone is given to another process sooner or later. */
export interface ProcessMark {
  pid: number;
  started: string;
}

export const markOf = (pid: number): ProcessMark => ({ pid, started: startTime(pid) ?? 'unknown' });

export const isAlive = (mark: ProcessMark): boolean => startTime(mark.pid) === mark.started;

export const writeMark = (file: string, mark: ProcessMark): void =>
  writeFileSync(file, `${JSON.stringify(mark)}\n`, { mode: 0o600 });

export function readMark(file: string): ProcessMark | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessMark;
  } catch {
    return null;
  }
}

async function ended(pid: number, patience: number): Promise<boolean> {
  const until = Date.now() + patience;
  while (Date.now() < until) {
    if (startTime(pid) === null) return true;
    await sleep(25);
  }
  return false;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone already
  }
}

/** Start time in clock ticks since boot (field 22 of /proc/PID/stat), or null when there is no such live process. */
function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : fields[19]!;
  } catch {
    return null;
  }
}

function isServerOf(pid: number, cluster: string): boolean {
  if (!(pid > 0) || startTime(pid) === null) return false;
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.some((word) => resolve(word) === resolve(cluster));
  } catch {
    return false;
  }
}

function readLines(file: string): string[] | null {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return null;
  }
}
