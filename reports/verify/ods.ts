import { canonicalInstant } from '../hash.ts';
import { NO_ROWS, readCell, unbracketed } from '../render/cells.ts';
import { isNumeric } from '../render/source.ts';
import type { Cell, ResultColumn, Row } from '../result.ts';
import { readAbout, readDocumentText } from './about.ts';
import { notAResult } from './damaged.ts';
import { doubtList, headingDoubts, PLAIN, type ResultFile } from './file.ts';
import { joinProperties, type Property } from '../render/properties.ts';
import { withForbidden } from '../render/markup.ts';
import type { Line } from './lines.ts';
import { readMarkup } from './markup.ts';
import { type OdsCell, type OdsTable, readOds } from './ods-book.ts';
import { withZip, type Zip } from './zip.ts';

type Cells = readonly (OdsCell | undefined)[];

/** Reads an OpenDocument result: its tables `results_…` and `about`, by what stands in their cells. */
export async function readOdsResult(file: string): Promise<ResultFile> {
  return withZip(file, async (zip) => {
    const tables: OdsTable[] = [];
    await readOds(zip, { table: (table) => tables.push(table) });
    const about = tables.find(({ name }) => name === 'about');
    const data = tables.filter(({ name }) => name.startsWith('results_'));
    if (about === undefined || data.length === 0) throw notAResult('it has no tables of a result');
    const sheets = await sheetRows(zip, [...data, about]);
    const { properties } = await readMeta(zip);
    const texts = (sheets.get(about.sheet)?.body ?? []).map((cells) => textsOf(cells).map(unbracketed));
    const stamp = readAbout(texts, properties);
    const text = readDocumentText(properties);
    const doubts = doubtList();
    const rows: Row[] = [];
    const heads: string[] = [];
    for (const { sheet } of data) {
      const { head, body } = sheets.get(sheet) ?? { head: [], body: [] };
      heads.push(...headingDoubts(textsOf(head), text.columns));
      if (body.length === 1 && textsOf(body[0]!).every((each) => each === NO_ROWS)) continue;
      for (const cells of body) rows.push(odsRow(text.columns, cells, rows.length, doubts.add));
    }
    return {
      ...PLAIN,
      format: 'ods',
      ...text,
      rows,
      stamp: stamp.stamp,
      seal: stamp.seal,
      doubts: [...stamp.doubts, ...heads, ...doubts.list],
    };
  });
}

/** Everything on the tables' sheets from the headings down: a row typed under the table counts, since people see it. */
async function sheetRows(zip: Zip, tables: readonly OdsTable[]) {
  const found = new Map(tables.map(({ sheet }) => [sheet, { head: [] as Cells, body: [] as Cells[] }]));
  const first = new Map(tables.map(({ sheet, firstRow }) => [sheet, firstRow]));
  const last = new Map<string, number>();
  await readOds(zip, {
    row(sheet, at, cells) {
      const rows = found.get(sheet);
      const head = first.get(sheet) ?? 0;
      if (rows === undefined || at < head) return;
      if (at === head) rows.head = cells;
      // A row that was emptied is a row all the same.
      else for (let blank = last.get(sheet) ?? head; blank < at - 1; blank++) rows.body.push([]);
      if (at > head) rows.body.push(cells);
      last.set(sheet, at);
    },
  });
  return found;
}

const textsOf = (cells: Cells): string[] => Array.from(cells, (cell) => cell?.shown ?? '');

function odsRow(
  columns: readonly ResultColumn[],
  cells: Cells,
  n: number,
  doubt: (text: string) => void,
): Row {
  if (cells.length > columns.length) doubt(`Row ${n + 1} has something beside the table.`);
  return columns.map((column, i): Cell => {
    const cell = cells[i];
    const value = cell === undefined ? undefined : odsValue(column, cell);
    if (value !== undefined) return value;
    doubt(`Row ${n + 1}, ${column.label}: "${cell?.value ?? ''}" is not a ${column.type}.`);
    return cell?.value ?? '';
  });
}

/** The value of a cell; undefined when a cell of this kind can't stand in the column. */
function odsValue(column: ResultColumn, { kind, value }: OdsCell): Cell | undefined {
  if (kind === 'flag') return column.type === 'flag' ? value === 'true' : undefined;
  if (kind === 'number') return isNumeric(column) ? Number(value) : undefined;
  if (kind === 'date') {
    if (column.type === 'date' || column.type === 'month') return value.replace(/T00:00:00$/, '');
    return column.type === 'instant'
      ? canonicalInstant(`${value.length === 10 ? `${value}T00:00:00` : value}Z`)
      : undefined;
  }
  if (kind !== 'text') return undefined;
  const cell = readCell(column, value);
  return typeof cell === 'number' || typeof cell === 'boolean' ? undefined : cell;
}

const SHOWN: Readonly<Record<string, string>> = {
  'dc:title': 'Title',
  'dc:subject': 'Subject',
  'meta:initial-creator': 'Author',
  'meta:keyword': 'Keywords',
  'meta:creation-date': 'Created',
  'dc:language': 'Language',
};

/** The document's own properties: ours for machines, and those that a program shows and keeps. */
async function readMeta(zip: Zip): Promise<{ properties: Map<string, string>; lines: Line[] }> {
  const found: Property[] = [];
  const lines: Line[] = [];
  let text = '';
  await readMarkup((await zip.text('meta.xml')) || '<none/>', {
    open(name, attributes) {
      text = '';
      if (name === 'meta:user-defined')
        found.push({ name: withForbidden(attributes['meta:name'] ?? ''), value: '' });
    },
    text: (piece) => {
      text += piece;
    },
    close(name) {
      if (name === 'meta:user-defined') found.at(-1)!.value = withForbidden(text);
      const label = SHOWN[name];
      if (label !== undefined)
        lines.push({ where: `Property ${label}`, text: withForbidden(text).replace(/\.0+$/, '') });
      text = '';
    },
  });
  return { properties: joinProperties(found), lines: lines.sort((a, b) => (a.where < b.where ? -1 : 1)) };
}

/**
 * What a spreadsheet shows, in order: each sheet's name and whether it is hidden; each cell's value, what is shown for it
 * and how; hidden rows and columns; marks where something lies over the cells; and the properties of the document.
 */
export async function odsPrint(zip: Zip): Promise<Line[]> {
  const lines: Line[] = [];
  await readOds(zip, {
    sheet: (name, hidden) => lines.push({ where: 'worksheets', text: hidden ? `${name} (hidden)` : name }),
    row(sheet, at, cells) {
      for (const [i, cell] of cells.entries()) {
        if (cell === undefined) continue;
        lines.push({ where: `${sheet}, row ${at}, cell ${i + 1}`, text: printed(cell) });
      }
    },
    mark: (sheet, text) => lines.push({ where: sheet, text }),
  });
  return [...lines, ...(await readMeta(zip)).lines];
}

/** A number to 12 digits: programs write the last few in their own way, and the result hash has all of them. */
function printed({ kind, value, shown, format }: OdsCell): string {
  const how = format === '' ? '' : ` as ${format}`;
  if (kind === 'text') return value + how;
  const number = kind === 'number' ? String(Number(Number(value).toPrecision(12))) : value;
  return `${kind} ${number.replace(/(T\d\d:\d\d:\d\d)\.0+$/, '$1')} shown as ${shown}${how}`;
}
