import { CasehouseError } from '../../base/errors.ts';
import { type Cell, type Chart, isSymbol, type Result, type ResultColumn } from '../result.ts';
import { cellText, numberText } from '../render/cells.ts';
import { headings, shortMonth } from '../render/words.ts';

/** One point of a series: its value, or null with the word that stands in its place. */
export interface Point {
  value: number | null;
  /** `7.3`, `1,234`, `[c]`; '' where there is no value. */
  text: string;
  /** The symbol's letter when the value is not shown. */
  symbol: string | null;
}

export interface Series {
  name: string;
  column: ResultColumn;
  points: Point[];
}

/** A chart's data, taken from the table that stands beside it. */
export interface ChartData {
  kind: Chart['kind'];
  /** Long names of the categories ("October 2026"), for words. */
  categories: string[];
  /** Short names ("Oct 2026"), for the axis. */
  ticks: string[];
  xColumn: ResultColumn;
  series: Series[];
  /** How many series there are in the table; more than `series.length` when only the largest are drawn. */
  found: number;
  unit: string;
  /** Where a trend crosses into another version: the place of the category that it begins with. */
  breaks: { at: number; number: number }[];
}

const MOST = 4;

type Charted = Pick<Result, 'columns' | 'rows' | 'breaks'> & { chart: Chart };

/** The series of a result's chart. Throws `CasehouseError` when the chart names a column that is not there. */
export function chartData({ columns, rows, chart, breaks = [] }: Charted): ChartData {
  const at = (name: string) => {
    const index = columns.findIndex((column) => column.name === name);
    if (index < 0) throw noColumn(name);
    return index;
  };
  const x = at(chart.x);
  const xColumn = columns[x]!;
  const keys = [...new Map(rows.map((row) => [key(row[x]!), row[x]!])).values()];
  const place = new Map(keys.map((cell, i) => [key(cell), i]));
  const split = chart.series ? at(chart.series) : null;
  const all = chart.y.flatMap((name) => {
    const y = at(name);
    const groups = new Map<string, Series>();
    for (const row of rows) {
      const label = split === null ? headings(columns)[y]! : cellText(columns[split]!, row[split]!);
      if (!groups.has(label)) groups.set(label, emptySeries(label, columns[y]!, keys.length));
      groups.get(label)!.points[place.get(key(row[x]!))!] = point(columns[y]!, row[y]!);
    }
    return [...groups.values()];
  });
  return {
    kind: chart.kind,
    categories: keys.map((cell) => cellText(xColumn, cell)),
    ticks: keys.map((cell) => tick(xColumn, cell)),
    xColumn,
    series: largest(all),
    found: all.length,
    unit: unitOf(all.map(({ column }) => column)),
    breaks: breaks.flatMap(({ column, at: first, number }) => {
      const found = column === chart.x ? place.get(key(first)) : undefined;
      return found === undefined ? [] : [{ at: found, number }];
    }),
  };
}

/** Whether the categories are moments, which run from left to right. */
export const isTime = ({ xColumn }: ChartData): boolean =>
  xColumn.type === 'month' || xColumn.type === 'date';

/** Lines start at nought unless they would then all lie in the upper half. */
export function startsAtZero(data: ChartData): boolean {
  const values = data.series.flatMap(({ points }) => points.flatMap(({ value }) => value ?? []));
  return values.length === 0 || Math.min(...values) <= Math.max(...values) * 0.6;
}

const key = (cell: Cell): string => JSON.stringify(cell);

const emptySeries = (name: string, column: ResultColumn, length: number): Series => ({
  name,
  column,
  points: Array.from({ length }, () => ({ value: null, text: '', symbol: null })),
});

function point(column: ResultColumn, cell: Cell): Point {
  if (typeof cell === 'number') {
    return { value: cell, text: numberText(cell, column.decimals), symbol: null };
  }
  if (isSymbol(cell)) return { value: null, text: `[${cell.symbol}]`, symbol: cell.symbol };
  return { value: null, text: '', symbol: null };
}

const tick = (column: ResultColumn, cell: Cell): string =>
  typeof cell === 'string' && column.type === 'month' ? shortMonth(cell) : cellText(column, cell);

/** At most four, those with the largest last value, in the table's order. */
function largest(all: readonly Series[]): Series[] {
  if (all.length <= MOST) return [...all];
  const rank = [...all].sort((a, b) => last(b) - last(a)).slice(0, MOST);
  return all.filter((series) => rank.includes(series));
}

const last = ({ points }: Series): number => points.findLast((p) => p.value !== null)?.value ?? -Infinity;

function unitOf(columns: readonly ResultColumn[]): string {
  const types = new Set(columns.map(({ type }) => type));
  if (types.size !== 1) return '';
  return types.has('percent') ? '%' : types.has('days') ? ' days' : '';
}

function noColumn(name: string): CasehouseError {
  return new CasehouseError(
    'chart-column',
    `The chart asks for the column "${name}", which the result does not have.`,
    {
      status: 500,
      next: 'Correct the chart in the header of the report.',
    },
  );
}
