import { UsageError } from '../../base/errors.ts';
import type { Command } from '../command.ts';
import { openStore } from '../store.ts';

export const checkLiveCommand: Command = {
  name: 'check live',
  summary:
    "say what the Department's checks would say of the case store as it is now, by caseworker and team",
  words: [],
  options: {
    period: { value: 'YYYY-MM', doc: 'month of the return (default: the last that has ended)' },
    la: { value: 'CODE', doc: 'an authority, three digits (default: all of the council)', many: true },
    caseworker: {
      value: 'NAME',
      doc: 'only the people of this caseworker, named in full as the list of whose work it is has it',
    },
    team: { value: 'NAME', doc: 'only the people of this team' },
    number: { value: 'NO', doc: 'only this check' },
    out: { value: 'FILE', doc: 'write every finding as CSV' },
  },
  async run({ given, settings, io }) {
    const period = given.text('period') ?? undefined;
    if (period !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(period))
      throw new UsageError(`--period is "${period}", not a month.`, 'Write it as 2026-10.');
    const [{ liveCheck }, { liveText, liveCsv }] = await Promise.all([
      import('../live-check.ts'),
      import('../live-check-text.ts'),
    ]);
    const { pool } = await openStore(settings, io, { migrate: false });
    const found = await liveCheck(pool, {
      period,
      las: given.all('la'),
      filter: {
        caseworker: given.text('caseworker') ?? undefined,
        team: given.text('team') ?? undefined,
        number: given.text('number') ?? undefined,
      },
      now: io.clock(),
    });
    const out = given.text('out');
    if (out !== null) {
      const { writeFile } = await import('node:fs/promises');
      await writeFile(out, liveCsv(found.findings), { mode: 0o600 });
    }
    io.answer(found, liveText(found, out));
    return found.totals.every((t) => t.priority === 3) ? 0 : 1;
  },
};
