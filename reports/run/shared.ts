import type { Catalogue } from '../catalogue.ts';
import type { Column, Definition } from '../definitions/definition.ts';
import { isSymbol } from '../result.ts';
import { suppressInTurns } from '../suppress/suppress.ts';
import type { OpenTable } from './hide.ts';
import type { Parameters_ } from './parameters.ts';
import { computeRows } from './run.ts';
import type { Row_ } from './table.ts';

/** The report that decides, for each month, split and group, which of the headline counts are hidden; all others follow. */
export const STOCK = 'neet-by-month';

/** Groups that lie within groups of another split, and the column of marts.person_month_by that names those. */
const WITHIN: Readonly<Record<string, { by: string; group: string }>> = {
  ward: { by: 'locality', group: "coalesce(locality, 'Locality not known')" },
  lsoa: { by: 'ward', group: "coalesce(ward_name, 'Ward not known')" },
  ethnicity: { by: 'ethnic-group', group: "coalesce(ethnic_group, 'Not recorded')" },
};

/** Marks what is added to a table while it is being hidden, so that no name of its own can be the same. */
const OF = `${STOCK}/`;

/**
 * Hides a table whose counts of one month may also be in neet-by-month: those are hidden or shown as they are there, whatever
 * the report or its version, and what the reader knows from there is part of what the rest is protected against.
 */
export async function hideShared(table: OpenTable): Promise<void> {
  const stock = stockOf(table.catalogue);
  const by = stock === null ? null : splitOf(table.d, table.parameters);
  if (stock === null || by === null) return suppressInTurns(table).then(() => {});
  if (table.d.id === stock.id && table.d.version === stock.version) {
    await hideStock({ ...table, d: stock }, by);
    for (const row of table.rows) delete row[REST];
    return;
  }
  const months = table.rows.map((row) => monthOf(row, table.parameters)).filter((month) => month !== null);
  if (months.length === 0) return suppressInTurns(table).then(() => {});
  months.sort();
  const decided = await decide(table, stock, by, months[0]!, months.at(-1)!);
  await hideBeside(table, stock, by, decided);
}

/** EET but not participating: not in the deciding report, but whoever reads it can work it out. */
const REST = `${OF}eet_only`;

/** The newest definition of the deciding report, with what can be worked out of it; null in a catalogue that has none. */
function stockOf(catalogue: Catalogue): Definition | null {
  if (!catalogue.reports().some((report) => report.id === STOCK)) return null;
  const d = catalogue.find(STOCK);
  const eet = d.columns.find((c) => c.name === 'eet');
  if (eet === undefined || !d.columns.some((c) => c.name === 'participating')) return d;
  const parts = ['participating', REST].map((column) => ({ column, sign: 1 as const, of: 'row' as const }));
  return {
    ...d,
    columns: [...d.columns, { ...eet, name: REST, hidden: true }],
    identities: [...d.identities, { text: `eet = participating + ${REST}`, total: 'eet', parts }],
  };
}

function addRest(rows: readonly Row_[]): void {
  for (const row of rows)
    if (typeof row.eet === 'number' && typeof row.participating === 'number')
      row[REST] = row.eet - row.participating;
}

/** By what a report splits the people of person_month; null when it counts others. */
function splitOf(d: Definition, parameters: Parameters_): string | null {
  const from = d.records?.from;
  if (from === 'marts.person_month_by') return parameters.by ?? null;
  if (from !== 'marts.person_month') return null;
  return parameters.by ?? (d.grain.includes('ward_code') ? 'ward' : 'none');
}

function monthOf(row: Row_, parameters: Parameters_): string | null {
  const month = row.month_end ?? parameters.month ?? null;
  return typeof month === 'string' ? month : null;
}

interface Decision {
  open: Row_;
  hidden: Row_;
}

/** Runs the deciding report for a split: each month and group with its counts, and with what is hidden of them. */
async function decide(
  table: OpenTable,
  stock: Definition,
  by: string,
  from: string,
  to: string,
): Promise<Map<string, Decision>> {
  const parameters = { from, to, period: 'month', by, ward: null };
  const rows = await computeRows(stock, parameters, table.snapshot);
  addRest(rows);
  const open = rows.map((row) => ({ ...row }));
  await hideStock({ ...table, d: stock, rows, parameters }, by);
  return new Map(
    rows.map((row, i) => [`${row.month_end}/${row.group_name}`, { open: open[i]!, hidden: row }]),
  );
}

/**
 * The deciding report itself. Groups that lie within those of another split (wards of a locality) are hidden so that what is
 * hidden there can't be added up here.
 */
async function hideStock(table: OpenTable, by: string): Promise<void> {
  const { d, rows } = table;
  addRest(rows);
  const within = WITHIN[by];
  const months = rows.map((row) => String(row.month_end)).sort();
  if (within === undefined || months.length === 0) return suppressInTurns(table).then(() => {});
  const [from, to] = [months[0]!, months.at(-1)!];
  const wholes = await wholesOf(table, by, from, to);
  const decided = await decide(table, d, within.by, from, to);
  const parts = rows.map(
    (row): Row_ => ({
      ...row,
      [`${OF}part_of`]: isTotalOf(d, row)
        ? null
        : `${OF}${wholes.get(`${row.month_end}/${row.group_name}`) ?? ''}`,
    }),
  );
  const above = [...decided.values()].filter(
    ({ open }) => !isTotalOf(d, open) && wholes.has(String(open.month_end)),
  );
  const all: Row_[] = [
    ...parts,
    ...above.map(({ open }) => ({
      ...open,
      group_name: `${OF}${open.group_name}`,
      [`${OF}part_of`]: d.totals[0]!.value,
    })),
  ];
  await suppressInTurns({
    ...table,
    d: { ...d, part_of: `${OF}part_of` },
    rows: all,
    decided: (r, column) => {
      const row = above[r - parts.length];
      return row === undefined ? null : isSymbol(row.hidden[column] ?? null);
    },
  });
  rows.forEach((row, r) => {
    for (const name of Object.keys(row)) row[name] = all[r]![name]!;
  });
}

