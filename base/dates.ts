/** Days are ISO text `YYYY-MM-DD` everywhere; no time zone can move them. */
export type Day = string;

/** The end of an open interval in the warehouse: inside the date range of every engine that we load. */
export const OPEN_END: Day = '2199-12-31';

export const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
};

export const addDays = (day: Day, n: number): Day => {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + n);
  return date.toISOString().slice(0, 10);
};

/** Same day `n` months on; the last day of the month when that is shorter. */
export const addMonths = (day: Day, n: number): Day => {
  const [y, m, d] = day.split('-').map(Number) as [number, number, number];
  const first = new Date(Date.UTC(y, m - 1 + n, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(d, last));
  return first.toISOString().slice(0, 10);
};

/** Last day of the month of `day` (or of a month `YYYY-MM`). */
export const monthEnd = (day: string): Day => addDays(addMonths(`${day.slice(0, 7)}-01`, 1), -1);

/** Calendar day of an instant as people in England read it. */
export const londonDay = (instant: Date): Day =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London', dateStyle: 'short' })
    .format(instant)
    .slice(0, 10);

/** First calendar year of the academic year of `day`: 2026-08-31 → 2025, 2026-09-01 → 2026. */
export const academicYear = (day: Day): number => {
  const [y, m] = day.split('-').map(Number) as [number, number];
  return m >= 9 ? y : y - 1;
};

/** Whole years reached on 31 August at the start of the academic year of `day`. Source: DfE academic age. */
export const academicAge = (born: Day, day: Day): number => {
  const start = academicYear(day);
  const [y, m] = born.split('-').map(Number) as [number, number];
  return m >= 9 ? start - y - 1 : start - y;
};

/** Year group 11 is academic age 15. */
export const yearGroup = (born: Day, day: Day): number => academicAge(born, day) - 4;
