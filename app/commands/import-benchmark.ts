import type { Command } from '../command.ts';

export const importBenchmarkCommand: Command = {
  name: 'import benchmark',
  summary:
    "take in a file of figures that the Department published, for comparisons from the next night's snapshot on",
  words: ['FILE'],
  options: {
    published: { value: 'DAY', doc: 'when the file was published: its vintage', required: true },
    source: { value: 'TEXT', doc: 'who published what (default: the Department and the title of its file)' },
    licence: { value: 'TEXT', doc: 'licence of the figures (default: Open Government Licence v3.0)' },
  },
  async run({ words, given, settings, io }) {
    const { keepBenchmark } = await import('../../reports/benchmarks/keep.ts');
    const { layout } = await import('../../warehouse/layout.ts');
    const kept = await keepBenchmark(words[0]!, {
      folder: layout(settings.dataDir).benchmarks,
      origin: {
        published: given.required('published'),
        source: given.text('source'),
        licence: given.text('licence'),
      },
      clock: io.clock,
    });
    const what = `${kept.figures} figures of ${kept.areas} areas for ${kept.periods.join(', ')}, ${kept.symbols} of them symbols`;
    io.answer(
      kept,
      kept.fresh
        ? `Took in ${what} (${kept.layout}). They are in the next snapshot: casehouse nightly.`
        : `This file was taken in before; nothing changed. It holds ${what}.`,
    );
    return 0;
  },
};
