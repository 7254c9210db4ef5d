import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EngineSettings } from '../../base/settings.ts';
import { type Catalogue, loadCatalogue } from '../../reports/catalogue.ts';
import type { Definition } from '../../reports/definitions/definition.ts';
import type { Result } from '../../reports/result.ts';
import type { RunContext } from '../../reports/run/request.ts';
import { runReport } from '../../reports/run/run.ts';
import { exportMarts } from '../../warehouse/export/export.ts';
import { loadClickHouse } from '../../warehouse/export/load-clickhouse.ts';
import { loadPostgres } from '../../warehouse/export/load-postgres.ts';
import { clickHouse } from '../../warehouse/servers/clickhouse.ts';
import { hasClickHouse, startClickHouse, WITHOUT_CLICKHOUSE } from '../support/clickhouse.ts';
import { freshDatabase, type FreshDatabase } from '../support/postgres.ts';
import { probeSnapshot, requestsFor } from './support.ts';

// One snapshot of made-up rows, exported once, loaded into a real Postgres and a real ClickHouse.
let snapshot: Awaited<ReturnType<typeof probeSnapshot>>;
let exported: string;
let database: FreshDatabase;
let server: Awaited<ReturnType<typeof startClickHouse>> | null = null;
let catalogue: Catalogue;

beforeAll(async () => {
  [snapshot, database, catalogue] = await Promise.all([probeSnapshot(), freshDatabase(), loadCatalogue()]);
  exported = await mkdtemp(join(tmpdir(), 'casehouse-export-'));
  await exportMarts({ dataDir: snapshot.dataDir, out: exported });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await loadPostgres(client, exported);
  await client.end();
  if (hasClickHouse) {
    server = await startClickHouse();
    await loadClickHouse(clickHouse(server.address), exported);
  }
});

afterAll(async () => {
  await server?.stop();
  await database?.drop();
  await snapshot?.drop();
  await rm(exported, { recursive: true, force: true });
});

const context = (engine: EngineSettings | null): RunContext => ({
  dataDir: snapshot.dataDir,
  catalogue,
  clock: () => new Date('2026-11-21T09:00:00Z'),
  person: { name: 'Test', role: 'operator' },
  engine,
});

const onPostgres = (): EngineSettings => ({
  kind: 'postgres',
  url: database.url,
  user: null,
  password: null,
});
const onClickHouse = (): EngineSettings => ({ kind: 'clickhouse', ...server!.address });

const run = (engine: EngineSettings | null, d: Definition, params: Record<string, string>, profile: string) =>
  runReport(context(engine), { id: d.id, version: d.version, params, profile });

/** Every version of every report that reads no special mart, with what it is asked for. */
const every = (): { d: Definition; params: Record<string, string>; profile: string }[] =>
  catalogue.definitions
    .filter((d) => d.audience !== 'special')
    .flatMap((d) =>
      requestsFor(d).map((params, i) => ({ d, params, profile: i === 0 ? 'council' : 'none' })),
    );

/** What differs between the results of one request on two engines, cell by cell. */
async function differences(engine: EngineSettings): Promise<string[]> {
  const wrong: string[] = [];
  for (const { d, params, profile } of every()) {
    const what = `${d.id} ${d.version} ${JSON.stringify(params)} ${profile}`;
    const here = await onDuckDb(d, params, profile, what);
    const there = await run(engine, d, params, profile).catch((error: Error) => error);
    if (there instanceof Error) wrong.push(`${what}: ${there.message.slice(0, 600)}`);
    else if (here.stamp.resultHash !== there.stamp.resultHash)
      wrong.push(`${what}: ${firstDifference(here, there)}`);
  }
  return wrong;
}

/** DuckDB's results, kept for the second engine. */
const kept = new Map<string, Promise<Result>>();
function onDuckDb(
  d: Definition,
  params: Record<string, string>,
  profile: string,
  key: string,
): Promise<Result> {
  const found = kept.get(key) ?? run(null, d, params, profile);
  kept.set(key, found);
  return found;
}

function firstDifference(a: Result, b: Result): string {
  const [x, y] = [a, b].map((r) => r.rows.map((row) => JSON.stringify(row)).sort());
  const at = x!.findIndex((row, i) => row !== y![i]);
  return `${x!.length} and ${y!.length} rows; ${x![at]} and ${y![at]}`;
}

describe('every report of the catalogue', () => {
  test('there are rows to compare', async () => {
    expect(every().length).toBeGreaterThan(50);
    const d = catalogue.find('neet-by-month');
    expect((await run(null, d, {}, 'none')).rows.length).toBeGreaterThan(12);
  });

  test('has the same result hash on DuckDB and Postgres, and says where it ran', async () => {
    expect(await differences(onPostgres())).toEqual([]);
    const { stamp } = await run(onPostgres(), catalogue.find('ward-hotspots'), {}, 'none');
    expect(stamp.engine).toMatch(/^Postgres \d+/);
    expect(stamp.snapshot).toBe('20261120-021000');
  }, 300_000);

  test.runIf(hasClickHouse)(
    `has the same result hash on DuckDB and ClickHouse, and says where it ran${WITHOUT_CLICKHOUSE}`,
    async () => {
      expect(await differences(onClickHouse())).toEqual([]);
      const { stamp } = await run(onClickHouse(), catalogue.find('ward-hotspots'), {}, 'none');
      expect(stamp.engine).toMatch(/^ClickHouse \d+/);
      expect(stamp.snapshot).toBe('20261120-021000');
    },
    300_000,
  );
});
