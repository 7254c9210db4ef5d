import { isDay } from '../../../base/dates.ts';

/** In which order a list writes its days in digits. */
export type DateOrder = 'dmy' | 'mdy' | 'ymd';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * A day of a list as ISO text, or null. Read are: ISO days (with a time after them, which is dropped), eight digits year first, three
 * groups of digits in the list's order with / - . or spaces, and a named month: 3-Sep-25, 3 September 2025. Years of two digits are
 * of the hundred years that end `ahead` years after `today`.
 */
export function readDay(text: string, order: DateOrder, today: string, ahead = 15): string | null {
  const t = text.trim().replace(/[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i, '');
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(t) ?? /^((?:19|20)\d{2})(\d{2})(\d{2})$/.exec(t);
  if (iso) return day(iso[1]!, iso[2]!, iso[3]!, today, ahead);
  const named = /^(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{3,9})\.?,?[-/. ]+(\d{4}|\d{2})$/.exec(t);
  if (named) {
    const word = named[2]!.toLowerCase();
    const month = MONTHS.findIndex((m) => word.startsWith(m) && isMonthWord(word, m));
    return month < 0 ? null : day(named[3]!, String(month + 1), named[1]!, today, ahead);
  }
  const digits = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$/.exec(t);
  if (!digits || order === 'ymd') return null;
  const [, a, b, year] = digits as unknown as [string, string, string, string];
  return order === 'dmy' ? day(year, b, a, today, ahead) : day(year, a, b, today, ahead);
}

const FULL = ['january february march april may june july august september october november december', 'sept']
  .join(' ')
  .split(' ');
const isMonthWord = (word: string, short: string): boolean => word === short || FULL.includes(word);

function day(year: string, month: string, dayOfMonth: string, today: string, ahead: number): string | null {
  const y = year.length === 4 ? year : century(Number(year), Number(today.slice(0, 4)) + ahead);
  const text = `${y}-${month.padStart(2, '0')}-${dayOfMonth.padStart(2, '0')}`;
  return isDay(text) && text >= '1900-01-01' && text < '2199-12-31' ? text : null;
}

/** The year that ends in these two digits and isn't later than `last`. */
const century = (digits: number, last: number): number => last - ((((last - digits) % 100) + 100) % 100);

/** Whether digits make a day only with the month first, as 09/25/2025 does; such a list must say so. */
export function isMonthFirst(text: string): boolean {
  const parts = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$/.exec(text.trim());
  return parts !== null && Number(parts[1]) <= 12 && Number(parts[2]) > 12 && Number(parts[2]) <= 31;
}

/** Whether digits make a day only with the day first. */
export function isDayFirst(text: string): boolean {
  const parts = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$/.exec(text.trim());
  return parts !== null && Number(parts[1]) > 12 && Number(parts[1]) <= 31 && Number(parts[2]) <= 12;
}
