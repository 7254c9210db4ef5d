import { join } from 'node:path';
import { CasehouseError } from '../../base/errors.ts';
import { type ClickHouse, servedByClickHouse } from '../servers/clickhouse.ts';
import { digestOf, digestSql } from './digest.ts';
import type { ExportColumn, ExportManifest, ExportTable } from './manifest.ts';
import { intactExport } from './verify.ts';

const TYPES: Record<ExportColumn['type'], string> = {
  VARCHAR: 'String',
  DATE: 'Date32',
  INTEGER: 'Int32',
  BIGINT: 'Int64',
  DOUBLE: 'Float64',
  BOOLEAN: 'Bool',
  TIMESTAMP: "DateTime64(6, 'UTC')",
};

/** What rows are laid out by, so that a month, a person or a code is found without reading all. */
const KEYS = ['month_end', 'survey_year', 'season', 'measure', 'ward_code', 'la_code', 'person_key'];

/**
 * Fills a ClickHouse server from an exported folder: into a database of its own, checked against the manifest, and only then made
 * the one that serves, by one insert. Whatever goes wrong, the server goes on serving what it did. Returns rows for each table.
 */
export async function loadClickHouse(
  server: ClickHouse,
  folder: string,
  onStep: (step: string) => void = () => {},
): Promise<{ manifest: ExportManifest; database: string }> {
  const manifest = await intactExport(folder);
  const before = await servedByClickHouse(server);
  const plain = `marts_${manifest.snapshot.replaceAll('-', '_')}`;
  // a load of what serves already goes beside it
  const database = before?.database === plain ? `${plain}_again` : plain;
  await server.run(`drop database if exists ${database}`);
  await server.run(`create database ${database}`);
  try {
    for (const table of manifest.tables) {
      onStep(`load ${table.name}`);
      await server.run(tableSql(database, table));
      const columns = table.columns.map((c) => `"${c.name}"`).join(', ');
      for (const file of table.files)
        await server.insert(
          `insert into ${database}."${table.name}" (${columns}) format Parquet`,
          join(folder, file.path),
        );
      await mustEqual(server, database, table);
    }
    onStep('serve');
    await serve(server, manifest, database);
  } catch (error) {
    await server.run(`drop database if exists ${database}`).catch(() => {});
    throw error;
  }
  await dropOthers(server, database, before?.database ?? null);
  return { manifest, database };
}

function tableSql(database: string, table: ExportTable): string {
  const columns = table.columns.map(
    (c) => `"${c.name}" ${c.nulls === 0 ? TYPES[c.type] : `Nullable(${TYPES[c.type]})`}`,
  );
  const whole = table.columns.filter((c) => c.nulls === 0).map((c) => c.name);
  const keys = KEYS.filter((key) => whole.includes(key)).map((key) => `"${key}"`);
  const months =
    whole.includes('month_end') && table.name !== 'month' ? ' partition by toYYYYMM(month_end)' : '';
  return `create table ${database}."${table.name}" (${columns.join(', ')}) engine = MergeTree${months} order by ${
    keys.length === 0 ? 'tuple()' : `(${keys.join(', ')})`
  }`;
}

/** What arrived must be what was exported, to the cell. */
async function mustEqual(server: ClickHouse, database: string, table: ExportTable): Promise<void> {
  const sql = digestSql('clickhouse', `${database}."${table.name}"`, table.columns);
  const { rows } = await server.query(sql, {}, { output_format_json_quote_64bit_integers: '1' });
  const found = digestOf(rows[0]!);
  if (found.rows === table.rows && found.digest === table.digest) return;
  throw new CasehouseError(
    'load-differs',
    `${table.name} arrived as ${found.rows} rows where ${table.rows} were sent, or with other cells.`,
    { status: 502, next: 'Load it again. The server goes on serving what it did before.' },
  );
}

async function serve(server: ClickHouse, manifest: ExportManifest, database: string): Promise<void> {
  await server.run('create database if not exists casehouse');
  await server.run(
    'create table if not exists casehouse.served (turn UInt64, snapshot String, database String, contract String) engine = MergeTree order by turn',
  );
  await server.run(
    `insert into casehouse.served select coalesce(max(turn), 0) + 1, '${manifest.snapshot}', '${database}', '${manifest.contract}' from casehouse.served`,
  );
}

/** Older loads go; the one that served until now stays for the runs that still read it. */
async function dropOthers(server: ClickHouse, now: string, before: string | null): Promise<void> {
  const { rows } = await server.query(
    "select name from system.databases where match(name, '^marts_[0-9_]+(_again)?$')",
  );
  for (const [name] of rows) {
    if (name !== now && name !== before) await server.run(`drop database if exists "${name}"`);
  }
}
