import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import { type Binary, findBinary } from './binary.ts';
import { ensureCluster, lastLine, password, SUPERUSER } from './cluster.ts';
import { lock, makeFolder } from './folder.ts';
import { chooseIdentity, diesWithUs, type Identity } from './identity.ts';
import { isAlive, markOf, readMark, runningServer, stopServer, writeMark } from './running.ts';

export interface EmbeddedPostgres {
  /** Connection string of the database `casehouse`; holds the password. */
  url: string;
  /** Stops the server, if this process started it. */
  stop(): Promise<void>;
}

interface Options {
  dataDir: string;
  log: (line: string) => void;
  /** false only for throwaway servers of tests: a power cut may then lose the cluster. */
  durable?: boolean;
}

/**
 * Starts the embedded Postgres on `<dataDir>/postgres`, or joins the one that another living Casehouse process has
 * started there. For pilots and tests; it listens on 127.0.0.1 only, with a random password.
 */
export async function startPostgres({ dataDir, log, durable = true }: Options): Promise<EmbeddedPostgres> {
  const folder = makeFolder(resolve(dataDir));
  const unlock = await lock(join(folder, 'starting'));
  try {
    const cluster = join(folder, 'cluster');
    const joined = await joinRunning(folder, cluster, log);
    if (joined !== null) return joined;
    const binary = findBinary(join(folder, 'lib'));
    const identity = chooseIdentity(folder, binary);
    if (!existsSync(cluster)) log('setting up the embedded Postgres');
    ensureCluster(folder, binary, identity, durable);
    const started = await launch({ folder, cluster, binary, identity, durable });
    writeMark(join(folder, 'owner'), markOf(process.pid));
    await createDatabase(folder, started.port);
    return { url: url(folder, started.port), stop: started.stop };
  } finally {
    unlock();
  }
}

/** Joins a server whose owner lives and that answers; one that is left behind is stopped. Null: there is none now. */
async function joinRunning(
  folder: string,
  cluster: string,
  log: Options['log'],
): Promise<EmbeddedPostgres | null> {
  // one that is just ending answers no more but is there for a moment
  for (let patience = 50; ; patience--) {
    const server = runningServer(cluster);
    if (server === null) return null;
    const owner = readMark(join(folder, 'owner'));
    const isOwned = owner !== null && isAlive(owner);
    if (isOwned && (await answers(url(folder, server.port)))) {
      return { url: url(folder, server.port), stop: async () => {} };
    }
    if (!isOwned || patience === 0) {
      log('stopping the Postgres that an earlier run left behind');
      await stopServer(server.pid);
      return null;
    }
    await sleep(100);
  }
}

async function answers(address: string): Promise<boolean> {
  const client = new pg.Client(address);
  client.on('error', () => {});
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  );
}

interface Launch {
  folder: string;
  cluster: string;
  binary: Binary;
  identity: Identity;
  durable: boolean;
}

async function launch(launch: Launch): Promise<{ port: number; stop(): Promise<void> }> {
  const logFile = join(launch.folder, 'server.log');
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(join(launch.folder, 'port'));
    const from = existsSync(logFile) ? statSync(logFile).size : 0;
    const child = spawnServer(launch, port, logFile, from);
    if (await becameReady(child, launch.cluster)) {
      const killOnExit = () => child.kill('SIGINT');
      process.once('exit', killOnExit);
      const stop = async () => {
        process.off('exit', killOnExit);
        if (child.exitCode === null && child.signalCode === null) await stopServer(child.pid!);
      };
      return { port, stop };
    }
    if (child.exitCode === null && child.signalCode === null) await stopServer(child.pid!, 1_000);
    // A taken port, or the memory of a server that was killed a moment ago: both pass.
    if (attempt < 5) {
      await sleep(200 * attempt);
      continue;
    }
    const said = readFileSync(logFile, 'utf8').slice(from);
    throw new CasehouseError(
      'postgres-did-not-start',
      `The embedded Postgres did not start: ${lastLine(said)}.`,
      {
        next: `Its log is ${logFile}; free what it names and start again, or set DATABASE_URL.`,
      },
    );
  }
}

function spawnServer(
  { cluster, binary, identity, durable }: Launch,
  port: number,
  logFile: string,
  size: number,
): ChildProcess {
  const log = openSync(logFile, size > 5_000_000 ? 'w' : 'a', 0o600);
  const settings = Object.entries({ ...SETTINGS, ...(durable ? {} : THROWAWAY), port: String(port) });
  const server = [
    binary.postgres,
    '-D',
    cluster,
    ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
  const [command, ...args] = [...identity.prefix, ...diesWithUs(), ...server];
  const env = { ...process.env, ...binary.env, LC_ALL: 'C.UTF-8' };
  // A group of its own: Ctrl-C reaches us alone, and we stop the server after the web and the load.
  const child = spawn(command!, args, {
    env,
    cwd: '/',
    detached: true,
    stdio: ['ignore', log, log],
    ...(identity.ids ?? {}),
  });
  child.on('error', () => {});
  child.unref();
  closeSync(log);
  return child;
}

/** For 2 cores and little memory. No parallel workers: they need more shared memory than containers give. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '60',
  shared_buffers: '128MB',
  work_mem: '16MB',
  maintenance_work_mem: '64MB',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  autovacuum_max_workers: '1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  logging_collector: 'off',
  // The password is 192 random bits: stretching it would only slow each connection.
  scram_iterations: '1',
};
const THROWAWAY = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

async function becameReady(child: ChildProcess, cluster: string): Promise<boolean> {
  // Recovery after a kill may take a while; a process that ends tells us at once.
  const until = Date.now() + 120_000;
  while (
    Date.now() < until &&
    child.exitCode === null &&
    child.signalCode === null &&
    child.pid !== undefined
  ) {
    if (readStatus(cluster) === `${child.pid} ready`) return true;
    await sleep(15);
  }
  return false;
}

function readStatus(cluster: string): string {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return `${lines[0]} ${(lines[7] ?? '').trim()}`;
  } catch {
    return '';
  }
}

async function choosePort(file: string): Promise<number> {
  const stored = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const port = (await freePort(stored)) ?? (await freePort(0))!;
  if (port !== stored) writeFileSync(file, String(port), { mode: 0o600 });
  return port;
}

const freePort = (wanted: number): Promise<number | null> =>
  new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(null));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : null));
    });
  });

async function createDatabase(folder: string, port: number): Promise<void> {
  const client = new pg.Client(url(folder, port, 'postgres'));
  client.on('error', () => {});
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = 'casehouse'");
    if (found.rowCount === 0) await client.query('create database casehouse');
  } finally {
    await client.end();
  }
}

const url = (folder: string, port: number, database = 'casehouse') =>
  `postgres://${SUPERUSER}:${password(folder)}@127.0.0.1:${port}/${database}`;
