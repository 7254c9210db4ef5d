import { UsageError } from '../../base/errors.ts';
import type { Command } from '../command.ts';
import { openStore } from '../store.ts';

export const returnNccisCommand: Command = {
  name: 'return nccis',
  summary: "write a month's NCCIS return as XML",
  words: [],
  options: {
    period: { value: 'YYYY-MM', doc: 'month of the return', required: true },
    la: {
      value: 'CODE',
      doc: 'an authority that it speaks for, three digits (default: all of the council)',
      many: true,
    },
    out: { value: 'FILE', doc: 'file to write; in a folder it gets the name of a return', required: true },
  },
  async run({ given, settings, io }) {
    const period = given.required('period');
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(period)) {
      throw new UsageError(`--period is "${period}", not a month.`, 'Write it as 2026-10.');
    }
    const out = given.required('out');
    const [{ makeReturn }, { returnText }] = await Promise.all([
      import('../make-return.ts'),
      import('../return-text.ts'),
    ]);
    const { pool } = await openStore(settings, io, { migrate: false });
    const done = await makeReturn(pool, {
      dataDir: settings.dataDir,
      period,
      las: given.all('la'),
      out,
      clock: io.clock,
      onStep: io.progress,
    });
    const { made, report, ...about } = done;
    io.answer({ ...made, ...about, checks: report.totals }, returnText(made, report, done.superseded, about));
    return 0;
  },
};
