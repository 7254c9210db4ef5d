import type { Command } from '../command.ts';
import { FOLDER, reportFolder } from '../report-options.ts';

export const reportCheckCommand: Command = {
  name: 'report check',
  summary: 'check report files and say what is wrong by file, line and key',
  words: ['[ID|FILE]'],
  options: FOLDER,
  async run({ words, given, io }) {
    const [{ checkFiles }, { describeProblem }] = await Promise.all([
      import('../../reports/versions/draft.ts'),
      import('../../reports/definitions/definition.ts'),
    ]);
    const checked = await checkFiles(await reportFolder(given), words[0] ?? null);
    const problems = checked.flatMap((file) => file.problems);
    const lines = checked.flatMap(({ file, state, problems }) =>
      problems.length === 0 ? [`${file}: fine (${state})`] : problems.map(describeProblem),
    );
    io.answer(checked, lines.join('\n'));
    return problems.length === 0 ? 0 : 1;
  },
};
