import { NO_ROWS, readCell } from '../render/cells.ts';
import { withForbidden } from '../render/markup.ts';
import type { Cell, ResultColumn, Row } from '../result.ts';
import { readAbout, readProperties } from './about.ts';
import { damaged, notAResult } from './damaged.ts';
import { doubtList, headingDoubts, readColumns, type ResultFile } from './file.ts';
import { readMarkup } from './markup.ts';
import { withZip } from './zip.ts';

/** Reads a Word result: its first table is the result, its last one the stamp. */
export async function readWordResult(file: string): Promise<ResultFile> {
  return withZip(file, async (zip) => {
    const properties = await readProperties(await zip.text('docProps/custom.xml'));
    if (!properties.has('resultHash')) throw notAResult('its document properties have no stamp');
    const { title, tables } = await readDocument(await zip.text('word/document.xml'));
    const [result, last] = [tables[0], tables.at(-1)];
    if (result === undefined || last === undefined || tables.length < 2)
      throw damaged('a table of it is gone');
    const [head = [], ...body] = result;
    const columns = columnsOf(properties, head);
    const doubts = doubtList();
    const empty = body.length === 1 && body[0]!.every((text) => text === NO_ROWS);
    const rows = empty ? [] : body.map((texts, n) => wordRow(columns, texts, n, doubts.add));
    const about = readAbout(last.slice(1), properties);
    return {
      format: 'docx',
      title,
      columns,
      rows,
      stamp: about.stamp,
      seal: about.seal,
      doubts: [...about.doubts, ...headingDoubts(head, columns), ...doubts.list],
    };
  });
}

function columnsOf(properties: ReadonlyMap<string, string>, head: readonly string[]): ResultColumn[] {
  const shapes: unknown[] = [];
  for (let n = 1; properties.has(`column.${n}`); n++) {
    const [name, type, decimals] = parsed(properties.get(`column.${n}`)!);
    shapes.push({ name, type, decimals, label: head[n - 1] ?? '', description: null });
  }
  return readColumns(shapes);
}

function parsed(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
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

/** The first heading and every table as texts; paragraphs of a cell are joined by line ends. */
async function readDocument(xml: string): Promise<{ title: string; tables: string[][][] }> {
  const tables: string[][][] = [];
  let depth = 0;
  let inRun = 0;
  let inText = false;
  let paragraph = '';
  let isHeading = false;
  let cell: string[] | null = null;
  let title: string | null = null;
  const row = () => tables.at(-1)!.at(-1)!;
  await readMarkup(xml, {
    open(name, attributes) {
      if (name === 'w:tbl' && depth++ === 0) tables.push([]);
      if (name === 'w:tr' && depth === 1) tables.at(-1)!.push([]);
      if (name === 'w:tc' && depth === 1) cell = [];
      if (name === 'w:p') paragraph = '';
      if (name === 'w:p') isHeading = false;
      if (name === 'w:pStyle' && /^heading ?1$/i.test(attributes['w:val'] ?? '')) isHeading = true;
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
      if (name === 'w:p' && cell === null && isHeading) title ??= withForbidden(paragraph);
      if (name === 'w:tc' && depth === 1 && cell !== null) row().push(withForbidden(cell.join('\n')));
      if (name === 'w:tc' && depth === 1) cell = null;
      if (name === 'w:tbl') depth--;
    },
  });
  return { title: title ?? '', tables };
}
