import path from 'node:path';
import { CasehouseError } from '../../base/errors.ts';
import type { Command } from '../command.ts';
import { FOLDER, reportFolder } from '../report-options.ts';

export const reportNewCommand: Command = {
  name: 'report new',
  summary: 'write a draft: a new report, or the next version of one',
  words: ['ID'],
  options: FOLDER,
  async run({ words, given, io }) {
    const folder = await reportFolder(given);
    if (given.flag('folder')) await requireOwn(folder, words[0]!);
    const { newDraft } = await import('../../reports/versions/draft.ts');
    const file = path.join(folder, await newDraft(folder, words[0]!));
    io.answer({ file }, `Wrote ${file}. Change it, then "casehouse report check ${words[0]}".`);
    return 0;
  },
};

/** A skeleton under the name of a report that the product has and the folder has not would be neither of them. */
async function requireOwn(folder: string, id: string): Promise<void> {
  const { REPORTS_ROOT, reportFiles } = await import('../../reports/catalogue.ts');
  const holds = async (root: string) => (await reportFiles(root)).some((file) => file.startsWith(`${id}/`));
  if ((await holds(folder)) || !(await holds(REPORTS_ROOT))) return;
  throw new CasehouseError(
    'report-elsewhere',
    `${folder} holds no version of ${id}, a report of the product's own.`,
    {
      next: `Copy the folder ${path.join(REPORTS_ROOT, id)} there first, or choose another id.`,
    },
  );
}
