import { monthEnd } from '../../base/dates.ts';
import { UsageError } from '../../base/errors.ts';
import type { Command } from '../command.ts';
import { openStore } from '../store.ts';

export const returnNccisCommand: Command = {
  name: 'return nccis',
  summary: "write a month's NCCIS return as XML",
  words: [],
  options: {
    period: { value: 'YYYY-MM', doc: 'month of the return' },
    out: { value: 'FILE', doc: 'file to write; in a folder it gets the name of a return' },
  },
  async run({ given, settings, io }) {
    const period = given.required('period');
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(period)) {
      throw new UsageError(`--period is "${period}", not a month.`, 'Write it as 2026-10.');
    }
    const out = given.required('out');
    const { makeReturn } = await import('../make-return.ts');
    const { pool } = await openStore(settings, io, { migrate: false });
    const { made, report } = await makeReturn(pool, {
      dataDir: settings.dataDir,
      period,
      out,
      clock: io.clock,
      onStep: io.progress,
    });
    const statuses = Object.entries(made.byStatus).map(([status, n]) => `${status} ${n}`);
    const found = report.totals.map((t) => `${t.number} (${t.count})`);
    const { sent, ...summary } = made;
    io.answer(
      { ...summary, records: sent.length, checks: report.totals },
      [
        `${made.file}: ${made.records} records to ${monthEnd(period)} (${statuses.join(', ')}), edition ${made.edition}, valid against its schema.`,
        found.length === 0
          ? "The Department's checks find nothing."
          : `The Department's checks find ${found.join(', ')}: see "casehouse check nccis ${made.file}".`,
      ].join('\n'),
    );
    return 0;
  },
};
