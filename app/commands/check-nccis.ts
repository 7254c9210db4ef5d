import type { Command } from '../command.ts';

export const checkNccisCommand: Command = {
  name: 'check nccis',
  summary: "say what the Department's checks would say of a return",
  words: ['FILE'],
  options: {},
  async run({ words, io }) {
    const { checkReturn } = await import('../../reports/returns/check.ts');
    const found = await checkReturn(words[0]!);
    io.answer(found, JSON.stringify(found));
    return 0;
  },
};
