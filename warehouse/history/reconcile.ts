import type { Duck } from '../duckdb.ts';
import type { SourceTable } from './source.ts';
import { readCsv } from './versions.ts';

/** A table whose rows in the case store and in history are not the same. */
export interface Difference {
  table: string;
  missing: number;
  surplus: number;
  /** Up to five row ids of either kind. */
  examples: number[];
}

/**
 * Compares every row of a table in the case store with the standing version in history, column by column.
 * "Nothing is lost" is checked, not believed. Null when they are equal.
 */
export async function reconcile(duck: Duck, table: SourceTable, csv: string): Promise<Difference | null> {
  const names = table.columns.map((c) => `"${c.name}"`).join(', ');
  await duck.exec(`
    create or replace temp view store_rows as select ${names} from ${readCsv(csv, table.columns)};
    create or replace temp view history_rows as select ${names} from "${table.name}" where _closed_in is null;
    create or replace temp table missing as select * from store_rows except all select * from history_rows;
    create or replace temp table surplus as select * from history_rows except all select * from store_rows`);
  const { rows } = await duck.run(`
    select (select count(*) from missing), (select count(*) from surplus),
      (select string_agg(id::varchar, ',') from (select id from missing union select id from surplus order by id limit 5))`);
  await duck.exec('drop table missing; drop table surplus; drop view store_rows; drop view history_rows');
  const [missing, surplus, examples] = rows[0] as [number, number, string | null];
  if (missing === 0 && surplus === 0) return null;
  return { table: table.name, missing, surplus, examples: (examples ?? '').split(',').map(Number) };
}
