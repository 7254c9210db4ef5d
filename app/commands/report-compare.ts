import { UsageError } from '../../base/errors.ts';
import { snapshotId, type SnapshotId } from '../../base/ids.ts';
import type { Command } from '../command.ts';
import { FOLDER, reportFolder, reportParameters } from '../report-options.ts';
import { runContext } from '../run-context.ts';
import { splitText } from '../split-text.ts';

export const reportCompareCommand: Command = {
  name: 'report compare',
  summary: 'split the change of a figure into what the data and what the definition did',
  words: ['ID'],
  options: {
    'from-version': { value: 'V', doc: 'old version (default: the new one)' },
    'to-version': { value: 'V', doc: 'new version (default: the newest published)' },
    'from-snapshot': { value: 'ID', doc: 'old snapshot (default: the one before the new)' },
    'to-snapshot': { value: 'ID', doc: 'new snapshot (default: the current one)' },
    cell: { value: 'ROW', doc: 'as "month_end=2026-10-31; column=neet" (default: what changed most)' },
    param: { value: 'k=v', doc: 'a parameter of the report', many: true },
    ...FOLDER,
  },
  async run({ words, given, settings, io }) {
    const typed = given.text('cell');
    if (typed !== null && !/(^|; )column=\w+$/.test(typed))
      throw new UsageError(`--cell is "${typed}".`, 'Write it as "month_end=2026-10-31; column=neet".');
    const params = reportParameters(given.all('param'));
    const [{ splitCauses }, { parseCell }, { cornerSnapshots }] = await Promise.all([
      import('../../reports/versions/split.ts'),
      import('../../reports/run/records.ts'),
      import('../../reports/versions/corners.ts'),
    ]);
    const ctx = await runContext(settings, io, await reportFolder(given));
    const id = (option: string): SnapshotId | null => {
      const text = given.text(option);
      return text === null ? null : snapshotId(text);
    };
    const [from, to] = await cornerSnapshots(settings.dataDir, id('from-snapshot'), id('to-snapshot'));
    const found = await splitCauses(ctx, {
      id: words[0]!,
      from: { version: given.text('from-version') ?? given.text('to-version'), snapshot: from },
      to: { version: given.text('to-version'), snapshot: to },
      params,
      cell: typed === null ? null : parseCell(typed),
    });
    io.answer(found, splitText(found));
    return 0;
  },
};
