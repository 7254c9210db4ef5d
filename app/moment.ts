import { isDay } from '../base/dates.ts';
import { CasehouseError, UsageError } from '../base/errors.ts';

/**
 * A typed moment: an instant with its zone, or a day, which means the end of that day in London. An instant without a
 * zone is refused, as it would mean different things in summer and winter. `option` is its name at the command line.
 */
export function moment(text: string, option: string): Date {
  const read = readMoment(text);
  if (read !== null) return read;
  throw new UsageError(`${option} is "${text}", not a day or a moment with its zone.`, HOW);
}

/** The same, as an address gives it: an ISO instant. Throws `known-at-invalid`. */
export function knownAt(text: string): string {
  const read = readMoment(text);
  if (read !== null) return read.toISOString();
  throw new CasehouseError('known-at-invalid', `"${text}" is not a day or a moment with its zone.`, {
    next: HOW,
  });
}

const HOW = 'Write it as 2026-11-20 or 2026-11-20T02:10:00Z.';

function readMoment(text: string): Date | null {
  if (isDay(text)) return endOfLondonDay(text);
  const date = new Date(text);
  return /T.*(Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(date.getTime()) ? date : null;
}

function endOfLondonDay(day: string): Date {
  const asUtc = new Date(`${day}T23:59:59.999Z`);
  const hour = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  // an hour before, in summer, it is 23:59 in London already
  const inSummer = new Date(asUtc.getTime() - 3_600_000);
  return hour.format(inSummer) === '23' ? inSummer : asUtc;
}
