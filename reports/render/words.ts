import type { ResultColumn, Symbol_ } from '../result.ts';

/**
 * Words of a document for people. The shorthand follows the Government Analysis Function's guidance on symbols in
 * statistical tables; `[no value]`, `[empty]` and `[no rows]` are ours, so that no cell of a table is blank.
 */
export const MEANINGS: Readonly<Record<Symbol_['symbol'] | 'no value' | 'empty' | 'no rows', string>> = {
  c: 'confidential: hidden so that nobody can be recognised from a small number',
  x: 'not available',
  z: 'not applicable',
  low: 'rounds to zero but is not zero',
  u: 'of low reliability',
  'no value': 'nothing is recorded, or there is nothing to work the figure out from',
  empty: 'text that was recorded as empty',
  'no rows': 'nothing matched the choices made for this report',
};

/** A word that may stand in square brackets in place of a value. */
export type Shorthand = keyof typeof MEANINGS;

export const isSymbolCode = (text: string): text is Symbol_['symbol'] =>
  text === 'c' || text === 'x' || text === 'z' || text === 'low' || text === 'u';

/** `[c] confidential: …` */
export const explained = (word: Shorthand): string => `[${word}] ${MEANINGS[word]}`;

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** `2026-11-20` → `20 November 2026`. */
export function longDay(day: string): string {
  const [y, m, d] = day.split('-') as [string, string, string];
  return `${Number(d)} ${MONTHS[Number(m) - 1]} ${y}`;
}

/** `2026-10-31` → `October 2026`. */
export function longMonth(day: string): string {
  const [y, m] = day.split('-') as [string, string];
  return `${MONTHS[Number(m) - 1]} ${y}`;
}

/** `2026-10-31` → `Oct 2026`, for the axis of a chart. */
export const shortMonth = (day: string): string => `${longMonth(day).slice(0, 3)} ${day.slice(0, 4)}`;

/** `20 November 2026` → `2026-11-20`; null when the text is no such date. */
export function readLongDay(text: string): string | null {
  const [, d, name, y] = /^(\d{1,2}) (\p{L}+) (\d{4})$/u.exec(text) ?? [];
  const m = MONTHS.indexOf(name ?? '') + 1;
  return m === 0 ? null : `${y}-${String(m).padStart(2, '0')}-${d!.padStart(2, '0')}`;
}

/** An instant as people in England read it: `20 November 2026 at 02:10`. */
export function longInstant(instant: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    dateStyle: 'long',
    timeStyle: 'short',
  });
  return parts.format(new Date(instant)).replace(/ at |, /, ' at ');
}

/** Headings of a table: the labels with their units, made unique (case apart) by the column's name where needed. */
export function headings(columns: readonly ResultColumn[]): string[] {
  const labels = columns.map(withUnit);
  const taken = new Set<string>();
  return labels.map((label, i) => {
    const alike = labels.filter((other) => other.toLowerCase() === label.toLowerCase()).length > 1;
    let heading = alike ? `${label} (${columns[i]!.name})` : label;
    while (taken.has(heading.toLowerCase())) heading += ` (${columns[i]!.name})`;
    taken.add(heading.toLowerCase());
    return heading;
  });
}

/** The label with its unit, when the label does not say it itself. */
function withUnit(column: ResultColumn): string {
  const label = column.label.replace(/\s+/g, ' ').trim() || column.name;
  if (column.type === 'percent' && !/%|per ?cent/i.test(label)) return `${label} (%)`;
  if (column.type === 'days' && !/\bdays?\b/i.test(label)) return `${label} (days)`;
  if (column.type === 'instant' && !/\bUTC\b/.test(label)) return `${label} (UTC)`;
  return label;
}
