import { createHash } from 'node:crypto';
import { NO_ROWS, readCell } from '../render/cells.ts';
import { withForbidden } from '../render/markup.ts';
import type { Cell, ResultColumn, Row } from '../result.ts';
import { readAbout, readDocumentText, readProperties } from './about.ts';
import { damaged, notAResult } from './damaged.ts';
import { doubtList, headingDoubts, PLAIN, type ResultFile } from './file.ts';
import { readMarkup } from './markup.ts';
import { withZip, type Zip } from './zip.ts';

/** Reads a Word result: its first table is the result, its last one the stamp. */
export async function readWordResult(file: string): Promise<ResultFile> {
  return withZip(file, async (zip) => {
    const properties = await readProperties(await zip.text('docProps/custom.xml'));
    if (!properties.has('resultHash')) throw notAResult('its document properties have no stamp');
    const tables = await readTables(await zip.text('word/document.xml'));
    const [result, last] = [tables[0], tables.at(-1)];
    if (result === undefined || last === undefined || tables.length < 2)
      throw damaged('a table of it is gone');
    const [head = [], ...body] = result;
    const text = readDocumentText(properties);
    const { columns } = text;
    const doubts = doubtList();
    const empty = body.length === 1 && body[0]!.every((text) => text === NO_ROWS);
    const rows = empty ? [] : body.map((texts, n) => wordRow(columns, texts, n, doubts.add));
    const about = readAbout(last.slice(1), properties);
    return {
      ...PLAIN,
      format: 'docx',
      ...text,
      rows,
      stamp: about.stamp,
      seal: about.seal,
      doubts: [
        ...about.doubts,
        ...(await pictureDoubts(zip, text.printing.picture)),
        ...headingDoubts(head, columns),
        ...doubts.list,
      ],
    };
  });
}

/** A doubt when a picture in the document is not the chart that was drawn, or the chart is gone. */
async function pictureDoubts(zip: Zip, drawn: string | null): Promise<string[]> {
  const found: string[] = [];
  for (const name of zip.names.filter((part) => part.startsWith('word/media/') && !part.endsWith('/'))) {
    const hash = createHash('sha256');
    for await (const block of (await zip.stream(name)) ?? []) hash.update(block as Buffer);
    found.push(hash.digest('hex'));
  }
  const same =
    drawn === null ? found.length === 0 : found.length > 0 && found.every((each) => each === drawn);
  return same ? [] : ['The picture of the chart is not the one that Casehouse drew.'];
}

function wordRow(
  columns: readonly ResultColumn[],
  texts: readonly string[],
  n: number,
  doubt: (text: string) => void,
): Row {
  if (texts.length !== columns.length)
    doubt(`Row ${n + 1} has ${texts.length} cells instead of ${columns.length}.`);
  return columns.map((column, i): Cell => {
    const text = texts[i] ?? '';
    const cell = readCell(column, text);
    if (cell === undefined) doubt(`Row ${n + 1}, ${column.label}: "${text}" is not a ${column.type}.`);
    return cell === undefined ? text : cell;
  });
}

/** Every table as texts; paragraphs of a cell are joined by line ends. */
async function readTables(xml: string): Promise<string[][][]> {
  const tables: string[][][] = [];
  let depth = 0;
  let inRun = 0;
  let inText = false;
  let paragraph = '';
  let cell: string[] | null = null;
  const row = () => tables.at(-1)!.at(-1)!;
  await readMarkup(xml, {
    open(name) {
      if (name === 'w:tbl' && depth++ === 0) tables.push([]);
      if (name === 'w:tr' && depth === 1) tables.at(-1)!.push([]);
      if (name === 'w:tc' && depth === 1) cell = [];
      if (name === 'w:p') paragraph = '';
      if (name === 'w:r') inRun++;
      if (name === 'w:t') inText = true;
      if (name === 'w:tab' && inRun > 0) paragraph += '\t';
      if ((name === 'w:br' || name === 'w:cr') && inRun > 0) paragraph += '\n';
    },
    text(text) {
      if (inText) paragraph += text;
    },
    close(name) {
      if (name === 'w:t') inText = false;
      if (name === 'w:r') inRun--;
      if (name === 'w:p' && cell !== null) cell.push(paragraph);
      if (name === 'w:tc' && depth === 1 && cell !== null) row().push(withForbidden(cell.join('\n')));
      if (name === 'w:tc' && depth === 1) cell = null;
      if (name === 'w:tbl') depth--;
    },
  });
  return tables;
}
