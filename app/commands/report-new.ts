import path from 'node:path';
import type { Command } from '../command.ts';
import { FOLDER, reportFolder } from '../report-options.ts';

export const reportNewCommand: Command = {
  name: 'report new',
  summary: 'write a draft: a new report, or the next version of one',
  words: ['ID'],
  options: FOLDER,
  async run({ words, given, io }) {
    const folder = await reportFolder(given);
    const { newDraft } = await import('../../reports/versions/draft.ts');
    const file = path.join(folder, await newDraft(folder, words[0]!));
    io.answer({ file }, `Wrote ${file}. Change it, then "casehouse report check ${words[0]}".`);
    return 0;
  },
};
