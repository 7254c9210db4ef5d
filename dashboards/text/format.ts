import { type Cell, isSymbol, type ResultColumn } from '../../reports/result.ts';

const MINUS = '−';
const NO_VALUE = '–';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** What each symbol in square brackets stands for, as the notes under a table say it. */
export const SYMBOL_WORDS: Record<string, string> = {
  c: 'hidden, so that nobody can be recognised in a small number',
  x: 'not available',
  z: 'not applicable',
  low: 'rounds to zero but is not zero',
  u: 'low reliability',
};

/** "1,234.5" with a true minus sign; the value is rounded already, `decimals` only pads. */
export function numberText(value: number, decimals = 0): string {
  const text = Math.abs(value).toFixed(decimals);
  const [whole, part] = text.split('.') as [string, string | undefined];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0 ? MINUS : ''}${grouped}${part === undefined ? '' : `.${part}`}`;
}

/** ISO day → "27 March 2026". */
export function dayText(day: string): string {
  const [y, m, d] = parts(day);
  return `${d} ${MONTHS[m - 1]} ${y}`;
}

/** ISO day → "27 Mar 2026", for tables. */
export function shortDayText(day: string): string {
  const [y, m, d] = parts(day);
  return `${d} ${MONTHS[m - 1]?.slice(0, 3)} ${y}`;
}

/** ISO day or month → "March 2026". */
export function monthText(day: string): string {
  const [y, m] = parts(day);
  return `${MONTHS[m - 1]} ${y}`;
}

/** ISO day or month → "Mar 2026", for charts. */
export function shortMonthText(day: string): string {
  const [y, m] = parts(day);
  return `${MONTHS[m - 1]?.slice(0, 3)} ${y}`;
}

const LONDON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  hourCycle: 'h12', // hour12 would write the hour after noon as 0 in this locale
});

/** ISO instant → "20 November 2026 at 2:10am", as clocks in England show it. */
export function instantText(instant: string): string {
  const part = Object.fromEntries(LONDON.formatToParts(new Date(instant)).map((p) => [p.type, p.value]));
  const half = (part.dayPeriod ?? '').toLowerCase().replace(/[^a-z]/g, '');
  return `${part.day} ${part.month} ${part.year} at ${part.hour}:${part.minute}${half}`;
}

/** How long ago in the largest unit that is not nought: "5 minutes", "3 hours", "2 days". */
export function agoText(instant: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - new Date(instant).getTime()) / 60_000));
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return counted(minutes, 'minute');
  if (minutes < 48 * 60) return counted(Math.floor(minutes / 60), 'hour');
  return counted(Math.floor(minutes / 1440), 'day');
}

/** "1 hour", "1,200 people": the noun takes `plural` (default: an s) unless there is exactly one. */
export function counted(n: number, noun: string, plural = `${noun}s`): string {
  return `${numberText(n)} ${n === 1 ? noun : plural}`;
}

/** One cell as the screen prints it in a table of that column. */
export function cellText(cell: Cell, column: ResultColumn): string {
  if (cell === null) return NO_VALUE;
  if (isSymbol(cell)) return `[${cell.symbol}]`;
  switch (column.type) {
    case 'text':
    case 'code':
      return String(cell);
    case 'date':
      return shortDayText(String(cell));
    case 'month':
      return monthText(String(cell));
    case 'instant':
      return instantText(String(cell));
    case 'flag':
      return cell === true ? 'yes' : 'no';
    case 'count':
    case 'days':
    case 'number':
      return typeof cell === 'number' ? numberText(cell, column.decimals) : String(cell);
    case 'percent':
      return typeof cell === 'number' ? `${numberText(cell, column.decimals)}%` : String(cell);
  }
}

/** True for columns that stand right-aligned in tabular figures. */
export const isFigure = (column: ResultColumn): boolean =>
  column.type === 'count' || column.type === 'number' || column.type === 'percent' || column.type === 'days';

function parts(day: string): [number, number, number] {
  const [y, m, d] = day.slice(0, 10).split('-').map(Number);
  return [y ?? 0, m ?? 1, d ?? 1];
}
