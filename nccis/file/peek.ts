import { isDay } from '../../base/dates.ts';
import { type Source, textOf } from './text.ts';

/** The header stands first; a file whose first characters have no period end has none that counts. */
const FAR_ENOUGH = 256 * 1024;

/** The period end in a return's header, before anything else of it is known; null when there is none. */
export async function peekPeriodEnd(source: Source): Promise<string | null> {
  let start = '';
  for await (const text of textOf(source)) {
    start += text;
    const day = /<PeriodEnd>\s*([^<\s]*)\s*<\/PeriodEnd>/.exec(start)?.[1];
    if (day !== undefined) return isDay(day) ? day : null;
    if (start.length > FAR_ENOUGH) return null;
  }
  return null;
}
