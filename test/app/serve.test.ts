import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../../base/settings.ts';
import { startPostgres } from '../../operational/postgres/start.ts';
import { casehouse, type Ended, endServed, serve } from '../support/cli.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'casehouse-serve-'));
const env = { CASEHOUSE_DATA: dataDir, CASEHOUSE_NIGHTLY: 'off' };
/** The way of `npm start`, with a demo authority of few people. */
const START = [`${ROOT}bin/start.js`, '--people', '40', '--seed', '7'];
const pidFile = join(dataDir, 'postgres/cluster/postmaster.pid');
const snapshots = async () =>
  JSON.parse((await casehouse(['snapshot', 'list', '--json'], env)).stdout) as {
    id: string;
    current: boolean;
  }[];

// a test that failed half-way must not leave its server to the next
afterEach(endServed);
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** One sentence on stderr, no stack, exit status 1. */
function expectSentence({ status, stderr }: Ended, ...parts: string[]): void {
  const lines = stderr.trim().split('\n');
  for (const part of parts) expect(lines.at(-1)).toContain(part);
  expect(lines.at(-1)).toMatch(/^casehouse: /);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(status).toBe(1);
}

describe('from an empty folder to a running web', () => {
  let lines = '';

  beforeAll(async () => {
    const first = await serve(env, START);
    const health = await fetch(`${first.url}/healthz`);
    expect(health.status).toBe(200);
    expect(await first.end('SIGINT')).toBe(0);
    lines = first.said();
  }, 180_000);

  test('the first start says as whom to sign in and how old the data is, and Ctrl-C stops everything', () => {
    expect(lines).toMatch(/manager@demo\.example with the password casehouse-demo/);
    expect(lines).toMatch(/Data as at \d{4}-\d{2}-\d{2}; last loaded less than an hour ago/);
    expect(existsSync(pidFile)).toBe(false);
  });

  test('a second start is ready in under 5 seconds and makes nothing anew', async () => {
    const before = await snapshots();
    const second = await serve(env, START);
    expect(second.took).toBeLessThan(5_000);
    expect(await second.end('SIGTERM')).toBe(0);
    expect(await snapshots()).toEqual(before);
  });

  test('kill -9 of everything it is, and it starts again with what it had', async () => {
    const before = await snapshots();
    const killed = await serve(env, START);
    await killed.end('SIGKILL');
    const again = await serve(env, START);
    expect((await fetch(`${again.url}/healthz`)).status).toBe(200);
    expect(await again.end('SIGINT')).toBe(0);
    expect(await snapshots()).toEqual(before);
  });

  test('other verbs work beside a running web and leave it running', async () => {
    const web = await serve(env);
    const nightly = await casehouse(['nightly', '--json'], env);
    expect(nightly.status).toBe(0);
    const { id } = JSON.parse(nightly.stdout) as { id: string };
    expect((await snapshots())[0]).toMatchObject({ id, current: true });
    expect((await fetch(`${web.url}/healthz`)).status).toBe(200);
    expect(await web.end('SIGINT')).toBe(0);
  });

  test('the web loads by itself at the set time, in a process of its own', async () => {
    const before = (await snapshots()).length;
    const web = await serve({ ...env, CASEHOUSE_NIGHTLY: '* * * * * *' });
    for (let i = 0; i < 40 && (await snapshots()).length === before; i++)
      await new Promise((done) => setTimeout(done, 500));
    expect((await snapshots()).length).toBeGreaterThan(before);
    expect(await web.end('SIGINT')).toBe(0);
    expect(existsSync(pidFile)).toBe(false);
  }, 60_000);

  test('two loads of one case store never run at once', async () => {
    const server = await startPostgres({ dataDir, log: () => {} });
    const both = await Promise.all([casehouse(['nightly'], env), casehouse(['nightly'], env)]);
    await server.stop();
    expect(both.map(({ status }) => status).sort()).toEqual([0, 1]);
    expectSentence(both.find(({ status }) => status === 1)!, 'load of this case store is running');
  });

  test('a demo is never laid over an authority that is there', async () => {
    expectSentence(
      await casehouse(['init', '--demo'], env),
      'holds an authority already; nothing was changed',
    );
  });
});

describe('what cannot be started is said in one sentence', () => {
  let taken: ReturnType<typeof createServer>;
  let port: number;

  beforeAll(async () => {
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    port = (taken.address() as { port: number }).port;
  });
  afterAll(() => taken.close());

  test('a port in use, before any long work', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'casehouse-port-'));
    const start = serve({ CASEHOUSE_DATA: empty, PORT: String(port) }, START);
    await expect(start).rejects.toThrow(new RegExp(`casehouse: Port ${port} is in use\\. .*PORT`));
    expect(existsSync(join(empty, 'postgres'))).toBe(false);
    rmSync(empty, { recursive: true });
    const web = await casehouse(['serve', '--port', String(port)], env);
    expectSentence(web, `Port ${port} is in use.`, 'PORT');
  });

  test('a case store that has not been set up', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'casehouse-empty-'));
    expectSentence(
      await casehouse(['serve'], { CASEHOUSE_DATA: empty }),
      'has not been set up',
      'casehouse init',
    );
    await casehouse(['init'], { CASEHOUSE_DATA: empty });
    expectSentence(
      await casehouse(['nightly'], { CASEHOUSE_DATA: empty }),
      'no authority yet',
      'init --demo',
    );
    rmSync(empty, { recursive: true });
  });

  test('a DATABASE_URL that nobody answers, without its password', async () => {
    const ended = await casehouse(['serve'], { DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/casehouse' });
    expectSentence(ended, 'No Postgres answers at 127.0.0.1:1/casehouse.', 'DATABASE_URL');
    expect(ended.stderr).not.toContain('secret');
  });

  test('a data folder that may not be written to, and one that is a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'casehouse-locked-'));
    const locked = join(folder, 'data');
    mkdirSync(locked);
    chmodSync(locked, 0o555);
    chmodSync(folder, 0o755);
    // root may write anywhere, so it runs this as nobody
    const uid = process.getuid?.() === 0 && canReadCheckout() ? 65_534 : null;
    if (uid !== null || process.getuid?.() !== 0) {
      const ended = await casehouse(['init'], { CASEHOUSE_DATA: locked, TMPDIR: tmpdir() }, uid);
      expectSentence(ended, `Casehouse cannot write to the data folder ${locked}.`, 'CASEHOUSE_DATA');
    }
    writeFileSync(join(folder, 'file'), '');
    const file = await casehouse(['init'], { CASEHOUSE_DATA: join(folder, 'file') });
    expectSentence(file, 'cannot write to the data folder', 'CASEHOUSE_DATA');
    rmSync(folder, { recursive: true, force: true });
  });
});

/** Whether every folder above the checkout lets strangers in. */
function canReadCheckout(): boolean {
  const { status } = spawnSync('test', ['-r', `${ROOT}package.json`], { uid: 65_534, gid: 65_534 });
  return status === 0;
}
