import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ROOT } from '../../base/settings.ts';

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

type Environment = Record<string, string | undefined>;

const PROGRAM = `${ROOT}bin/casehouse.js`;

/** The environment without anything that would point the program at a developer's own data. */
function clean(extra: Environment): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, DATABASE_URL: undefined, PORT: '0', ...extra };
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}

/** Runs `casehouse …` to its end, as another user when `uid` is given (root only). */
export function casehouse(
  args: readonly string[],
  extra: Environment = {},
  uid: number | null = null,
): Promise<Ended> {
  const ids = uid === null ? {} : { uid, gid: uid };
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: clean(extra),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...ids,
  });
  const ended: Ended = { status: null, stdout: '', stderr: '' };
  child.stdout.on('data', (data) => (ended.stdout += data));
  child.stderr.on('data', (data) => (ended.stderr += data));
  return new Promise((resolve) => child.once('close', (status) => resolve({ ...ended, status })));
}

export interface Served {
  child: ChildProcess;
  url: string;
  /** What it has printed so far, stdout and stderr. */
  said(): string;
  /** Milliseconds from the start of the process to the line that says where to look. */
  took: number;
  /** Sends a signal and waits for the exit status. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** Ends whatever `serve` has started and nobody has ended. */
export async function endServed(): Promise<void> {
  for (const child of running) {
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGINT');
    await closed;
  }
}

/** Starts `casehouse serve` (or another program that prints its address) and waits for the address. */
export function serve(extra: Environment, program: readonly string[] = [PROGRAM, 'serve']): Promise<Served> {
  const began = Date.now();
  const child = spawn(process.execPath, [...program], {
    env: clean(extra),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  running.add(child);
  void closed.then(() => running.delete(child));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /https?:\/\/\S+/.exec(line)?.[0];
      if (url === undefined) return;
      const end = (signal: NodeJS.Signals) => {
        child.kill(signal);
        return closed;
      };
      resolve({ child, url, said: () => said, took: Date.now() - began, end });
    });
    void closed.then((status) => reject(new Error(`ended with ${status}: ${said}`)));
  });
}
