import { type Cell, isSymbol, type Result, type ResultColumn } from '../../reports/result.ts';
import type { TilePoint } from '../parts/tile.ts';
import { cellText, monthText, shortMonthText } from '../text/format.ts';

/** One column of a monthly result, oldest month first. */
export interface Series {
  column: ResultColumn;
  points: readonly (TilePoint & { cell: Cell })[];
}

/** Takes the column `name` of a result with a row per month; null when the result has no such column or no rows. */
export function seriesOf(result: Result, name: string, month = 'month_end'): Series | null {
  const at = result.columns.findIndex((column) => column.name === name);
  const when = result.columns.findIndex((column) => column.name === month);
  const column = result.columns[at];
  if (column === undefined || when < 0 || result.rows.length === 0) return null;
  const points = result.rows
    .filter((row) => typeof row[when] === 'string')
    .map((row) => {
      const cell = row[at] ?? null;
      const day = String(row[when]);
      return {
        month: day,
        label: shortMonthText(day),
        value: typeof cell === 'number' ? cell : null,
        text: cellText(cell, column),
        cell,
      };
    })
    .sort((a, b) => a.month.localeCompare(b.month));
  return points.length === 0 ? null : { column, points };
}

/** The last point of a series. */
export const latest = (series: Series): Series['points'][number] => series.points[series.points.length - 1]!;

/** The same month a year before the last point, or null when it is missing or hidden. */
export function yearBefore(series: Series): Series['points'][number] | null {
  const { month } = latest(series);
  const wanted = `${Number(month.slice(0, 4)) - 1}${month.slice(4, 7)}`;
  const found = series.points.find((point) => point.month.startsWith(wanted));
  return found === undefined || found.value === null ? null : found;
}

/** "October 2025" */
export const monthOf = (point: { month: string }): string => monthText(point.month);

/** The words for a hidden value, or null when the cell shows one. */
export const hidden = (cell: Cell): boolean => cell !== null && isSymbol(cell);
