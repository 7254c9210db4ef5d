import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCatalogue } from '../../reports/catalogue.ts';
import { runReport } from '../../reports/run/run.ts';
import { Duck } from '../../warehouse/duckdb.ts';
import { exportMarts } from '../../warehouse/export/export.ts';
import type { ExportManifest } from '../../warehouse/export/manifest.ts';
import { alteredExport } from '../../warehouse/export/verify.ts';
import { loadClickHouse } from '../../warehouse/export/load-clickhouse.ts';
import { clickHouse, servedByClickHouse } from '../../warehouse/servers/clickhouse.ts';
import { casehouse } from '../support/cli.ts';
import { hasClickHouse, startClickHouse, WITHOUT_CLICKHOUSE } from '../support/clickhouse.ts';
import { freshDatabase, type FreshDatabase } from '../support/postgres.ts';
import { probeSnapshot } from './support.ts';

const SNAPSHOT = '20261120-021000';
let snapshot: Awaited<ReturnType<typeof probeSnapshot>>;
let folder: string;
let out: string;
let manifest: ExportManifest;

beforeAll(async () => {
  snapshot = await probeSnapshot(SNAPSHOT);
  folder = await mkdtemp(join(tmpdir(), 'casehouse-out-'));
  out = join(folder, 'marts');
  const ended = await casehouse(['warehouse', 'export', '--to', 'parquet', '--out', out, '--json'], {
    CASEHOUSE_DATA: snapshot.dataDir,
  });
  expect(ended).toMatchObject({ status: 0 });
  manifest = (JSON.parse(ended.stdout) as { manifest: ExportManifest }).manifest;
});

