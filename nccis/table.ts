import { CasehouseError } from '../base/errors.ts';

/** One row of a pack's CSV file, with where it stands for error messages. */
export type TableRow = { file: string; line: number; values: Record<string, string> };

/** A fault in a pack, said with its file and line. */
export const packFault = (file: string, line: number, message: string): CasehouseError =>
  new CasehouseError('edition-pack', `${file}:${line}: ${message}`, {
    status: 500,
    next: 'Correct that line of the edition pack; nothing was loaded.',
  });

/** Reads RFC 4180 text with a heading row; a line that begins with # is a remark. */
export function parseTable(text: string, file: string): TableRow[] {
  const records = splitRecords(text, file).filter((r) => r.cells.length > 1 || r.cells[0] !== '');
  const head = records.shift();
  if (!head) throw packFault(file, 1, 'the file is empty; it needs a heading row');
  return records.map(({ cells, line }) => {
    if (cells.length !== head.cells.length) {
      throw packFault(file, line, `${cells.length} values where the heading has ${head.cells.length}`);
    }
    return { file, line, values: Object.fromEntries(head.cells.map((name, i) => [name, cells[i]!])) };
  });
}

function splitRecords(text: string, file: string): { cells: string[]; line: number }[] {
  const records: { cells: string[]; line: number }[] = [];
  let cells: string[] = [];
  let line = 1;
  let start = 1;
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (cell.lastIndex < text.length) {
    if (cells.length === 0 && text[cell.lastIndex] === '#') {
      const end = text.indexOf('\n', cell.lastIndex);
      cell.lastIndex = end < 0 ? text.length : end + 1;
      start = ++line;
      continue;
    }
    const match = cell.exec(text);
    if (!match) throw packFault(file, line, 'a quotation mark is out of place');
    const value = match[1]?.replaceAll('""', '"') ?? match[2]!;
    cells.push(match[1] === undefined ? value.trim() : value);
    line += match[0].split('\n').length - 1;
    if (match[3] === ',' && cell.lastIndex < text.length) continue;
    records.push({ cells, line: start });
    cells = [];
    start = line;
  }
  return records;
}
