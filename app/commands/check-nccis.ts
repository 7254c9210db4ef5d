import type { Command } from '../command.ts';

export const checkNccisCommand: Command = {
  name: 'check nccis',
  summary: "say what the Department's checks would say of a return",
  words: ['FILE'],
  options: {
    out: { value: 'FILE', doc: 'write every finding as CSV' },
    edition: { value: 'ID', doc: "edition of the requirement (default: the one of the file's period)" },
  },
  async run({ words, given, io }) {
    const { checkFile } = await import('../../nccis/check/check.ts');
    const { reportText, isClean } = await import('../../nccis/check/text.ts');
    const out = given.text('out');
    const csv = out === null ? null : (await import('../findings-csv.ts')).findingsCsv(out);
    const report = await checkFile(words[0]!, {
      edition: given.text('edition') ?? undefined,
      onFinding: csv?.add,
    }).finally(() => csv?.end());
    io.answer(report, reportText(report));
    return isClean(report) ? 0 : 1;
  },
};
