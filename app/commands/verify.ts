import type { Command } from '../command.ts';
import { runContext } from '../run-context.ts';

export const verifyCommand: Command = {
  name: 'verify',
  summary: 'run the report of a file again and say whether the file still tells the same',
  words: ['FILE'],
  options: {},
  async run({ words, settings, io }) {
    const [{ verifyFile }, { rerun }] = await Promise.all([
      import('../../reports/verify/verify.ts'),
      import('../../reports/run/rerun.ts'),
    ]);
    const ctx = await runContext(settings, io);
    const verdict = await verifyFile(words[0]!, (stamp) => rerun(ctx, stamp));
    const doubts = verdict.doubts.filter((doubt) => !verdict.message.includes(doubt));
    io.answer(verdict, [verdict.message, ...doubts.map((doubt) => `  ${doubt}`)].join('\n'));
    return verdict.outcome === 'same' ? 0 : 1;
  },
};
