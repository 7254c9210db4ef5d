import { UsageError } from '../../base/errors.ts';
import type { Command } from '../command.ts';
import { openStore } from '../store.ts';

export const returnNccisCommand: Command = {
  name: 'return nccis',
  summary: "write a month's NCCIS return as XML",
  words: [],
  options: {
    period: { value: 'YYYY-MM', doc: 'month of the return', required: true },
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
    const { made, report, superseded } = await makeReturn(pool, {
      dataDir: settings.dataDir,
      period,
      out,
      clock: io.clock,
      onStep: io.progress,
    });
    const { sent, ...summary } = made;
    io.answer(
      { ...summary, records: sent.length, superseded, checks: report.totals },
      returnText(made, report, superseded),
    );
    return 0;
  },
};
