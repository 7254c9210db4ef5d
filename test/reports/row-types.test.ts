import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../base/settings.ts';
import { loadCatalogue } from '../../reports/catalogue.ts';
import { rowTypes } from '../../reports/definitions/row-types.ts';

test('the row types of the reports that the first page draws are those of the catalogue', async () => {
  const catalogue = await loadCatalogue();
  const text = await readFile(join(ROOT, 'dashboards', 'rows.ts'), 'utf8');
  const ids = [...text.matchAll(/^\/\*\* A row of (\S+) \S+\. \*\/$/gm)].map(([, id]) => id!);
  expect(ids).toContain('neet-by-month');
  const again = `npx casehouse report types ${ids.map((id) => `--report ${id}`).join(' ')} --out dashboards/rows.ts`;
  expect(text, `out of date: ${again}`).toBe(rowTypes(ids.map((id) => catalogue.find(id))));
});

test('a column has the type of its cells, one that only some parameters show may be absent, helpers have none', async () => {
  const catalogue = await loadCatalogue();
  const text = rowTypes([catalogue.find('neet-by-month', '1.0.0'), catalogue.find('neet-duration', '1.0.0')]);
  expect(text).toContain('export interface NeetByMonthRow {');
  expect(text).toContain('  month_end: string | Symbol_ | null;');
  expect(text).toContain('  neet_rate: number | Symbol_ | null;');
  expect(text).toContain('  from_month?: string | Symbol_ | null;');
  expect(text).toContain("  period?: 'month' | 'quarter' | 'academic-year' | 'dfe';");
  expect(text).not.toContain('week_people');
});
