import type { Day } from '../../base/dates.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Definition } from '../definitions/definition.ts';
import { isSymbol } from '../result.ts';
import type { Profile } from '../suppress/profiles.ts';
import { type Decided, suppressInTurns } from '../suppress/suppress.ts';
import type { Parameters_ } from './parameters.ts';
import { computeRows, type Queryable } from './run.ts';
import { hideShared, STOCK } from './shared.ts';
import { keyOf, type Row_ } from './table.ts';

/** A table before anything is hidden, and where its figures came from. */
export interface OpenTable {
  d: Definition;
  rows: Row_[];
  parameters: Parameters_;
  profile: Profile;
  asAt: Day;
  catalogue: Catalogue;
  snapshot: Queryable;
}

/**
 * Hides, in place, what the profile does not let out; and a figure that another view shows as well is hidden or shown here
 * as it is there. See reports/suppress/README.md for which views that holds.
 */
export async function hide(table: OpenTable): Promise<void> {
  if (table.profile.min_count === 0 && table.profile.min_group === 0) return;
  if (isOfPeriods(table)) return hidePeriods(table);
  if (isFlow(table)) return hideFlow(table);
  await hideShared(table);
}

const isOfPeriods = ({ d, parameters }: OpenTable): boolean =>
  d.params.some((p) => p.name === 'period' && 'month' in (p.options ?? {})) &&
  (parameters.period ?? 'month') !== 'month' &&
  d.columns.some((c) => c.name === 'from_month') &&
  d.grain.includes('month_end');

/** A longer period's count is shown only if that of each of its months is: so a period never tells of a hidden month. */
async function hidePeriods(table: OpenTable): Promise<void> {
  const { d, rows, parameters, snapshot, profile } = table;
  const firsts = rows.map((row) => String(row.from_month)).sort();
  const lasts = rows.map((row) => String(row.month_end)).sort();
  if (firsts.length === 0) return;
  const monthly = { ...parameters, period: 'month', from: firsts[0]!, to: lasts.at(-1)! };
  const months = await computeRows(d, monthly, snapshot);
  await hideShared({ ...table, rows: months, parameters: monthly });
  const rest = d.grain.filter((name) => name !== 'month_end');
  const groupOf = (row: Row_) => rest.map((name) => String(row[name])).join(' | ');
  const decided: Decided = (r, column) => {
    const row = rows[r]!;
    return months.some(
      (month) =>
        String(month.month_end) >= String(row.from_month) &&
        String(month.month_end) <= String(row.month_end) &&
        groupOf(month) === groupOf(row) &&
        isSymbol(month[column] ?? null),
    );
  };
  // Nothing further is hidden: what all months show can be added up anyway.
  await suppressInTurns({ ...table, profile: { ...profile, secondary: false }, decided });
}

const FLOW = ['opening', 'joiners', 'leavers', 'closing'];

const isFlow = ({ d, catalogue }: OpenTable): boolean =>
  d.id === 'joiners-and-leavers' &&
  FLOW.every((name) => d.columns.some((c) => c.name === name)) &&
  catalogue.reports().some((report) => report.id === STOCK);

const EVER = { from: '1990-01-31', to: '2199-12-31' };

/**
 * Start and end follow the NEET count of those months in neet-by-month. One month leads to the next, so what is hidden is
 * found over all months that there are, whichever were asked for; and where from and where to never change the sums.
 */
async function hideFlow(table: OpenTable): Promise<void> {
  const { d, rows, parameters, snapshot } = table;
  const stock = await neetHidden(table);
  const ends = [...stock.keys()].sort();
  const summary = { ...parameters, ...EVER, show: 'summary' };
  const sums = await computeRows(d, summary, snapshot);
  await suppressInTurns({
    ...table,
    rows: sums,
    parameters: summary,
    decided: (r, column) => {
      const month = String(sums[r]!.month_end);
      if (column === 'closing') return stock.get(month) ?? null;
      if (column === 'opening') return stock.get(ends[ends.indexOf(month) - 1] ?? '') ?? null;
      return null;
    },
  });
  const hidden = new Map(sums.map((row) => [keyOf(d, row), row]));
  if (parameters.show === 'summary') return copySymbols(d, hidden, rows);
  const whole = { ...parameters, ...EVER };
  const all = await computeRows(d, whole, snapshot);
  await suppressInTurns({
    ...table,
    rows: all,
    parameters: whole,
    decided: (r, column) =>
      FLOW.includes(column) ? isSymbol(hidden.get(keyOf(d, all[r]!))?.[column] ?? null) : null,
  });
  copySymbols(d, new Map(all.map((row) => [keyOf(d, row), row])), rows);
}

/** For each month end: is the NEET count of the unsplit neet-by-month hidden? */
async function neetHidden(table: OpenTable): Promise<Map<string, boolean>> {
  const d = table.catalogue.find(STOCK);
  const parameters = { ...EVER, period: 'month', by: 'none', ward: null };
  const rows = await computeRows(d, parameters, table.snapshot);
  await hideShared({ ...table, d, rows, parameters });
  return new Map(rows.map((row) => [String(row.month_end), isSymbol(row.neet ?? null)]));
}

function copySymbols(d: Definition, from: ReadonlyMap<string, Row_>, to: readonly Row_[]): void {
  for (const row of to) {
    const hidden = from.get(keyOf(d, row)) ?? {};
    for (const [name, cell] of Object.entries(hidden)) if (isSymbol(cell)) row[name] = cell;
  }
}
