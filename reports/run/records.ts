import { isDay } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { SnapshotId } from '../../base/ids.ts';
import { openSnapshot, type SnapshotReader } from '../../warehouse/query.ts';
import type { Definition } from '../definitions/definition.ts';
import { didYouMean } from '../definitions/suggest.ts';
import type { Cell, Result, ResultColumn, Row } from '../result.ts';
import { dateColumn, hasPeriods, spansFor, versionInForce } from '../versions/effective.ts';
import { bindings, type Parameters_ } from './parameters.ts';
import { type CellAddress, maySeeNames, type RecordsRequest, type RunContext } from './request.ts';
import { computeRows, readerProfile, readParameters, stampRun, withSnapshot } from './run.ts';
import { martColumn } from './table.ts';
import { chosenOf, withChosen } from './title.ts';

/**
 * The people behind a count cell, one row for each, as many as the cell says; without a cell, everybody that the report is
 * about. Names and record numbers only for readers with the right to lists. Throws `records-refused` under suppression.
 */
export async function runRecords(ctx: RunContext, request: RecordsRequest): Promise<Result> {
  return (await recordsWithKeys(ctx, request)).list;
}

/** The same, with the pseudonym of each row. It is of this snapshot alone: for another one, ask for `identities`. */
export async function recordsWithKeys(
  ctx: RunContext,
  request: RecordsRequest,
): Promise<{ list: Result; keys: string[] }> {
  const d = await versionOf(ctx, request);
  const profile = readerProfile(ctx, d, request);
  if (profile.name !== 'none') {
    throw new CasehouseError('records-refused', 'The people behind this figure are not shown to your role.', {
      status: 403,
      next: 'Ask a manager, or open the people that you work with from your own list.',
    });
  }
  if (d.records === null) {
    throw new CasehouseError('no-records', `${d.title} has no people behind it.`, {
      next: 'Choose a report that counts people.',
    });
  }
  const cell = request.cell ? wholeCell(d, request.cell) : null;
  // The marts' reader is closed before that of the names opens: who holds one and waits for another waits for ever.
  const { snapshot, parameters, found, chosen } = await withSnapshot(ctx, request, (reader) =>
    findRecords(d, request, reader, cell),
  );
  const { columns, rows, keys } = await withNames(ctx, snapshot.id, found);
  columns.push(...shownColumns(ctx, d));
  const asked = { ...parameters, records: cell === null ? 'all' : cellText(cell) };
  const stamp = await stampRun(ctx, d, { snapshot, parameters: asked, profile, columns, cells: rows });
  const list: Result = {
    title: withChosen(d.title, [...chosen, cell === null ? 'the people' : labelOf(d, cell)]),
    ...(chosen.length === 0 ? {} : { chosen }),
    definition: d.definition,
    columns,
    rows,
    notes: maySeeNames(ctx.person) ? [] : [NAMELESS],
    chart: null,
    sources: [],
    stamp,
  };
  return { list, keys };
}

/** The version that the figure was run with: the one named, or the one in force for the cell's month. */
async function versionOf(ctx: RunContext, request: RecordsRequest): Promise<Definition> {
  const newest = ctx.catalogue.find(request.id, request.version ?? null);
  if (request.version || !hasPeriods(ctx.catalogue, request.id)) return newest;
  const month = request.cell?.row[dateColumn(newest) ?? ''];
  if (month !== undefined && isDay(month)) return versionInForce(ctx.catalogue, request.id, month);
  return withSnapshot(ctx, request, async (snapshot) => {
    const parameters = await readParameters(newest, request, snapshot);
    return spansFor(ctx.catalogue, newest, parameters).at(-1)!.d;
  });
}

/** The rows behind a cell by pseudonym, checked against the cell, and what the stamp says of the snapshot. */
async function findRecords(
  d: Definition,
  request: RecordsRequest,
  reader: SnapshotReader,
  cell: CellAddress | null,
) {
  const parameters = await readParameters(d, request, reader);
  const query = recordsQuery(d, cell);
  const { rows } = await reader.run(query.sql, { ...bindings(d, parameters, query.sql), ...query.values });
  if (cell !== null) await mustEqualCell(d, parameters, reader, cell, rows.length);
  const { id, manifest, engine } = reader;
  const chosen = await chosenOf(d, parameters, reader);
  return { snapshot: { id, manifest, engine }, parameters, found: rows, chosen };
}

const NAMELESS = 'Names are left out: your role may see the rows, but not whose they are.';

function shownColumns(ctx: RunContext, d: Definition): ResultColumn[] {
  const types = ctx.catalogue.marts.get(d.records!.from);
  return Object.entries(d.records!.show).map(([name, label]) =>
    martColumn(name, label, types?.get(name) ?? 'VARCHAR'),
  );
}

/** Rows that begin with who they are, by name; or, without the right to lists, with the pseudonym that they begin with already. */
async function withNames(
  ctx: RunContext,
  snapshot: SnapshotId,
  rows: readonly Row[],
): Promise<{ columns: ResultColumn[]; rows: Row[]; keys: string[] }> {
  const keys = rows.map((row) => String(row[0]));
  if (!maySeeNames(ctx.person)) return { columns: [KEY_COLUMN], rows: [...rows], keys };
  const who = await names(ctx, snapshot, keys);
  const named = rows.map((row, i) => ({ key: keys[i]!, row: [...who(keys[i]!), ...row.slice(1)] as Row }));
  named.sort((a, b) => byName(a.row, b.row));
  return {
    columns: [...NAME_COLUMNS],
    rows: named.map(({ row }) => row),
    keys: named.map(({ key }) => key),
  };
}

