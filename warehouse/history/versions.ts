import type { Duck } from '../duckdb.ts';
import type { SourceTable } from './source.ts';

/**
 * A history table holds every version of every row: the row's columns, then
 * `_seq` (change), `_batch` (capture that brought it), `_known_from`, `_known_to` (half-open, UTC) and
 * `_closed_in` (capture that brought the change which ended it; null while it stands).
 */
const BOOKKEEPING = `_seq bigint, _batch integer, _known_from timestamp, _known_to timestamp, _closed_in integer`;
const OPEN = `timestamp '2199-12-31 00:00:00'`;

/** Makes the history table, or adds the columns that the case store has got since. */
export async function ensureHistory(duck: Duck, table: SourceTable): Promise<void> {
  const columns = table.columns.map((c) => `"${c.name}" ${c.type}`).join(', ');
  await duck.exec(`create table if not exists "${table.name}" (${columns}, ${BOOKKEEPING})`);
  for (const column of table.columns) {
    await duck.exec(`alter table "${table.name}" add column if not exists "${column.name}" ${column.type}`);
  }
}

/** Turns a CSV of changes into versions; returns how many changes there were. */
export async function applyChanges(
  duck: Duck,
  table: SourceTable,
  csv: string,
  batch: number,
): Promise<number> {
  const names = table.columns.map((c) => `"${c.name}"`).join(', ');
  await duck.exec(`
    create or replace temp table change as
    select *, max(_known_at) over (partition by _row order by _seq) as _known_from
    from ${readCsv(csv, [
      { name: '_seq', type: 'BIGINT' },
      { name: '_known_at', type: 'TIMESTAMP' },
      { name: '_op', type: 'VARCHAR' },
      { name: '_row', type: 'BIGINT' },
      ...table.columns,
    ])}`);
  const count = Number(await duck.one('select count(*) from change'));
  if (count > 0) {
    // A version never becomes known before the one that it follows, whatever the clocks of two sessions said.
    await duck.exec(`
      create or replace temp table change_2 as
      select c.* replace (greatest(c._known_from, coalesce(h._known_from, c._known_from)) as _known_from)
      from change c left join "${table.name}" h on h.id = c._row and h._closed_in is null;
      update "${table.name}" h set _known_to = f._known_from, _closed_in = ${batch}
      from (select _row, min(_known_from) as _known_from from change_2 group by _row) f
      where h.id = f._row and h._closed_in is null;
      insert into "${table.name}" by name
      select ${names}, _seq, ${batch} as _batch, _known_from,
        coalesce(_next, ${OPEN}) as _known_to, case when _next is not null then ${batch} end as _closed_in
      from (select *, lead(_known_from) over (partition by _row order by _seq) as _next from change_2)
      where _op <> 'D'`);
  }
  await duck.exec('drop table if exists change; drop table if exists change_2');
  return count;
}

/** `read_csv` with every column said, so that nothing is guessed: an empty text is not null, a code keeps its zeros. */
export function readCsv(file: string, columns: readonly { name: string; type: string }[]): string {
  const types = columns.map((c) => `'${c.name}': '${c.type}'`).join(', ');
  return `read_csv('${file.replaceAll("'", "''")}', header = false, delim = ',', quote = '"', escape = '"', nullstr = '\\N',
    allow_quoted_nulls = false, auto_detect = false, strict_mode = true, max_line_size = 16777216, columns = {${types}})`;
}
