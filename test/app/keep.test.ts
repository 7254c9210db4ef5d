import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from 'vitest';
import { ROOT } from '../../base/settings.ts';
import { endServed, serve } from '../support/cli.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'casehouse-keep-'));
const env = { CASEHOUSE_DATA: dataDir, CASEHOUSE_NIGHTLY: 'off' };
const START = [`${ROOT}bin/start.js`, '--people', '20', '--seed', '7'];
const postmaster = () =>
  Number(readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);

afterEach(endServed);
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** Health within 40 s, or the last answer. */
async function healthy(url: string): Promise<string> {
  let said = '';
  for (let i = 0; i < 80; i++) {
    said = await fetch(`${url}/healthz`).then(
      (r) => r.text(),
      (e) => String(e),
    );
    if (said.includes('"database":"up"')) return 'up';
    await sleep(500);
  }
  return said;
}

test('two starts at once on an empty folder make one demo authority, and both serve', {
  timeout: 240_000,
}, async () => {
  const [one, two] = await Promise.all([serve(env, START), serve(env, START)]);
  expect(await healthy(one.url)).toBe('up');
  expect(await healthy(two.url)).toBe('up');
  expect(one.said() + two.said()).toContain('Another start is setting this case store up');
  expect(await one.end('SIGINT')).toBe(0);
  expect(await two.end('SIGINT')).toBe(0);
});

test('a database that is killed, or whose owner ends, is started again under the web', {
  timeout: 180_000,
}, async () => {
  const owner = await serve(env, START);
  const guest = await serve(env);
  process.kill(postmaster(), 'SIGKILL');
  await sleep(500);
  expect(await healthy(owner.url)).toBe('up');
  expect(await healthy(guest.url)).toBe('up');
  expect(await owner.end('SIGTERM')).toBe(0);
  await sleep(500);
  expect(await healthy(guest.url)).toBe('up');
  expect(guest.said() + owner.said()).toContain('the database is back');
  expect(await guest.end('SIGINT')).toBe(0);
});
