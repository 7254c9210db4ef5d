import { isSymbol, type Result, type ResultColumn, type Row } from '../../reports/result.ts';
import { type Total, isTotal } from '../parts/table.ts';
import { cellText, monthText } from '../text/format.ts';
import { movement } from '../text/movement.ts';
import { latest, monthOf, seriesOf, yearBefore } from './series.ts';

/** What a report's chart says, in a sentence for each of its first two series; null when there is nothing safe to say. */
export function chartWords(result: Result, totals: readonly Total[]): string | null {
  const { chart } = result;
  const apart = beyondChance(result, totals);
  if (apart !== null) return apart;
  if (chart === null || (chart.series ?? null) !== null) return null;
  const said = chart.y.slice(0, 2).flatMap((name) => {
    const words = chart.x === 'month_end' ? overTime(result, name) : extremes(result, name, totals);
    return words === null ? [] : [words];
  });
  return said.length === 0 ? null : said.join(' ');
}

function overTime(result: Result, name: string): string | null {
  const series = seriesOf(result, name);
  if (series === null) return null;
  const last = latest(series);
  if (last.value === null) return null;
  const before = yearBefore(series);
  const percent = series.column.type === 'percent';
  const start = `${plainLabel(series.column)} ${percent ? 'was' : 'were'} ${last.text} ${whenOf(result, last)}`;
  if (before === null || before.value === null) return `${start}.`;
  const { words } = movement(last.value, before.value, {
    decimals: series.column.decimals,
    unit: percent ? 'points' : 'people',
    lowerIsBetter: null,
  });
  const since = monthsOf(result, before)?.join(' to ') ?? monthOf(before);
  return `${start}, ${words === 'no change' ? 'the same as' : `${words} on`} ${since}.`;
}

/** "in October 2026", or "on average from December 2025 to February 2026" where a row stands for several months. */
function whenOf(result: Result, point: { month: string }): string {
  const months = monthsOf(result, point);
  return months === null ? `in ${monthOf(point)}` : `on average from ${months.join(' to ')}`;
}

/** First and last month of the period that a row stands for; null when it stands for one month. */
export function monthsOf(result: Result, point: { month: string }): [string, string] | null {
  const at = (name: string) => result.columns.findIndex((column) => column.name === name);
  const [from, to] = [at('from_month'), at('month_end')];
  if (from < 0 || to < 0) return null;
  const first = result.rows.find((row) => row[to] === point.month)?.[from];
  if (typeof first !== 'string' || first === point.month) return null;
  return [monthText(first), monthText(point.month)];
}

/**
 * Groups that stand apart from the whole by more than chance, where the report says so of each row. Then highest and lowest
 * would be read as a finding when they are none. Null when the report does not compare, or hides a comparison.
 */
export function beyondChance(result: Result, totals: readonly Total[]): string | null {
  const at = result.columns.findIndex((column) => column.name === 'compared');
  const name = result.columns.findIndex((column) => column.name === result.chart?.x);
  if (at < 0 || name < 0) return null;
  const rows = result.rows.filter((row) => !isTotal(row, result.columns, totals));
  if (rows.length === 0 || rows.some((row) => isSymbol(row[at] ?? null))) return null;
  const named = (word: string) => rows.filter((row) => row[at] === word).map((row) => String(row[name]));
  const [above, below] = [named('above'), named('below')];
  if (above.length + below.length === 0)
    return 'No difference from the whole authority is larger than chance could make.';
  const said = [
    ...(above.length === 0 ? [] : [`Above the whole authority by more than chance: ${above.join(', ')}.`]),
    ...(below.length === 0
      ? []
      : [
          `Below ${above.length === 0 ? 'the whole authority' : 'it'} by more than chance: ${below.join(', ')}.`,
        ]),
  ];
  return said.join(' ');
}

/** Highest and lowest; silent when a value is hidden, because the order would tell of it. */
function extremes(result: Result, name: string, totals: readonly Total[]): string | null {
  const at = result.columns.findIndex((column) => column.name === name);
  const x = result.columns.findIndex((column) => column.name === result.chart?.x);
  const column = result.columns[at];
  if (column === undefined || x < 0) return null;
  const rows = result.rows.filter((row) => !isTotal(row, result.columns, totals));
  if (rows.some((row) => isSymbol(row[at] ?? null))) return null;
  const shown = rows
    .filter((row) => typeof row[at] === 'number')
    .sort((a, b) => Number(b[at]) - Number(a[at]));
  const said = (word: string, row: Row | undefined, next: Row | undefined) =>
    row === undefined || next === undefined || row[at] === next[at] // several share it: no one stands out
      ? []
      : [`${word} ${cellText(row[x] ?? null, result.columns[x]!)} (${cellText(row[at] ?? null, column)})`];
  const ends = [...said('highest', shown[0], shown[1]), ...said('lowest', shown.at(-1), shown.at(-2))];
  return ends.length === 0 ? null : `${plainLabel(column)}: ${ends.join(', ')}.`;
}

/** "NEET %" → "NEET": the value carries its own sign. */
const plainLabel = (column: ResultColumn): string => column.label.replace(/\s*\(?%\)?$/, '');
