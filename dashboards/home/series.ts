import type { Cell, Result, ResultColumn } from '../../reports/result.ts';
import type { TilePoint } from '../parts/tile.ts';
import { cellText, monthText, shortMonthText } from '../text/format.ts';

/** One column of a monthly result, oldest month first. */
export interface Series {
  column: ResultColumn;
  points: readonly (TilePoint & { cell: Cell })[];
}

/**
 * Takes the column `name` of a result by month; where a month has several rows, only those that `only` names (a
 * column and its value). Null when the result has no such column or no such rows.
 */
export function seriesOf(
  result: Result,
  name: string,
  only: { column: string; value: string } | null = null,
): Series | null {
  const month = 'month_end';
  const part = only === null ? -1 : result.columns.findIndex((item) => item.name === only.column);
  const at = result.columns.findIndex((column) => column.name === name);
  const when = result.columns.findIndex((column) => column.name === month);
  const column = result.columns[at];
  if (column === undefined || when < 0 || result.rows.length === 0) return null;
  const points = result.rows
    .filter((row) => typeof row[when] === 'string' && (part < 0 || row[part] === only?.value))
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
