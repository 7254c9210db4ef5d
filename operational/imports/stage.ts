import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { londonDay } from '../../base/dates.ts';
import { editionOn } from '../../nccis/editions.ts';
import type { BatchOptions, Doer } from './batch.ts';
import { type ReadRow, type Reading, readRow } from './columns.ts';
import { copyText } from './copy-text.ts';
import { headingsOf, type Layout, layoutOf, type Mapping } from './headings.ts';
import type { Profile } from './profile.ts';
import { isDayFirst, isMonthFirst } from './read/dates.ts';
import type { RawRow } from './read/delimited.ts';
import type { Examined } from './read/examine.ts';
import { LIMITS } from './read/limits.ts';
import { refusal } from './read/refusal.ts';
import { openTable, type Table } from './read/table.ts';
import { plain } from './values.ts';

/** A file to stage, and what was said with it. */
export interface Staging {
  profile: Profile;
  examined: Examined;
  /** As the sender called it, when the file lies elsewhere. */
  fileName: string;
  mapping: Mapping | null;
  /** The day that the list tells of; today when null. */
  asAt: string | null;
  options: BatchOptions;
}

/**
 * Reads a file into a new batch: every row as it came, the columns as they were understood, and those refused that can't be kept.
 * Returns the batch's id. Throws `file-refused` when the file is refused as a whole; the transaction then has nothing to keep.
 */
export async function stage(client: pg.PoolClient, who: Doer, staging: Staging): Promise<number> {
  const { profile, examined, mapping, options } = staging;
  const headings = headingsOf(profile, mapping);
  const table = await openTable(examined, (heading) => headings.has(plain(heading)));
  const layout = layoutOf(examined.file, table.heading, profile, { mapping, given: options.given });
  const today = londonDay(who.clock());
  const asAt = staging.asAt ?? today;
  const reading: Reading = {
    profile,
    mapping,
    edition: editionOn([...who.editions], asAt),
    lists: await listsOf(client, profile),
    dates: options.dates ?? profile.dates,
    today,
  };
  const { rows } = await client.query<{ id: number }>(
    `insert into import_batch (tenant_id, profile, profile_version, file_name, file_hash, state, as_at, options, mapping_id, read_as,
      heading, started_at, user_id)
     values ($1, $2, $3, $4, $5, 'staged', $6, $7, $8, $9, $10, $11, $12) returning id`,
    [
      who.tenantId,
      profile.id,
      profile.version,
      basename(staging.fileName).slice(0, 200),
      examined.hash,
      asAt,
      JSON.stringify(options),
      mapping?.id ?? null,
      table.readAs,
      table.heading,
      who.clock(),
      who.userId,
    ],
  );
  const batch = rows[0]!.id;
  const orders = new DayOrders(profile, options);
  const counted = { rows: 0 };
  const copy = client.query(
    copyFrom(
      'copy import_row (batch_id, line, raw, mapped, notes, outcome, reason, error_number) from stdin',
    ),
  );
  await pipeline(copyLines({ batch, table, layout, reading, orders, counted, file: examined.file }), copy);
  if (counted.rows === 0)
    throw refusal(examined.file, 'it has a heading and no rows.', 'Check that the list was exported whole.');
  orders.demandClear(examined.file);
  await client.query('analyze import_row'); // the pages that follow are planned by what it holds now
  await client.query('update import_batch set rows_read = $2, rows_blank = $3 where id = $1', [
    batch,
    counted.rows,
    table.blank(),
  ]);
  return batch;
}

interface Lines {
  batch: number;
  table: Table;
  layout: Layout;
  reading: Reading;
  orders: DayOrders;
  counted: { rows: number };
  file: string;
}

