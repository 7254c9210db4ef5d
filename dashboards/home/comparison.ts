import type { Result } from '../../reports/result.ts';
import type { Comparison, Place, PlaceKind } from '../parts/scale.ts';

const KINDS: Record<string, PlaceKind> = {
  authority: 'here',
  LA: 'here',
  neighbours: 'neighbours',
  region: 'region',
  England: 'England',
};

/** The comparison of each measure that the national comparison holds, by DfE's measure name. */
export function comparisons(national: Result): Map<string, Comparison> {
  const at = (name: string) => national.columns.findIndex((column) => column.name === name);
  const [measure, level, name, value, period] = [
    at('measure'),
    at('area_level'),
    at('area_name'),
    at('value'),
    at('period_label'),
  ];
  const found = new Map<string, Comparison & { places: Place[] }>();
  if ([measure, level, name, value].some((position) => position < 0)) return found;
  for (const row of national.rows) {
    const kind = KINDS[String(row[level])];
    const shown = row[value];
    if (kind === undefined || typeof shown !== 'number') continue;
    const key = String(row[measure]);
    const entry = found.get(key) ?? {
      method: `${period < 0 ? '' : `${String(row[period])}, `}by the Department for Education’s method`,
      decimals: national.columns[value]!.decimals,
      places: [],
    };
    entry.places.push({ kind, label: String(row[name]), value: shown });
    found.set(key, entry);
  }
  return found;
}
