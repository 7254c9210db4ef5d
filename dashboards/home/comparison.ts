import type { Result } from '../../reports/result.ts';
import type { Comparison, Place, PlaceKind } from '../parts/scale.ts';

const KINDS: Readonly<Record<string, PlaceKind>> = {
  authority: 'here',
  England: 'England',
  region: 'region',
  neighbours: 'neighbours',
};

/** The comparison of each measure that the report national-comparison holds, by the measure's key. */
export function comparisons(national: Result): Map<string, Comparison> {
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
    };
    found.set(key, entry);
    if (typeof row[period] === 'string') entry.period ??= row[period];
    if (row[level] === 'neighbour') entry.others.push(shown);
    const kind = KINDS[String(row[level])];
    if (kind === undefined) continue;
    entry.places.push({ kind, label: kind === 'here' ? 'This authority' : String(row[name]), value: shown });
  }
  return found;
}
