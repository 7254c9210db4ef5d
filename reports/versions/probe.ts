import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import type { Day } from '../../base/dates.ts';
import type { Cell } from '../result.ts';

/** Rows of the marts to measure on: a snapshot, or the made-up rows. */
export interface Dataset {
  /** Snapshot id, or `made-up rows`. */
  name: string;
  asAt: Day;
  run(
    sql: string,
    params: Record<string, string | number | null>,
  ): Promise<{ columns: { name: string }[]; rows: Cell[][] }>;
  close(): void;
}

const AS_AT: Day = '2026-10-31';
const folder = new URL('../../sql/reports/', import.meta.url);

/** The made-up rows of sql/reports/probe.sql, in memory: what a change does even where a council's data would not show it. */
export async function openProbe(contract = 'marts@1'): Promise<Dataset> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', enable_external_access: 'false' });
  const connection = await instance.connect();
  for (const file of [`${contract}.sql`, 'probe.sql'])
    await connection.run(await readFile(fileURLToPath(new URL(file, folder)), 'utf8'));
  return {
    name: 'made-up rows',
    asAt: AS_AT,
    run: (sql, params) => query(connection, sql, params),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function query(
  connection: DuckDBConnection,
  sql: string,
  params: Record<string, string | number | null>,
) {
  const result = await connection.run(sql, params);
  const columns = result.columnNames().map((name) => ({ name }));
  return { columns, rows: (await result.getRows()).map((row) => row.map(cellOf)) };
}

function cellOf(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  const { toDouble } = value as { toDouble?: () => number };
  return toDouble === undefined ? String(value) : toDouble.call(value);
}
