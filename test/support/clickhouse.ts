import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../base/settings.ts';
import type { ClickHouseAddress } from '../../warehouse/servers/clickhouse.ts';

const FOLDER = join(ROOT, 'test', 'clickhouse');

/** Is there a ClickHouse for the tests: one named by TEST_CLICKHOUSE_URL, or the one that `npm run clickhouse` installs? */
export const hasClickHouse =
  Boolean(process.env.TEST_CLICKHOUSE_URL) || existsSync(join(FOLDER, 'node_modules', 'chdb'));

/** Words for the name of a test that is skipped without it. */
export const WITHOUT_CLICKHOUSE = hasClickHouse ? '' : ' (skipped: run "npm run clickhouse" first)';

/** A ClickHouse of its own in a process of its own, reached over HTTP; or the server of TEST_CLICKHOUSE_URL. */
export async function startClickHouse(
  user: string | null = null,
  password: string | null = null,
): Promise<{ address: ClickHouseAddress; stop(): Promise<void> }> {
  const given = process.env.TEST_CLICKHOUSE_URL;
  if (given) return { address: { url: given, user: null, password: null }, stop: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'casehouse-clickhouse-'));
  const child = spawn(process.execPath, [join(FOLDER, 'server.js'), folder, user ?? '', password ?? ''], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((done, failed) => {
    const timer = setTimeout(() => failed(new Error('ClickHouse did not start within 60 s')), 60_000);
    child.stdout.once('data', (chunk: Buffer) => {
      clearTimeout(timer);
      done(String(chunk).trim());
    });
    child.once('exit', (code) => failed(new Error(`ClickHouse ended with status ${code}`)));
  });
  return {
    address: { url: `http://127.0.0.1:${port}`, user, password },
    async stop() {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
