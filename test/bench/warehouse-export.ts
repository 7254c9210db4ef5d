// Export and load of the marts, in rows a second: `npx tsx test/bench/warehouse-export.ts DATA_FOLDER [postgres://… | http://…]`.
// The data folder is one with a snapshot, such as that of the demo. Memory is the peak of this process, which stays as it is however
// many rows there are.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { exportMarts } from '../../warehouse/export/export.ts';
import { loadClickHouse } from '../../warehouse/export/load-clickhouse.ts';
import { loadPostgres } from '../../warehouse/export/load-postgres.ts';
import { clickHouse } from '../../warehouse/servers/clickhouse.ts';

const [dataDir, url] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('name a data folder');
const out = await mkdtemp(join(tmpdir(), 'casehouse-bench-'));

async function timed(
  what: string,
  work: () => Promise<{ tables: readonly { rows: number }[] }>,
): Promise<void> {
  const began = performance.now();
  const { tables } = await work();
  const seconds = (performance.now() - began) / 1000;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(
    `${what}: ${rows} rows in ${seconds.toFixed(1)} s, ${Math.round(rows / seconds)} rows/s, peak ${peak} MB`,
  );
}

try {
  await timed('export', () => exportMarts({ dataDir, out }));
  if (url?.startsWith('http')) {
    const { CLICKHOUSE_USER: user = null, CLICKHOUSE_PASSWORD: password = null } = process.env;
    await timed(
      'load',
      async () => (await loadClickHouse(clickHouse({ url, user, password }), out)).manifest,
    );
  } else if (url !== undefined) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await timed('load', () => loadPostgres(client, out));
    await client.end();
  }
} finally {
  await rm(out, { recursive: true, force: true });
}
