import { addDays, type Day, londonDay } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';

/** When something is delivered; times are London's. A season is two days `MM-DD`, and may go over the new year. */
export type Timing =
  | { kind: 'daily'; at: string }
  | { kind: 'weekly'; weekday: number; at: string; season: [string, string] | null }
  | { kind: 'monthly'; day: number; at: string }
  | { kind: 'after-return' }
  | { kind: 'yearly'; day: string; at: string };

/** A period for which something is owed: its key is in the ledger of deliveries, so that it is delivered once. */
export interface Due {
  /** `2026-11-20` of a daily one, `2026-11-16` (Monday) of a weekly, `2026-11`, `return-2026-10`, `2027`. */
  period: string;
  /** Instant from which it is due. */
  at: Date;
}

/** A return that was sent or accepted: the month that it is of, and when. */
export interface SentReturn {
  /** `2026-10`. */
  month: string;
  at: Date;
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const TIME = '([01]\\d|2[0-3]):[0-5]\\d';
const DAY = '(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])';

/** `weekly mon 07:00 06-01..09-30` and its like. Throws `CasehouseError` that shows what may be written. */
export function readTiming(text: string): Timing {
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ');
  const at = (pattern: string) => new RegExp(`^${pattern}$`).exec(words)?.groups;
  const daily = at(`daily (?<at>${TIME})`);
  if (daily) return { kind: 'daily', at: daily.at! };
  const weekly = at(
    `weekly (?<day>${WEEKDAYS.join('|')}) (?<at>${TIME})( (?<from>${DAY})\\.\\.(?<to>${DAY}))?`,
  );
  if (weekly) {
    const season: [string, string] | null = weekly.from === undefined ? null : [weekly.from, weekly.to!];
    return { kind: 'weekly', weekday: WEEKDAYS.indexOf(weekly.day!), at: weekly.at!, season };
  }
  const monthly = at(`monthly (?<day>[1-9]|1\\d|2[0-8]) (?<at>${TIME})`);
  if (monthly) return { kind: 'monthly', day: Number(monthly.day), at: monthly.at! };
  if (words === 'after-return') return { kind: 'after-return' };
  const yearly = at(`yearly (?<day>${DAY}) (?<at>${TIME})`);
  if (yearly) return { kind: 'yearly', day: yearly.day!, at: yearly.at! };
  throw new CasehouseError('bad-timing', `"${text}" says no time that is known.`, {
    next: 'Write "daily 07:00", "weekly mon 07:00", "weekly mon 07:00 06-01..09-30", "monthly 3 07:00" (day 1 to 28), "after-return" or "yearly 01-31 07:00".',
  });
}

/** The newest thing that is owed at a moment and was not due before `since`; null when nothing is. */
export function dueAt(timing: Timing, now: Date, since: Date, returns: readonly SentReturn[]): Due | null {
  const due = newest(timing, now, returns);
  return due === null || due.at < since ? null : due;
}

function newest(timing: Timing, now: Date, returns: readonly SentReturn[]): Due | null {
  if (timing.kind === 'after-return') {
    const [last] = returns.filter(({ at }) => at <= now).sort((a, b) => (a.month < b.month ? 1 : -1));
    return last === undefined ? null : { period: `return-${last.month}`, at: last.at };
  }
  // A year back is far enough for each kind of time.
  let day = londonDay(now);
  for (let n = 0; n <= 366; n++, day = addDays(day, -1)) {
    if (!falls(timing, day)) continue;
    const at = londonInstant(day, timing.at);
    if (at <= now) return { period: periodOf(timing, day), at };
  }
  return null;
}

type Clocked = Exclude<Timing, { kind: 'after-return' }>;

function falls(timing: Clocked, day: Day): boolean {
  switch (timing.kind) {
    case 'daily':
      return true;
    case 'weekly':
      return (
        new Date(`${day}T12:00:00Z`).getUTCDay() === timing.weekday && inSeason(timing.season, day.slice(5))
      );
    case 'monthly':
      return Number(day.slice(8)) === timing.day;
    case 'yearly':
      return day.slice(5) === timing.day;
  }
}

function inSeason(season: [string, string] | null, day: string): boolean {
  if (season === null) return true;
  const [from, to] = season;
  return from <= to ? day >= from && day <= to : day >= from || day <= to;
}

function periodOf({ kind }: Clocked, day: Day): string {
  return kind === 'monthly' ? day.slice(0, 7) : kind === 'yearly' ? day.slice(0, 4) : day;
}

/** The instant at which London's clock shows a time; the later one of the hour that comes twice in October. */
function londonInstant(day: Day, time: string): Date {
  const guess = new Date(`${day}T${time}:00Z`);
  for (const hours of [0, 1]) {
    const at = new Date(guess.getTime() - hours * 3_600_000);
    if (londonClock(at) === `${day} ${time}`) return at;
  }
  // the hour that March leaves out: an hour later
  return guess;
}

const CLOCK = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/London',
  dateStyle: 'short',
  timeStyle: 'short',
});
const londonClock = (at: Date): string => CLOCK.format(at);
