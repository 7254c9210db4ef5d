import { writeFile } from 'node:fs/promises';
import type { Command } from '../command.ts';

export const reportTypesCommand: Command = {
  name: 'report types',
  summary: 'write TypeScript types of the rows and parameters of reports, for code that draws them',
  words: [],
  options: {
    report: { value: 'ID', doc: 'a report (default: all)', many: true },
    out: { value: 'FILE', doc: 'write to this file (default: to the terminal)' },
  },
  async run({ given, io }) {
    const [{ loadCatalogue }, { rowTypes }] = await Promise.all([
      import('../../reports/catalogue.ts'),
      import('../../reports/definitions/row-types.ts'),
    ]);
    const catalogue = await loadCatalogue();
    const ids = given.all('report');
    const definitions = ids.length === 0 ? catalogue.reports() : ids.map((id) => catalogue.find(id));
    const text = rowTypes(definitions);
    const out = given.text('out');
    if (out !== null) await writeFile(out, text);
    io.answer(
      { reports: definitions.map((d) => `${d.id} ${d.version}`), out },
      out === null ? text.trimEnd() : `Wrote the types of ${definitions.length} reports to ${out}`,
    );
    return 0;
  },
};
