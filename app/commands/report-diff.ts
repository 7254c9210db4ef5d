import { snapshotId } from '../../base/ids.ts';
import type { Command } from '../command.ts';
import { diffText } from '../diff-text.ts';
import { FOLDER, reportFolder, reportParameters } from '../report-options.ts';
import { runContext } from '../run-context.ts';

export const reportDiffCommand: Command = {
  name: 'report diff',
  summary: 'compare two versions of a report, run on the same snapshot',
  words: ['ID', 'A', 'B'],
  options: {
    param: { value: 'k=v', doc: 'a parameter of the report', many: true },
    snapshot: { value: 'ID', doc: 'snapshot to run both on (default: the current one)', many: true },
    ...FOLDER,
  },
  async run({ words, given, settings, io }) {
    const params = reportParameters(given.all('param'));
    const { diffVersions } = await import('../../reports/versions/diff.ts');
    const ctx = await runContext(settings, io, await reportFolder(given));
    const [id, a, b] = words as [string, string, string];
    const snapshots = given.all('snapshot').map(snapshotId);
    const diff = await diffVersions(ctx, { id, a, b, params, snapshots });
    io.answer(diff, diffText(diff));
    return 0;
  },
};
