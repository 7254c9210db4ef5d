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
 * Reads the table of an old report out of a workbook or a CSV file. Titles above the headings are passed over: the headings are the
 * first row whose cells are as many as most rows have. Of a workbook's sheets, the one whose headings are most of `known`
 * (lower case) is taken, else the fullest. Throws `CasehouseError`.
 */
export async function readOldTable(file: string, known: ReadonlySet<string> = new Set()): Promise<OldTable> {
  const grids = /\.xlsx$/i.test(file) ? await workbookGrids(file) : [await csvRows(file)];
  const tables = grids.map(tableOf).filter((table) => table !== null);
  const fits = ({ headings }: OldTable) =>
    headings.filter((text) => known.has(text.toLowerCase().replace(/ \([^)]*\)$/, ''))).length;
  const [best] = tables.sort((a, b) => fits(b) - fits(a) || b.rows.length - a.rows.length);
  if (best !== undefined) return best;
  throw new CasehouseError('no-table', `${file} holds no table.`, {
    next: 'Give a workbook or CSV with one row of headings and the rows below it.',
  });
}

function tableOf(grid: readonly (readonly string[])[]): OldTable | null {
  const filled = grid
    .map((row) => row.map((text) => text.trim()))
    .filter((row) => row.some((text) => text !== ''));
  const count = (row: readonly string[]) => row.filter((text) => text !== '').length;
  const widest = Math.max(0, ...filled.map(count));
  const head = filled.findIndex((row) => count(row) >= Math.max(2, widest - 1));
  if (head === -1) return null;
  return { headings: filled[head]!, rows: filled.slice(head + 1).filter((row) => count(row) >= 2) };
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

async function workbookGrids(file: string): Promise<string[][][]> {
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
    const grids: string[][][] = [];
    for (const part of parts) {
      const stream = await zip.stream(part);
      if (stream === null) continue;
      const rows: string[][] = [];
      await readSheet(stream, shared, (_at, cells) =>
        rows.push(Array.from(cells, (cell) => cell?.text ?? '')),
      );
      grids.push(rows);
    }
    return grids;
  });
}
