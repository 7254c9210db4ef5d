import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { CasehouseError } from '../../base/errors.ts';
import { parseCsv } from '../verify/csv.ts';
import { readRelations, readSharedTexts, readSheet } from '../verify/workbook.ts';
import { withZip } from '../verify/zip.ts';

/** The table that another system printed: its headings and the texts of its rows. */
export interface OldTable {
  headings: string[];
  rows: string[][];
}

/**
 * Reads the table of an old report out of a workbook (its first sheet with a table in it) or a CSV file. Titles above the
 * headings are passed over: the headings are the first row whose cells are as many as most rows have. Throws `CasehouseError`.
 */
export async function readOldTable(file: string): Promise<OldTable> {
  const grid = /\.xlsx$/i.test(file) ? await workbookRows(file) : await csvRows(file);
  const filled = grid
    .map((row) => row.map((text) => text.trim()))
    .filter((row) => row.some((text) => text !== ''));
  const count = (row: readonly string[]) => row.filter((text) => text !== '').length;
  const widest = Math.max(0, ...filled.map(count));
  const head = filled.findIndex((row) => count(row) >= Math.max(2, widest - 1));
  if (head === -1) {
    throw new CasehouseError('no-table', `${file} holds no table.`, {
      next: 'Give a workbook or CSV with one row of headings and the rows below it.',
    });
  }
  const headings = filled[head]!;
  return { headings, rows: filled.slice(head + 1).filter((row) => count(row) >= 2) };
}

async function csvRows(file: string): Promise<string[][]> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new CasehouseError('no-file', `There is no file ${file}.`, {
      next: 'Check the name and the folder.',
      cause,
    });
  });
  const text = /^\ufeff/.test(bytes.toString('utf8'))
    ? bytes.toString('utf8').slice(1)
    : bytes.toString('utf8');
  return [...parseCsv(text)].map((fields) => fields.map((field) => field.text));
}

async function workbookRows(file: string): Promise<string[][]> {
  const exists = await new Promise<boolean>((resolve) => {
    const stream = createReadStream(file, { end: 1 });
    stream.once('error', () => resolve(false)).once('readable', () => resolve(true));
  });
  if (!exists)
    throw new CasehouseError('no-file', `There is no file ${file}.`, {
      next: 'Check the name and the folder.',
    });
  return withZip(file, async (zip) => {
    const shared = await readSharedTexts(zip);
    const targets = await readRelations(zip, 'xl/_rels/workbook.xml.rels', 'xl');
    const parts = [...targets.values()].filter((part) => /worksheets\/[^/]+\.xml$/.test(part));
    let best: string[][] = [];
    for (const part of parts) {
      const stream = await zip.stream(part);
      if (stream === null) continue;
      const rows: string[][] = [];
      await readSheet(stream, shared, (_at, cells) =>
        rows.push(Array.from(cells, (cell) => cell?.text ?? '')),
      );
      const cells = (grid: readonly string[][]) =>
        grid.reduce((sum, row) => sum + (row.length > 1 ? row.filter((text) => text !== '').length : 0), 0);
      if (cells(rows) > cells(best)) best = rows;
    }
    return best;
  });
}
