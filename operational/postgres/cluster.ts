import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CasehouseError } from '../../base/errors.ts';
import type { Binary } from './binary.ts';
import type { Identity } from './identity.ts';

export const SUPERUSER = 'casehouse';

/** The password that only this folder knows; made once, readable by its owner only. */
export function password(folder: string): string {
  const file = join(folder, 'password');
  if (!existsSync(file)) {
    // url-safe, so that it can stand in a connection string as it is
    writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  }
  return readFileSync(file, 'utf8').trim();
}

/**
 * Makes `folder/cluster` when there is none. It grows under another name and is renamed when complete, so that a kill
 * at any moment leaves either nothing or a whole cluster.
 */
export function ensureCluster(folder: string, binary: Binary, identity: Identity, durable: boolean): string {
  const cluster = join(folder, 'cluster');
  if (existsSync(join(cluster, 'PG_VERSION'))) {
    checkVersion(cluster, binary, identity);
    return cluster;
  }
  const growing = join(folder, 'cluster.new');
  rmSync(growing, { recursive: true, force: true });
  mkdirSync(growing, { mode: 0o700 });
  const secret = join(folder, 'initdb.password');
  writeFileSync(secret, password(folder), { mode: 0o600 });
  if (identity.ids !== null)
    for (const path of [growing, secret]) chownSync(path, identity.ids.uid, identity.ids.gid);
  try {
    const words = ['-D', growing, '-U', SUPERUSER, `--pwfile=${secret}`, '--auth=scram-sha-256'];
    words.push('--encoding=UTF8', '--locale=C.UTF-8', '--no-instructions', ...(durable ? [] : ['--no-sync']));
    const made = runProgram(binary.initdb, words, binary, identity);
    if (made.status !== 0) throw failed(made.stderr || String(made.error ?? ''));
    renameSync(growing, cluster);
  } finally {
    rmSync(secret, { force: true });
  }
  return cluster;
}

function checkVersion(cluster: string, binary: Binary, identity: Identity): void {
  const made = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  const program =
    /(\d+)/.exec(runProgram(binary.postgres, ['--version'], binary, identity).stdout)?.[1] ?? made;
  if (made === program) return;
  throw new CasehouseError(
    'cluster-version',
    `The data in ${cluster} were made by Postgres ${made}, not ${program}.`,
    {
      next: `Move the data to Postgres ${program} with pg_upgrade or pg_dump, or choose another folder with CASEHOUSE_DATA.`,
    },
  );
}

function runProgram(
  program: string,
  words: string[],
  binary: Binary,
  identity: Identity,
): SpawnSyncReturns<string> {
  const [command, ...args] = [...identity.prefix, program, ...words];
  const env = { ...process.env, ...binary.env, LC_ALL: 'C.UTF-8' };
  return spawnSync(command!, args, { env, encoding: 'utf8', cwd: '/', ...(identity.ids ?? {}) });
}

const failed = (detail: string) =>
  new CasehouseError('initdb-failed', `The embedded Postgres could not be set up: ${lastLine(detail)}`, {
    next: 'Check free space and the rights of the data folder, or set DATABASE_URL to a Postgres 15 or later.',
  });

/** The last line of a program's output that says why. */
export function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const telling =
    lines.filter((line) => /FATAL|PANIC|error|fatal/.test(line)).pop() ?? lines.pop() ?? 'no reason given';
  return telling.replace(/^.*?(FATAL|PANIC|error|fatal):\s*/, '').trim();
}
