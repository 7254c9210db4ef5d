import type { Day } from '../../base/dates.ts';

/** Days as whole numbers since 1970-01-01: a demo handles millions of them. */
export type DayNumber = number;
/** Seconds since 1970-01-01T00:00Z. */
export type Instant = number;

export const day = (year: number, month: number, date: number): DayNumber =>
  Date.UTC(year, month - 1, date) / 86_400_000;

export const dayNumber = (text: Day): DayNumber => Date.parse(`${text}T00:00:00Z`) / 86_400_000;

const texts = new Map<DayNumber, Day>();
export function iso(n: DayNumber): Day {
  let text = texts.get(n);
  if (text === undefined) {
    text = new Date(n * 86_400_000).toISOString().slice(0, 10);
    texts.set(n, text);
  }
  return text;
}

export const isoInstant = (at: Instant): string => new Date(at * 1000).toISOString();

/** The moment `hour` (UTC, may be a fraction) of a day. */
export const at = (n: DayNumber, hour: number): Instant => n * 86_400 + Math.floor(hour * 3600);

export const yearOf = (n: DayNumber): number => Number(iso(n).slice(0, 4));
export const monthOf = (n: DayNumber): number => Number(iso(n).slice(5, 7));

export function endOfMonth(n: DayNumber): DayNumber {
  return day(yearOf(n), monthOf(n) + 1, 1) - 1;
}

/** Same day some months on; the last of the month when that is shorter. */
export function months(n: DayNumber, count: number): DayNumber {
  const first = day(yearOf(n), monthOf(n) + count, 1);
  return Math.min(first + Number(iso(n).slice(8)) - 1, endOfMonth(first));
}

/** The day itself, or the Monday after when it falls on a weekend. */
export function workday(n: DayNumber): DayNumber {
  const weekday = (n + 4) % 7; // 1970-01-01 was a Thursday; 0 is Sunday
  return weekday === 6 ? n + 2 : weekday === 0 ? n + 1 : n;
}

/** The academic year's months in order, as calendar months. */
export const SCHOOL_MONTHS = [9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8] as const;
