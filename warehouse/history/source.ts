import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';

/** A column of a captured table, with the type that it has in DuckDB. */
export interface SourceColumn {
  name: string;
  type: string;
}
export interface SourceTable {
  name: string;
  columns: SourceColumn[];
}

/** What the batch may see: taken once, in the REPEATABLE READ transaction that reads everything. */
export interface Position {
  /** `pg_snapshot` text, e.g. `1234:1240:1235,1238`. */
  snapshot: string;
  /** UTC, `YYYY-MM-DD HH:MM:SS.mmm`; not earlier than any change that the snapshot shows. */
  capturedAt: string;
}

const DUCKDB_TYPE: Record<string, string> = {
  int2: 'SMALLINT',
  int4: 'INTEGER',
  int8: 'BIGINT',
  bool: 'BOOLEAN',
  date: 'DATE',
  timestamptz: 'TIMESTAMP',
  numeric: 'DECIMAL(18,4)',
};

/** Begins the transaction that a capture reads in, and says what it sees. */
export async function beginCapture(client: pg.PoolClient): Promise<Position> {
  await client.query('begin isolation level repeatable read read only');
  await client.query("set local timezone = 'UTC'; set local datestyle = 'ISO'");
  const { rows } = await client.query(
    `select pg_current_snapshot()::text as snapshot,
       to_char(date_trunc('milliseconds', clock_timestamp() at time zone 'UTC') + interval '1 ms', 'YYYY-MM-DD HH24:MI:SS.MS') as at`,
  );
  return { snapshot: rows[0].snapshot, capturedAt: rows[0].at };
}

/** The captured tables with their columns, as the case store has them now. */
export async function sourceTables(client: pg.PoolClient): Promise<SourceTable[]> {
  const { rows } = await client.query(
    `select t.table_name, c.column_name, c.udt_name from captured_table t
     join information_schema.columns c on c.table_name = t.table_name and c.table_schema = current_schema()
     order by t.table_name, c.ordinal_position`,
  );
  const tables = new Map<string, SourceTable>();
  for (const row of rows) {
    const table: SourceTable = tables.get(row.table_name) ?? { name: row.table_name, columns: [] };
    table.columns.push({ name: row.column_name, type: DUCKDB_TYPE[row.udt_name] ?? 'VARCHAR' });
    tables.set(row.table_name, table);
  }
  return [...tables.values()];
}

const selectList = (table: SourceTable, alias: string): string =>
  table.columns
    .map(({ name, type }) =>
      type === 'TIMESTAMP' ? `${alias}."${name}" at time zone 'UTC'` : `${alias}."${name}"`,
    )
    .join(', ');

/**
 * Changes of one table that this transaction sees and the previous capture did not, in order of sequence, to a CSV file.
 * `visible now and not visible then` is the whole rule: a transaction that was open during the last capture is picked up
 * now, however old its sequence numbers are.
 */
export async function copyChanges(
  client: pg.PoolClient,
  table: SourceTable,
  previous: string | null,
  folder: string,
): Promise<string> {
  const since =
    previous === null
      ? ''
      : `and l.txid >= pg_snapshot_xmin('${checked(previous)}'::pg_snapshot)
      and not pg_visible_in_snapshot(l.txid, '${checked(previous)}'::pg_snapshot)`;
  return copyToFile(
    client,
    `select l.seq, l.known_at at time zone 'UTC', l.op, l.row_id, ${selectList(table, 'r')}
     from change_log l cross join lateral jsonb_populate_record(null::"${table.name}", coalesce(l.new, l.old)) r
     where l.table_name = '${table.name}' ${since} order by l.seq`,
    join(folder, `${table.name}.changes.csv`),
  );
}

/** The rows of one table as they stand, or those of them that `where` (SQL) lets through, to a CSV file. */
export async function copyRows(
  client: pg.PoolClient,
  table: SourceTable,
  folder: string,
  where: string | null = null,
): Promise<string> {
  return copyToFile(
    client,
    `select ${selectList(table, 't')} from "${table.name}" t${where === null ? '' : ` where ${where}`}`,
    join(folder, `${table.name}.rows.csv`),
  );
}

async function copyToFile(client: pg.PoolClient, select: string, file: string): Promise<string> {
  const stream = client.query(copyTo(`copy (${select}) to stdout with (format csv, null '\\N')`));
  await pipeline(stream, createWriteStream(file));
  return file;
}

/** A `pg_snapshot` goes into SQL text, since COPY takes no parameters; its shape is known. */
function checked(snapshot: string): string {
  if (!/^\d+:\d+:[\d,]*$/.test(snapshot)) throw new Error(`not a pg_snapshot: ${snapshot}`);
  return snapshot;
}
