import { UsageError } from '../../base/errors.ts';
import type { Command } from '../command.ts';
import { openStore } from '../store.ts';

export const returnCompareCommand: Command = {
  name: 'return compare',
  summary:
    "compare a month's return with the one that stands for the month before, by the files that were kept",
  words: [],
  options: {
    period: { value: 'YYYY-MM', doc: 'month of the later return', required: true },
    la: { value: 'CODE', doc: 'an authority, three digits', many: true },
    before: { value: 'FILE', doc: 'the earlier file, such as one of another system' },
    after: { value: 'FILE', doc: 'the later file' },
    out: { value: 'FILE', doc: 'write who came, who went and whose facts changed as CSV' },
  },
  async run({ given, settings, io }) {
    const period = given.required('period');
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(period))
      throw new UsageError(`--period is "${period}", not a month.`, 'Write it as 2026-10.');
    const [{ compareReturn }, { comparisonText, comparisonCsv }] = await Promise.all([
      import('../return-compare.ts'),
      import('../return-compare-text.ts'),
    ]);
    const { pool } = await openStore(settings, io, { migrate: false });
    const found = await compareReturn(pool, {
      dataDir: settings.dataDir,
      period,
      las: given.all('la'),
      beforeFile: given.text('before'),
      afterFile: given.text('after'),
    });
    const out = given.text('out');
    if (out !== null) {
      const { writeFile } = await import('node:fs/promises');
      await writeFile(out, comparisonCsv(found), { mode: 0o600 });
    }
    io.answer(found, comparisonText(found));
    return 0;
  },
};