const isTotalOf = (d: Definition, row: Row_): boolean =>
  d.totals.some((total) => row[total.column] === total.value);

/**
 * The whole that each group of a month lies in. A month is in the map itself when each of its groups lies in one whole only:
 * where some lie in two, sums over them say nothing.
 */
async function wholesOf(
  { snapshot }: OpenTable,
  by: string,
  from: string,
  to: string,
): Promise<Map<string, string>> {
  const { rows } = await (snapshot.server ?? snapshot).run(
    `select distinct month_end, group_name, ${WITHIN[by]!.group} as whole from marts.person_month_by
     where dimension = cast($by as varchar) and is_base and month_end between cast($from as date) and cast($to as date)`,
    { by, from, to },
  );
  const wholes = new Map<string, string>();
  const broken = new Set<string>();
  for (const [month, group, whole] of rows) {
    const key = `${month}/${group}`;
    if (wholes.has(key)) broken.add(String(month));
    wholes.set(key, String(whole));
  }
  for (const [month] of rows) if (!broken.has(String(month))) wholes.set(String(month), '');
  return wholes;
}

/** Hides a table with the deciding report's columns laid beside its own, row by row, as what the reader may know already. */
async function hideBeside(
  table: OpenTable,
  stock: Definition,
  by: string,
  decided: ReadonlyMap<string, Decision>,
): Promise<void> {
  const { d, rows } = table;
  const same = sameColumns(d, stock);
  const beside = rows.map((row) => besideOf(d, row, table.parameters, by, decided, same));
  rows.forEach((row, r) => {
    for (const c of stock.columns) row[OF + c.name] = beside[r]?.open[c.name] ?? null;
  });
  await suppressInTurns({
    ...table,
    d: joined(d, stock, same),
    decided: (r, column) => {
      const found = beside[r] ?? null;
      if (found === null) return null;
      const name = column.startsWith(OF) ? column.slice(OF.length) : (same.get(column) ?? null);
      if (name === null || (!column.startsWith(OF) && rows[r]![column] !== found.open[name])) return null;
      return isSymbol(found.hidden[name] ?? null);
    },
  });
  for (const row of rows) for (const c of stock.columns) delete row[OF + c.name];
}

/** Count columns of a report that count by the same condition as one of the deciding report, and that one's name. */
function sameColumns(d: Definition, stock: Definition): Map<string, string> {
  const conditions = new Map(
    Object.entries(stock.records?.columns ?? {}).map(([name, { where }]) => [where, name]),
  );
  const found = Object.entries(d.records?.columns ?? {}).flatMap(([name, { where }]): [string, string][] => {
    const other = conditions.get(where);
    return other === undefined ? [] : [[name, other]];
  });
  return new Map(found);
}

/** The deciding row of a month and group: by its name or, where another version names it otherwise, by its counts. */
function besideOf(
  d: Definition,
  row: Row_,
  parameters: Parameters_,
  by: string,
  decided: ReadonlyMap<string, Decision>,
  same: ReadonlyMap<string, string>,
): Decision | null {
  const month = monthOf(row, parameters);
  const total = by === 'none' ? d.totals.length === 0 || isTotalOf(d, row) : isTotalOf(d, row);
  if (by === 'none' && !total) return null;
  const agrees = ({ open }: Decision) =>
    [...same].some(([name]) => typeof row[name] === 'number') &&
    [...same].every(([name, other]) => typeof row[name] !== 'number' || row[name] === open[other]);
  const group = total ? 'All' : String(row.group_name ?? row.ward_name);
  const named = decided.get(`${month}/${group}`);
  if (named !== undefined && agrees(named)) return named;
  const others = [...decided.values()].filter(
    (found) => String(found.open.month_end) === month && found.open.group_name !== 'All' && agrees(found),
  );
  return total || others.length !== 1 ? null : others[0]!;
}

/** The report's definition with the deciding report's columns, sums and rates beside it, and what is the same in both. */
function joined(d: Definition, stock: Definition, same: ReadonlyMap<string, string>): Definition {
  const needed = (c: Column) => c.suppress.small || (c.type === 'percent' && c.ratio !== null);
  const columns = stock.columns.filter(needed).map((c) => ({
    ...c,
    name: OF + c.name,
    ratio: c.ratio === null ? null : ([OF + c.ratio[0], OF + c.ratio[1]] as [string, string]),
    mean_over: null,
    when: {},
    suppress: { ...c.suppress, with: [] },
  }));
  const identities = stock.identities.map((identity) => ({
    ...identity,
    total: OF + identity.total,
    parts: identity.parts.map((part) => ({ ...part, column: OF + part.column })),
  }));
  const equal = [...same].map(([name, other]) => ({
    text: `${name} = ${OF}${other}`,
    total: name,
    parts: [{ column: OF + other, sign: 1 as const, of: 'row' as const }],
  }));
  return {
    ...d,
    columns: [...d.columns, ...columns],
    identities: [...d.identities, ...identities, ...equal],
  };
}
