import { UsageError } from '../../base/errors.ts';
import type { Command } from '../command.ts';
import { openStore } from '../store.ts';

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

export const returnCalendarCommand: Command = {
  name: 'return calendar',
  summary: 'list the months with the day on which each return is due and what was done',
  words: [],
  options: {
    from: { value: 'YYYY-MM', doc: 'first month (default: eleven months ago)' },
    to: { value: 'YYYY-MM', doc: 'last month (default: this one)' },
  },
  async run({ given, settings, io }) {
    for (const option of ['from', 'to']) {
      const month = given.text(option);
      if (month !== null && !MONTH.test(month))
        throw new UsageError(`--${option} is "${month}", not a month.`, 'Write it as 2026-10.');
    }
    const [
      { returnCalendar },
      { councilEditions },
      { addMonths, londonDay },
      { onlyTenant },
      { calendarLines },
    ] = await Promise.all([
      import('../../operational/submissions/calendar.ts'),
      import('../../operational/reference/council.ts'),
      import('../../base/dates.ts'),
      import('../../operational/access/council.ts'),
      import('../submissions.ts'),
    ]);
    const { pool } = await openStore(settings, io, { migrate: false });
    const { id: tenantId } = await onlyTenant(pool);
    const now = io.clock();
    const to = given.text('to') ?? londonDay(now).slice(0, 7);
    const from = given.text('from') ?? addMonths(`${to}-01`, -11).slice(0, 7);
    const editions = await councilEditions(pool, undefined, tenantId);
    const months = await returnCalendar(pool, { editions, tenantId, from, to, now });
    io.answer({ months }, calendarLines(months));
    return 0;
  },
};
