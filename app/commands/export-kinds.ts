import type { Command } from '../command.ts';

export const exportKindsCommand: Command = {
  name: 'export kinds',
  summary: 'list the kinds of files that can be written, and what each asks for',
  words: [],
  options: {},
  async run({ io }) {
    const { loadKinds } = await import('../../operational/exchange/kind.ts');
    const kinds = loadKinds().map(({ id, title, about, to, group, asks, keeps, needs, readsBack }) => ({
      id,
      title,
      about: about.trim(),
      to,
      group,
      asks,
      keeps,
      needs,
      readsBack,
    }));
    const width = Math.max(...kinds.map(({ id }) => id.length));
    const lines = kinds.map(
      ({ id, title, to, asks }) =>
        `${id.padEnd(width)}  ${title} (for the ${to}; ${asks.map((ask) => `--${ask.replace('_', '-')}`).join(', ')})`,
    );
    io.answer({ kinds }, lines.join('\n'));
    return 0;
  },
};