afterAll(async () => {
  await snapshot?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** One answer of DuckDB over the exported files, by its own reader. */
async function read(sql: string): Promise<unknown[][]> {
  const duck = await Duck.open(':memory:');
  try {
    return (await duck.run(sql)).rows;
  } finally {
    duck.close();
  }
}

describe('an export', () => {
  test('holds every mart with its rows, a folder for each month, and says which snapshot it is', async () => {
    expect(JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'))).toEqual(manifest);
    expect(manifest).toMatchObject({ format: 'casehouse-marts-1', audience: 'official', snapshot: SNAPSHOT });
    const months = (await readdir(join(out, 'person_month'))).sort();
    expect(months).toHaveLength(27);
    expect(months[0]).toBe('month_end=2024-08-31');
    const official = join(snapshot.dataDir, 'warehouse', 'snapshots', SNAPSHOT, 'official.duckdb');
    for (const table of manifest.tables) {
      const [[here], [there]] = [
        await read(
          `attach '${official}' as o (read_only); select count(*) from o.marts."${table.name}"`,
        ).then((rows) => rows),
        await read(`select count(*) from read_parquet('${out}/${table.name}/**/*.parquet')`),
      ] as [[unknown], [unknown]];
      expect([table.name, Number(there), table.rows]).toEqual([table.name, Number(here), Number(here)]);
      expect(table.files.reduce((sum, file) => sum + file.rows, 0)).toBe(table.rows);
    }
  });

  test('names no person: no table of names, and no column that the official marts do not have', () => {
    const columns = manifest.tables.flatMap((t) => t.columns.map((c) => c.name));
    expect(
      columns.filter((name) => /given_name|family_name|birth|postcode|^ref$|person_id/.test(name)),
    ).toEqual([]);
  });

  test('is refused where something is, and leaves nothing half-done when it fails', async () => {
    const ended = await casehouse(['warehouse', 'export', '--to', 'parquet', '--out', out], {
      CASEHOUSE_DATA: snapshot.dataDir,
    });
    expect(ended.status).toBe(1);
    expect(ended.stderr).toContain('is there already and is not an empty folder');
    const before = await readdir(folder);
    await expect(
      exportMarts({
        dataDir: snapshot.dataDir,
        out: join(folder, 'other'),
        onStep: (step) => {
          if (step.includes('person_month')) throw new Error('the power went');
        },
      }),
    ).rejects.toThrow('the power went');
    expect(await readdir(folder)).toEqual(before);
  });

  test('a byte changed in any of its files is found, and such an export is not loaded', async () => {
    const copy = join(folder, 'copy');
    await exportMarts({ dataDir: snapshot.dataDir, out: copy });
    expect(await alteredExport(copy)).toEqual([]);
    const path = manifest.tables.find((t) => t.name === 'person_month')!.files[3]!.path;
    const bytes = await readFile(join(copy, path));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(join(copy, path), bytes);
    await mkdir(join(copy, 'extra'));
    await writeFile(join(copy, 'extra', 'rows.parquet'), 'x');
    expect(await alteredExport(copy)).toEqual(['extra/rows.parquet', path].sort());
    const ended = await casehouse(['verify', copy], { CASEHOUSE_DATA: snapshot.dataDir });
    expect(ended.status).toBe(1);
    expect(ended.stdout).toContain(path);
    const load = await casehouse([
      'warehouse',
      'load',
      'clickhouse',
      '--url',
      'http://127.0.0.1:1',
      '--from',
      copy,
    ]);
    expect(load.status).toBe(1);
    expect(load.stderr).toMatch(/of this export was altered or cut off/);
    const fine = await casehouse(['verify', out], { CASEHOUSE_DATA: snapshot.dataDir });
    expect([fine.status, fine.stdout]).toEqual([0, expect.stringContaining('as it was written')]);
  });
});

describe('a Postgres server', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database?.drop());

  test('is filled by the command, and reports run there; the password is in no answer', async () => {
    const ended = await casehouse(['warehouse', 'load', 'postgres', '--url', database.url, '--from', out]);
    expect([ended.status, ended.stderr]).toEqual([0, expect.any(String)]);
    const env = {
      CASEHOUSE_DATA: snapshot.dataDir,
      REPORT_ENGINE: 'postgres',
      REPORT_ENGINE_URL: database.url,
    };
    const run = await casehouse(['report', 'run', 'ward-hotspots', '--json'], env);
    const { stamp } = JSON.parse(run.stdout) as { stamp: { engine: string; snapshot: string } };
    expect(stamp).toMatchObject({ engine: expect.stringMatching(/^Postgres \d/), snapshot: SNAPSHOT });
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query(
      'select count(*)::int as n, min(month_end)::text as first from marts.person_month',
    );
    await client.end();
    expect(rows[0]).toEqual({
      n: manifest.tables.find((t) => t.name === 'person_month')!.rows,
      first: '2024-08-31',
    });
  });

  test('holds a schema "marts" of somebody else: it is not touched', async () => {
    const other = await freshDatabase();
    try {
      await other.pool.query(
        'create schema marts; create table marts.ours (x int); insert into marts.ours values (1)',
      );
      const ended = await casehouse(['warehouse', 'load', 'postgres', '--url', other.url, '--from', out]);
      expect(ended.status).toBe(1);
      expect(ended.stderr).toContain('was not made by Casehouse');
      expect((await other.pool.query('select x from marts.ours')).rows).toEqual([{ x: 1 }]);
    } finally {
      await other.drop();
    }
  });
});

describe.runIf(hasClickHouse)(`a ClickHouse server${WITHOUT_CLICKHOUSE}`, () => {
  let server: Awaited<ReturnType<typeof startClickHouse>>;
  const secret = { CLICKHOUSE_USER: 'reports', CLICKHOUSE_PASSWORD: 'correct-horse-7' };
  beforeAll(async () => {
    server = await startClickHouse(secret.CLICKHOUSE_USER, secret.CLICKHOUSE_PASSWORD);
  });
  afterAll(() => server?.stop());

  test('is filled by the command under its user, reports run there, and the password is never printed', async () => {
    const { url } = server.address;
    const refused = await casehouse(['warehouse', 'load', 'clickhouse', '--url', url, '--from', out]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('refuses this user');
    const ended = await casehouse(['warehouse', 'load', 'clickhouse', '--url', url, '--from', out], secret);
    expect([ended.status, ended.stderr]).toEqual([0, expect.any(String)]);
    const env = {
      ...secret,
      CASEHOUSE_DATA: snapshot.dataDir,
      REPORT_ENGINE: 'clickhouse',
      REPORT_ENGINE_URL: url,
    };
    const run = await casehouse(['report', 'run', 'ward-hotspots', '--json'], env);
    expect(run.stderr).toBe('');
    const { stamp } = JSON.parse(run.stdout) as { stamp: { engine: string; snapshot: string } };
    expect(stamp).toMatchObject({ engine: expect.stringMatching(/^ClickHouse \d/), snapshot: SNAPSHOT });
    const shown = await casehouse(['settings'], env);
    for (const { stdout, stderr } of [refused, ended, run, shown])
      expect(stdout + stderr).not.toContain(secret.CLICKHOUSE_PASSWORD);
  });

  test('has the types of the marts, months as partitions, and keys that find a month', async () => {
    const ch = clickHouse(server.address);
    const served = (await servedByClickHouse(ch))!;
    const { rows } = await ch.query(
      'select name, type from system.columns where database = {db:String} and table = {table:String} order by name',
      { db: served.database, table: 'person_month' },
    );
    const types = Object.fromEntries(rows.map(([name, type]) => [name, type]));
    expect(types).toMatchObject({
      month_end: 'Date32',
      person_key: 'String',
      is_neet: 'Bool',
      days_neet: 'Nullable(Int32)',
      ward_code: 'Nullable(String)',
    });
    const tables = await ch.query(
      "select partition_key, sorting_key from system.tables where database = {db:String} and name = 'person_month'",
      { db: served.database },
    );
    expect(tables.rows[0]).toEqual(['toYYYYMM(month_end)', expect.stringMatching(/^month_end, /)]);
  });

  test('that holds another snapshot is refused in words, and so is one that does not answer', async () => {
    const later = await probeSnapshot('20261121-021000');
    const catalogue = await loadCatalogue();
    const ctx = {
      dataDir: later.dataDir,
      catalogue,
      clock: () => new Date('2026-11-21T09:00:00Z'),
      person: { name: 'Test', role: 'operator' },
    };
    const request = { id: 'ward-hotspots', params: {} };
    const engine = { kind: 'clickhouse' as const, ...server.address };
    await expect(runReport({ ...ctx, engine }, request)).rejects.toMatchObject({
      code: 'other-snapshot',
      message: `ClickHouse holds snapshot ${SNAPSHOT}, and this run is on snapshot 20261121-021000.`,
    });
    const nobody = { ...engine, url: 'http://127.0.0.1:1' };
    await expect(runReport({ ...ctx, engine: nobody }, request)).rejects.toMatchObject({
      code: 'server-unreachable',
      message: 'No ClickHouse server answers at http://127.0.0.1:1.',
    });
    await later.drop();
  });

  test('goes on serving what it did when a load goes wrong, and serves the new one when it does not', async () => {
    const ch = clickHouse(server.address);
    const before = await servedByClickHouse(ch);
    const broken = { ...ch, insert: async () => {} };
    await expect(loadClickHouse(broken, out)).rejects.toMatchObject({ code: 'load-differs' });
    expect(await servedByClickHouse(ch)).toEqual(before);
    const again = await loadClickHouse(ch, out);
    expect(again.database).not.toBe(before!.database);
    expect(await servedByClickHouse(ch)).toMatchObject({ snapshot: SNAPSHOT, database: again.database });
    const { rows } = await ch.query(
      "select name from system.databases where name like 'marts%' order by name",
    );
    expect(rows.flat()).toEqual([before!.database, again.database].sort());
  });
});
