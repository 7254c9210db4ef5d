import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { tools } from '../support/tools.ts';

interface Sheet {
  name: string;
  state: string;
  a1: { value: string; style: string };
  merged: string[];
  freeze: string | null;
  filter: string | null;
  hidden: string[];
  blankRows: number[];
  tables: { name: string; ref: string; filter: boolean; columns: string[]; rows: unknown[][] }[];
}

/**
 * Checks a workbook, as openpyxl reads it, against the Analysis Function's rules for accessible spreadsheets. Gives a sentence for
 * each rule that is broken; none for a good one.
 */
export function accessibilityFaults(file: string): string[] {
  const script = fileURLToPath(new URL('independent.py', import.meta.url));
  const run = spawnSync(tools.python!, [script, file], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (run.status !== 0) throw new Error(run.stderr);
  const book = JSON.parse(run.stdout) as {
    active: string;
    properties: Record<string, string>;
    sheets: Sheet[];
  };
  const faults: string[] = [];
  const names = book.sheets.map(({ name }) => name);
  for (const wanted of ['title', 'creator', 'language']) {
    if (!book.properties[wanted]) faults.push(`The document has no ${wanted}.`);
  }
  if (names[0] !== 'Cover' || book.active !== 'Cover')
    faults.push('The cover is not the first sheet that is seen.');
  const notes = names.indexOf('Notes');
  const first = book.sheets.findIndex(({ tables }) => tables.some(({ name }) => name.startsWith('results')));
  if (notes > first && first !== -1) faults.push('Notes come after the tables.');
  if (new Set(names.map((name) => name.toLowerCase())).size !== names.length)
    faults.push('Two sheets have one name.');
  const tables = book.sheets.flatMap((sheet) => sheet.tables.map(({ name }) => name));
  if (new Set(tables).size !== tables.length) faults.push('Two tables have one name.');
  for (const sheet of book.sheets) faults.push(...sheetFaults(sheet).map((text) => `${sheet.name}: ${text}`));
  return faults;
}

function sheetFaults(sheet: Sheet): string[] {
  const faults: string[] = [];
  if (/^Sheet\d*$/.test(sheet.name) || sheet.name.length > 31) faults.push('its name means nothing.');
  if (sheet.state !== 'visible') faults.push('it is hidden.');
  if (!sheet.a1.value || !/heading/i.test(sheet.a1.style)) faults.push('A1 is no title in a heading style.');
  if (sheet.merged.length > 0) faults.push('it has merged cells.');
  if (sheet.freeze) faults.push('it has frozen panes.');
  if (sheet.filter) faults.push('it has a filter.');
  if (sheet.hidden.length > 0) faults.push('rows or columns are hidden.');
  if (sheet.blankRows.length > 0) faults.push('it has blank rows.');
  if (sheet.tables.length > 1) faults.push('it has several tables.');
  for (const table of sheet.tables) {
    if (!table.ref.startsWith('A')) faults.push('its table does not start in column A.');
    if (table.filter) faults.push('its table has filter buttons.');
    if (!/^[a-z][\w]{3,}$/i.test(table.name) || /^table\d*$/i.test(table.name))
      faults.push('the name of its table means nothing.');
    if (new Set(table.columns.map((text) => text.toLowerCase())).size !== table.columns.length)
      faults.push('two headings are alike.');
    if (table.rows.flat().some((cell) => cell === null || cell === ''))
      faults.push('its table has blank cells.');
  }
  return faults;
}
