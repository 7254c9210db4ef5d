import type { Command } from '../command.ts';

export const reportListCommand: Command = {
  name: 'report list',
  summary: 'list the reports with their versions and parameters',
  words: [],
  options: {
    entries: { value: null, doc: 'every entry: each report, and each split or period that it lists' },
  },
  async run({ io, given }) {
    const { loadCatalogue } = await import('../../reports/catalogue.ts');
    const reports = (await loadCatalogue()).reports();
    if (given.flag('entries')) {
      const { catalogueEntries } = await import('../../reports/entries.ts');
      const entries = catalogueEntries(reports);
      io.answer(
        entries,
        [...entries.map(({ id, title }) => `${id}  ${title}`), `${entries.length} entries`].join('\n'),
      );
      return 0;
    }
    const data = reports.map(({ id, version, title, params }) => ({ id, version, title, params }));
    const width = Math.max(...reports.map(({ id }) => id.length));
    const lines = reports.flatMap(({ id, version, title, params }) => [
      `${id.padEnd(width)}  ${version}  ${title}`,
      ...params.map(
        ({ name, type, options, optional }) =>
          `${' '.repeat(width)}  --param ${name}=${Object.keys(options ?? {}).join('|') || type}${optional ? ' (optional)' : ''}`,
      ),
    ]);
    io.answer(data, lines.join('\n'));
    return 0;
  },
};