const plain = (name: string, label: string, type: ResultColumn['type'] = 'text'): ResultColumn => ({
  name,
  label,
  type,
  decimals: 0,
  description: null,
});
const NAME_COLUMNS: readonly ResultColumn[] = [
  plain('person_id', 'Record', 'code'),
  plain('ref', 'Reference', 'code'),
  plain('family_name', 'Family name'),
  plain('given_name', 'Given name'),
];
const KEY_COLUMN = plain('person_key', 'Pseudonym', 'code');
/** A person whose record this reader's lists do not hold: the row stays, so that rows still equal the count. */
const RESTRICTED: readonly Cell[] = [null, null, 'Restricted record', null];

/** The statement for the rows behind a cell. Values of the grain are bound, never written into the text. */
function recordsQuery(
  d: Definition,
  cell: CellAddress | null,
): { sql: string; values: Record<string, string> } {
  const records = d.records!;
  const where = records.where === null ? [] : [`(${records.where})`];
  const values: Record<string, string> = {};
  if (cell !== null) {
    const count = records.columns[cell.column];
    if (count === undefined) throw noDrill(d, cell.column);
    where.push(`(${count.where})`);
    d.grain.forEach((name, i) => {
      const value = cell.row[name]!;
      if (d.totals.some((t) => t.column === name && t.value === value)) return;
      where.push(`cast((${count.grain[name] ?? records.grain[name]!}) as varchar) = $grain_${i}`);
      values[`grain_${i}`] = value;
    });
  }
  const columns = ['person_key', ...Object.keys(records.show)].map((name) => `r.${name}`);
  const sql = `select ${columns.join(', ')} from ${records.from} as r where ${where.length === 0 ? 'true' : where.join(' and ')} order by ${columns.join(', ')}`;
  return { sql, values };
}

/** The cell with every column of the grain; one that is left out means its total. */
function wholeCell(d: Definition, cell: CellAddress): CellAddress {
  const row: Record<string, string> = {};
  for (const name of d.grain) {
    const value = cell.row[name] ?? d.totals.find((t) => t.column === name)?.value;
    if (value === undefined) {
      throw new CasehouseError('cell-incomplete', `The cell does not say its "${name}".`, {
        next: `Name ${d.grain.join(' and ')} of the row.`,
      });
    }
    row[name] = value;
  }
  return { row, column: cell.column };
}

function noDrill(d: Definition, column: string): CasehouseError {
  const known = Object.keys(d.records!.columns);
  const exists = d.columns.some((c) => c.name === column);
  const what = exists
    ? `"${column}" is not a count of people, so there is no list behind it.`
    : `${d.id} has no column "${column}".${didYouMean(column, known)}`;
  return new CasehouseError('no-records', what, { next: `Choose a cell of: ${known.join(', ')}.` });
}

/** A list that is longer or shorter than the figure it explains is a fault, never shown. */
async function mustEqualCell(
  d: Definition,
  parameters: Parameters_,
  snapshot: SnapshotReader,
  cell: CellAddress,
  found: number,
): Promise<void> {
  const rows = await computeRows(d, parameters, snapshot);
  const row = rows.find((r) => d.grain.every((name) => String(r[name]) === cell.row[name]));
  if (row === undefined) {
    throw new CasehouseError(
      'cell-unknown',
      `${d.id} has no row with ${cellText(cell)} under these parameters.`,
      {
        status: 404,
        next: 'Open the report again and choose a cell of it.',
      },
    );
  }
  if (row[cell.column] === found) return;
  throw new CasehouseError(
    'records-differ',
    `The figure is ${String(row[cell.column])}, but ${found} people were found behind it.`,
    {
      status: 500,
      next: `Tell the maker of ${d.id} ${d.version}: its conditions for "${cell.column}" do not agree with its statement.`,
    },
  );
}

/** Looks up who the pseudonyms are, in the lists file of the same snapshot. */
async function names(
  ctx: RunContext,
  snapshot: SnapshotId,
  keys: readonly string[],
): Promise<(key: string) => readonly Cell[]> {
  const lists = await openSnapshot(ctx.dataDir, snapshot, 'lists');
  try {
    const { rows } = await lists.run(
      `select person_key, cast(person_id as varchar), ref, family_name, given_name from lists.person
       where person_key in (select unnest(string_split($keys, ',')))`,
      { keys: keys.join(',') },
    );
    const known = new Map(rows.map((row) => [String(row[0]), row.slice(1)]));
    return (key) => known.get(key) ?? RESTRICTED;
  } finally {
    await lists.close();
  }
}

const collator = new Intl.Collator('en-GB');
const byName = (a: Row, b: Row): number =>
  collator.compare(String(a[2] ?? ''), String(b[2] ?? '')) ||
  collator.compare(String(a[3] ?? ''), String(b[3] ?? '')) ||
  Number(a[0]) - Number(b[0]);

/** A cell in one line, as written into the stamp: `month_end=2026-10-31; column=neet`. */
export const cellText = (cell: CellAddress): string =>
  [...Object.entries(cell.row), ['column', cell.column]]
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');

/** Reads a cell back from a stamp. */
export function parseCell(text: string): CellAddress {
  const pairs = text
    .split('; ')
    .map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
  return { row: Object.fromEntries(pairs.slice(0, -1)), column: pairs.at(-1)![1] };
}

const labelOf = (d: Definition, cell: CellAddress): string =>
  [
    d.columns.find((c) => c.name === cell.column)?.label ?? cell.column,
    ...d.grain.map((name) => cell.row[name]),
  ].join(', ');
