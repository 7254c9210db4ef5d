import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { CasehouseError } from '../../base/errors.ts';
import { Duck } from '../duckdb.ts';
import { digestOf, digestSql } from './digest.ts';
import type { ExportColumn, ExportManifest, ExportTable } from './manifest.ts';
import { intactExport } from './verify.ts';

/** Text is compared by its bytes, as on every engine. */
const TYPES: Record<ExportColumn['type'], string> = {
  VARCHAR: 'text collate "C"',
  DATE: 'date',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  DOUBLE: 'double precision',
  BOOLEAN: 'boolean',
  TIMESTAMP: 'timestamp',
};

/** Columns by which rows are found. */
const KEYS = ['month_end', 'survey_year', 'season', 'measure', 'ward_code'];

/**
 * Fills the schema `marts` of a Postgres server from an exported folder, in one transaction: checked against the manifest before it
 * takes the place of the old one. Whatever goes wrong, the server goes on serving what it did. The schema must be ours or not there.
 */
export async function loadPostgres(
  client: ClientBase,
  folder: string,
  onStep: (step: string) => void = () => {},
): Promise<ExportManifest> {
  const manifest = await intactExport(folder);
  await refuseOthers(client);
  const spill = await mkdtemp(join(tmpdir(), 'casehouse-load-'));
  const duck = await Duck.open(':memory:', { tempDirectory: spill });
  try {
    await client.query("begin; set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'");
    await client.query('drop schema if exists marts_loading cascade; create schema marts_loading');
    for (const table of manifest.tables) {
      onStep(`load ${table.name}`);
      await fill(client, duck, table, resolve(folder), spill);
      await mustEqual(client, table);
    }
    onStep('serve');
    await client.query(
      `create table marts_loading.served as select '${manifest.snapshot}'::text as snapshot`,
    );
    await client.query('drop schema if exists marts cascade; alter schema marts_loading rename to marts');
    await client.query('commit');
    return manifest;
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  } finally {
    duck.close();
    await rm(spill, { recursive: true, force: true });
  }
}

/** A schema of the same name that Casehouse did not make is somebody's. */
async function refuseOthers(client: ClientBase): Promise<void> {
  const { rows } = await client.query(
    "select to_regnamespace('marts') is not null and to_regclass('marts.served') is null as taken",
  );
  if (!(rows[0] as { taken: boolean }).taken) return;
  throw new CasehouseError('schema-taken', 'The schema "marts" of this database was not made by Casehouse.', {
    next: 'Name another database in the address, or rename that schema.',
  });
}

async function fill(
  client: ClientBase,
  duck: Duck,
  table: ExportTable,
  folder: string,
  spill: string,
): Promise<void> {
  const columns = table.columns.map((c) => `"${c.name}" ${TYPES[c.type]}`);
  await client.query(`create table marts_loading."${table.name}" (${columns.join(', ')})`);
  const names = table.columns.map((c) => `"${c.name}"`).join(', ');
  for (const file of table.files) {
    const csv = join(spill, 'rows.csv');
    const source = join(folder, file.path).replaceAll("'", "''");
    await duck.exec(
      `copy (select ${names} from read_parquet('${source}', hive_partitioning = false)) to '${csv.replaceAll("'", "''")}' (format csv, header false, nullstr '\\N')`,
    );
    const copy = client.query(
      copyFrom(`copy marts_loading."${table.name}" (${names}) from stdin (format csv, null '\\N')`),
    );
    await pipeline(createReadStream(csv), copy);
  }
  for (const key of KEYS.filter((name) => table.columns.some((c) => c.name === name)))
    await client.query(`create index on marts_loading."${table.name}" ("${key}")`);
  await client.query(`analyze marts_loading."${table.name}"`);
}

async function mustEqual(client: ClientBase, table: ExportTable): Promise<void> {
  const sql = digestSql('postgres', `marts_loading."${table.name}"`, table.columns);
  const { rows } = await client.query({ text: sql, rowMode: 'array' });
  const found = digestOf(rows[0] as unknown[]);
  if (found.rows === table.rows && found.digest === table.digest) return;
  throw new CasehouseError(
    'load-differs',
    `${table.name} arrived as ${found.rows} rows where ${table.rows} were sent, or with other cells.`,
    { status: 502, next: 'Load it again. The server goes on serving what it did before.' },
  );
}
