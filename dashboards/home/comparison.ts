import type { Result } from '../../reports/result.ts';
import type { Comparison, Place, PlaceKind } from '../parts/scale.ts';
import { latest, seriesOf } from './series.ts';
import { monthsOf } from './words.ts';

const KINDS: Readonly<Record<string, PlaceKind>> = {
  authority: 'here',
  England: 'England',
  region: 'region',
  neighbours: 'neighbours',
};

/**
 * The comparison of each measure that the report national-comparison holds, by the measure's key; `winter` is NEET by month in
 * the Department's own months, for our figures since.
 */
export function comparisons(national: Result, winter: Result | null = null): Map<string, Comparison> {
  const at = (name: string) => national.columns.findIndex((column) => column.name === name);
  const [measure, level, name, value, period] = [
    at('measure'),
    at('area_level'),
    at('area_name'),
    at('value'),
    at('period_label'),
  ];
  const found = new Map<string, Comparison & { places: Place[]; others: number[] }>();
  if ([measure, level, name, value].some((position) => position < 0)) return found;
  for (const row of national.rows) {
    const shown = row[value];
    if (typeof shown !== 'number') continue;
    const key = String(row[measure]);
    const entry = found.get(key) ?? {
      period: null,
      decimals: national.columns[value]!.decimals,
      places: [],
      others: [],
      newer: null,
    };
    found.set(key, entry);
    if (typeof row[period] === 'string') entry.period ??= row[period];
    if (row[level] === 'neighbour') entry.others.push(shown);
    const kind = KINDS[String(row[level])];
    if (kind === undefined) continue;
    entry.places.push({ kind, label: kind === 'here' ? 'This authority' : String(row[name]), value: shown });
  }
  if (winter !== null)
    for (const [key, entry] of found) entry.newer = newerThan(entry.period, winter, WINTER[key] ?? null);
  return found;
}

/** Columns of NEET by month that are a measure by the Department's method. */
const WINTER: Readonly<Record<string, string>> = {
  neet_nk_percent: 'neet_nk_rate',
  neet_percent: 'neet_rate',
  nk_percent: 'nk_rate',
};

function newerThan(period: string | null, winter: Result, column: string | null): Comparison['newer'] {
  const series = column === null ? null : seriesOf(winter, column);
  if (series === null) return null;
  const last = latest(series);
  const months = monthsOf(winter, last)?.join(' to ');
  return last.value === null || months === undefined || months === period
    ? null
    : { period: months, text: last.text };
}
