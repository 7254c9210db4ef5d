import { isDay } from '../base/dates.ts';
import { UsageError } from '../base/errors.ts';

/**
 * A typed moment: an instant with its zone, or a day, which means the end of that day in London. An instant without a
 * zone is refused, as it would mean different things in summer and winter.
 */
export function moment(text: string, option: string): Date {
  if (isDay(text)) return endOfLondonDay(text);
  const date = new Date(text);
  if (/T.*(Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new UsageError(
    `${option} is "${text}", not a day or a moment with its zone.`,
    'Write it as 2026-11-20 or 2026-11-20T02:10:00Z.',
  );
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
