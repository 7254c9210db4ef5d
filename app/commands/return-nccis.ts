import { UsageError } from '../../base/errors.ts';
import type { Command } from '../command.ts';

export const returnNccisCommand: Command = {
  name: 'return nccis',
  summary: "write a month's NCCIS return as XML",
  words: [],
  options: {
    period: { value: 'YYYY-MM', doc: 'month of the return' },
    out: { value: 'FILE', doc: 'file to write' },
  },
  async run({ given, settings, io }) {
    const period = given.required('period');
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(period)) {
      throw new UsageError(`--period is "${period}", not a month.`, 'Write it as 2026-10.');
    }
    const out = given.required('out');
    const { buildReturn } = await import('../../reports/returns/build.ts');
    const done = await buildReturn({
      dataDir: settings.dataDir,
      period,
      out,
      clock: io.clock,
      onStep: io.progress,
    });
    io.answer(done, JSON.stringify(done));
    return 0;
  },
};
