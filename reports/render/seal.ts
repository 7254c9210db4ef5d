import { hash } from 'node:crypto';
import type { Result } from '../result.ts';
import { stampFields } from './stamp.ts';
import { MEANINGS } from './words.ts';

/** The edition of what our files hold and how they put it; a file of another edition can't be verified by this one. */
export const FORMAT = 'casehouse-result@1';

/** All that a result says beside its rows. */
export type Said = Omit<Result, 'rows'>;

/** Just that, of a result or of what was read from a file. */
export function saidOf({ title, definition, columns, notes, chart, breaks, sources, stamp }: Said): Said {
  const said = { title, definition, columns, notes, chart, sources, stamp };
  return breaks === undefined ? said : { ...said, breaks };
}

/** The same without its chart, for formats that carry none. */
export function withoutChart(said: Said): Said {
  const { breaks: _, ...rest } = saidOf(said);
  return { ...rest, chart: null };
}

/** What the symbols mean, as files for machines say it. */
export function symbolMeanings(): Record<string, string> {
  const { c, x, z, low, u } = MEANINGS;
  return { c, x, z, low, u };
}

/**
 * SHA-256 (hex) over the whole text of a result: title, definition, notes, sources, columns with their descriptions,
 * what the symbols mean, the chart (null in formats that carry none) and the stamp, whose result hash covers the rows.
 * It is no signature: who works it out again as well is found by running the report again and by the run ledger.
 */
export function seal(said: Said, symbols: Readonly<Record<string, string>> = symbolMeanings()): string {
  const { title, definition, notes, sources, columns, stamp } = said;
  const shape = columns.map(({ name, type, decimals, label, description }) => [
    name,
    type,
    decimals,
    label,
    description,
  ]);
  const meanings = Object.entries(symbols).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = stampFields(stamp).map(({ key, value }) => [key, value]);
  const whole = [FORMAT, title, definition, notes, sources, shape, meanings, chartParts(said), lines];
  return hash('sha256', JSON.stringify(whole));
}

function chartParts({ chart, breaks = [] }: Said): unknown[] | null {
  if (chart === null) return null;
  const crossed = breaks.map(({ number, column, at, from, to, reason }) => [
    number,
    column,
    at,
    from,
    to,
    reason,
  ]);
  return [chart.kind, chart.x, chart.y, chart.title, chart.series ?? null, crossed];
}