async function* copyLines({
  batch,
  table,
  layout,
  reading,
  orders,
  counted,
  file,
}: Lines): AsyncGenerator<string> {
  let lines = '';
  for await (const row of table.rows) {
    if (++counted.rows > LIMITS.rows)
      throw refusal(file, `it has more than ${LIMITS.rows} rows.`, 'Split it and load the parts.');
    const read = readCells(row, table.heading.length, layout, reading);
    orders.see(read.cellOf);
    const [fault] = read.row.faults;
    const cells = [
      String(batch),
      String(row.line),
      JSON.stringify(row.cells),
      JSON.stringify(read.row.mapped),
      arrayText(read.row.notes),
      fault ? 'rejected' : null,
      fault ? read.row.faults.map((f) => f.reason).join(' ') : null,
      read.row.faults.find((f) => f.number !== null)?.number ?? null,
    ];
    lines += `${cells.map(copyText).join('\t')}\n`;
    if (lines.length < 65_536) continue;
    yield lines;
    lines = '';
  }
  yield lines;
}

const arrayText = (list: readonly string[]): string =>
  `{${list.map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;

function readCells(
  { cells }: RawRow,
  width: number,
  layout: Layout,
  reading: Reading,
): { row: ReadRow; cellOf: (key: string) => string | null } {
  const surplus = cells.slice(width).some((cell) => cell.trim() !== '');
  const cellOf = (key: string) => {
    const at = layout.at.get(key);
    const cell = at === undefined ? null : (cells[at] ?? null);
    return cell === null || cell.trim() === '' ? (layout.given[key] ?? cell) : cell;
  };
  if (cells.length >= width && !surplus) return { row: readRow(cellOf, reading), cellOf };
  const reason = `It has ${cells.length} cells where the heading has ${width}; which of them is which can’t be told.`;
  return { row: { mapped: {}, notes: [], faults: [{ number: null, reason }] }, cellOf: () => null };
}

async function listsOf(client: pg.PoolClient, profile: Profile): Promise<Reading['lists']> {
  const wanted = new Set(Object.values(profile.columns).flatMap(({ list }) => list ?? []));
  const lists = new Map([...wanted].map((set) => [set, new Map<string, string>()]));
  const { rows } = await client.query<{ set_id: string; code: string; label: string }>(
    'select set_id, code, label from code where set_id = any ($1) order by valid_to nulls first, sort',
    [[...wanted]],
  );
  for (const { set_id, code, label } of rows) {
    const list = lists.get(set_id)!;
    list.set(plain(code), code);
    if (!list.has(plain(label))) list.set(plain(label), code);
  }
  return lists;
}

/**
 * Watches how a list writes its days. One that writes some with the month first and none with the day first would be read wrongly where
 * both would do, so it is asked about and never guessed.
 */
class DayOrders {
  private readonly keys: string[];
  private readonly said: boolean;
  private readonly titles: Record<string, string>;
  private readonly monthFirst = new Map<string, string>();
  private readonly dayFirst = new Set<string>();

  constructor(profile: Profile, options: BatchOptions) {
    const dates = Object.entries(profile.columns).filter(([, column]) => column.type === 'date');
    this.keys = dates.map(([key]) => key);
    this.titles = Object.fromEntries(dates.map(([key, column]) => [key, column.title]));
    this.said = options.dates !== null || profile.dates !== 'dmy';
  }

  see(cellOf: (key: string) => string | null): void {
    if (this.said) return;
    for (const key of this.keys) {
      const text = cellOf(key);
      if (text === null) continue;
      if (isMonthFirst(text) && !this.monthFirst.has(key)) this.monthFirst.set(key, text.trim());
      if (isDayFirst(text)) this.dayFirst.add(key);
    }
  }

  demandClear(file: string): void {
    const [found] = [...this.monthFirst].filter(([key]) => !this.dayFirst.has(key));
    if (!found) return;
    throw refusal(
      file,
      `the column ${this.titles[found[0]]} has ${found[1]}, which is a day only with the month first, and none that needs the day first.`,
      'Say how its days are written, --dates mdy or --dates dmy, and load it again.',
    );
  }
}
