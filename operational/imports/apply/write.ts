import type pg from 'pg';
import { type Held, type Pending, TABLES, type Table } from './record.ts';

/** Columns that name rows of other tables, which may have temporary numbers. */
const REFERENCES = [
  'person_id',
  'address_id',
  'situation_id',
  'cohort_id',
  'organisation_id',
  'school_id',
  'year11_school_id',
] as const;
/** What a record carries for reading only. */
const NOT_COLUMNS: Partial<Record<Table, readonly string[]>> = {
  person_address: ['address'],
  verification: ['person_id'],
};

/** Numbers that the database gave to rows that had temporary ones. */
export type Numbers = Map<number, number>;

/**
 * Writes a page's changes, table by table: what goes, what changes, what is new. Temporary numbers are put right in the rows
 * themselves. Returns which line of the file touched which row.
 */
export async function write(
  client: pg.PoolClient,
  pending: Pending,
  numbers: Numbers,
): Promise<{ line: number; table: Table; row: number }[]> {
  const touched: { line: number; table: Table; row: number }[] = [];
  for (const table of [...TABLES].reverse()) {
    const gone = pending.of(table, 'D');
    if (gone.length === 0) continue;
    await client.query(`delete from "${table}" where id = any ($1)`, [gone.map(({ row }) => row.id)]);
    for (const { row, lines } of gone) for (const line of lines) touched.push({ line, table, row: row.id });
  }
  for (const table of TABLES) {
    const fresh = pending.of(table, 'I');
    await number(
      client,
      table,
      fresh.map(({ row }) => row),
      numbers,
    );
  }
  for (const table of TABLES) {
    const changed = pending.of(table, 'U');
    for (const { row } of changed) settle(row, numbers);
    for (const [columns, group] of grouped(changed, ({ columns }) => [...columns].sort().join())) {
      await updateAll(
        client,
        table,
        columns.split(','),
        group.map(({ row }) => row),
      );
      for (const { row, lines } of group)
        for (const line of lines) touched.push({ line, table, row: row.id });
    }
    const fresh = pending.of(table, 'I');
    for (const { row } of fresh) settle(row, numbers);
    const hidden = NOT_COLUMNS[table] ?? [];
    const columnsOf = ({ row }: { row: Held }) =>
      Object.keys(row)
        .filter((c) => !hidden.includes(c))
        .sort()
        .join();
    for (const [columns, group] of grouped(fresh, columnsOf)) {
      await insertAll(
        client,
        table,
        columns.split(','),
        group.map(({ row }) => row),
      );
      for (const { row, lines } of group)
        for (const line of lines) touched.push({ line, table, row: row.id });
    }
  }
  return touched;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

async function number(
  client: pg.PoolClient,
  table: Table,
  rows: readonly Held[],
  numbers: Numbers,
): Promise<void> {
  const unnumbered = rows.filter((row) => row.id < 0 && !numbers.has(row.id));
  if (unnumbered.length === 0) return;
  const { rows: given } = await client.query<{ id: number }>(
    "select nextval(pg_get_serial_sequence($1, 'id')) as id from generate_series(1, $2)",
    [table, unnumbered.length],
  );
  for (const [i, row] of unnumbered.entries()) numbers.set(row.id, given[i]!.id);
}

function settle(row: Held, numbers: Numbers): void {
  row.id = numbers.get(row.id) ?? row.id;
  for (const column of REFERENCES) {
    const value = row[column];
    if (typeof value === 'number' && value < 0) row[column] = numbers.get(value);
  }
}

const list = (columns: readonly string[], prefix = '') => columns.map((c) => `${prefix}"${c}"`).join(', ');

const insertAll = (client: pg.PoolClient, table: Table, columns: readonly string[], rows: readonly Held[]) =>
  client.query(
    `insert into "${table}" (${list(columns)}) overriding system value
     select ${list(columns)} from jsonb_populate_recordset(null::"${table}", $1::jsonb) order by id`,
    [JSON.stringify(rows)],
  );

const updateAll = (client: pg.PoolClient, table: Table, columns: readonly string[], rows: readonly Held[]) =>
  client.query(
    `update "${table}" t set ${columns.map((c) => `"${c}" = r."${c}"`).join(', ')}
     from jsonb_populate_recordset(null::"${table}", $1::jsonb) r where t.id = r.id`,
    [
      JSON.stringify(
        rows.map((row) => ({ id: row.id, ...Object.fromEntries(columns.map((c) => [c, row[c]])) })),
      ),
    ],
  );
