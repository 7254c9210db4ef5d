import type { Cell, ResultColumn, Row } from '../../result.ts';
import { NO_ROWS } from '../cells.ts';
import { escapeAttribute, withoutForbiddenExcel } from '../markup.ts';
import { isNumeric } from '../source.ts';
import { headings } from '../words.ts';
import { cellWriter, heightOf, letters, linesOf, textCell } from './cell.ts';
import type { Style } from './styles.ts';

/** Rows of an Excel sheet. */
export const SHEET_ROWS = 1_048_576;

/** A line of text above the table, or a paragraph of a sheet without one. */
export interface Line {
  text: string;
  style: Style;
}

/** A table marked up as one: in column A, under its lines, with unique headings and no blank cells. */
export interface SheetTable {
  /** Unique in the workbook: letters, digits and underscores. */
  name: string;
  columns: readonly ResultColumn[];
  /** Width of each column in characters. */
  widths: readonly number[];
}

/** A sheet of the workbook. */
export interface Sheet {
  name: string;
  lines: readonly Line[];
  table: SheetTable | null;
  rows: AsyncIterator<Row> | Iterator<Row>;
  /** The most data rows that this sheet takes. */
  capacity: number;
  active: boolean;
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** Width of a sheet of text, in characters. */
export const PAGE = 76;

/** Row of the headings, counted from 1. */
export const headRow = (lines: readonly Line[]): number => lines.length + 1;

/**
 * The sheet's XML piece by piece. A table without rows gets one row that says `[no rows]`, because Excel repairs a
 * table that has none. `ended` is told how many data rows went in.
 */
export async function* sheetXml(sheet: Sheet, ended: (rows: number) => void): AsyncGenerator<string> {
  const { table, lines } = sheet;
  yield opening(sheet);
  for (const [i, line] of lines.entries()) {
    yield `<row r="${i + 1}"${lineHeight(line)}>${textCell(`A${i + 1}`, line.text, line.style)}</row>`;
  }
  let rows = 0;
  if (table !== null) {
    const head = headRow(lines);
    yield headingRow(table, head);
    const write = cellWriter(table.columns, table.widths);
    while (rows < sheet.capacity) {
      const next = await sheet.rows.next();
      if (next.done) break;
      rows++;
      yield write(next.value, head + rows);
    }
    if (rows === 0) yield noRows(table.columns, head + 1);
  }
  ended(rows);
  yield closing(sheet, rows);
}

function opening({ active, table }: Sheet): string {
  const widths = table?.widths ?? [PAGE];
  const cols = widths.map(
    (width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`,
  );
  return (
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${MAIN}" xmlns:r="${RELATIONS}">` +
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' +
    `<sheetViews><sheetView${active ? ' tabSelected="1"' : ''} workbookViewId="0"><selection activeCell="A1" sqref="A1"/></sheetView></sheetViews>` +
    `<sheetFormatPr defaultRowHeight="15.75"/><cols>${cols.join('')}</cols><sheetData>`
  );
}

function closing({ table, lines }: Sheet, rows: number): string {
  const wide = (table?.widths ?? []).reduce((sum, width) => sum + width, 0);
  const orientation = wide > PAGE * 1.2 ? 'landscape' : 'portrait';
  const page =
    '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>' +
    `<pageSetup paperSize="9" orientation="${orientation}" fitToWidth="1" fitToHeight="0"/>`;
  if (table === null) return `</sheetData>${page}</worksheet>`;
  // Codes are text on purpose: no green corners that ask to make numbers of them.
  const place = tableRange(table, headRow(lines), rows);
  const calm = `<ignoredErrors><ignoredError sqref="${place}" numberStoredAsText="1"/></ignoredErrors>`;
  return `</sheetData>${page}${calm}<tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>`;
}

function headingRow({ columns, widths }: SheetTable, at: number): string {
  const names = headings(columns);
  const cells = names.map((text, i) =>
    textCell(`${letters(i)}${at}`, text, isNumeric(columns[i]!) ? 'headNumber' : 'headText'),
  );
  // Bold letters are wider than those that widths are counted in.
  const lines = Math.max(...names.map((text, i) => linesOf(text, widths[i]! * 0.9)));
  return `<row r="${at}"${heightOf(lines)}>${cells.join('')}</row>`;
}

/** Headings are taller; only paragraphs wrap, the rest of the lines run on over the empty cells beside them. */
function lineHeight({ text, style }: Line): string {
  if (style === 'heading1') return heightOf(1, 25);
  if (style === 'heading2') return heightOf(1, 26);
  return style === 'paragraph' ? heightOf(linesOf(text, PAGE)) : '';
}

function noRows(columns: readonly ResultColumn[], at: number): string {
  const cells = columns.map((_, i) => textCell(`${letters(i)}${at}`, NO_ROWS, 'text'));
  return `<row r="${at}">${cells.join('')}</row>`;
}

/** The cells of a table with its headings, `A5:E30`. */
export const tableRange = (table: SheetTable, head: number, rows: number): string =>
  `A${head}:${letters(table.columns.length - 1)}${head + Math.max(1, rows)}`;

/** The table part: unique headings, no filter buttons, a plain style. */
export function tableXml(table: SheetTable, id: number, head: number, rows: number): string {
  const names = headings(table.columns);
  const columns = names.map(
    (name, i) => `<tableColumn id="${i + 1}" name="${escapeAttribute(withoutForbiddenExcel(name))}"/>`,
  );
  return (
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<table xmlns="${MAIN}" id="${id}" name="${table.name}"` +
    ` displayName="${table.name}" ref="${tableRange(table, head, rows)}" totalsRowShown="0">` +
    `<tableColumns count="${columns.length}">${columns.join('')}</tableColumns>` +
    '<tableStyleInfo name="TableStyleLight1" showFirstColumn="0" showLastColumn="0" showRowStripes="1" showColumnStripes="0"/></table>'
  );
}

/** Widths that fit the headings' longest word and the sampled cells, between 10 and 70 characters. */
export function columnWidths(
  columns: readonly ResultColumn[],
  sample: readonly Row[],
  text: (column: ResultColumn, cell: Cell) => string,
): number[] {
  const names = headings(columns);
  return columns.map((column, i) => {
    const word = Math.max(...names[i]!.split(' ').map((part) => part.length));
    const longest = sample.reduce((most, row) => Math.max(most, text(column, row[i]!).length), 0);
    const heading = Math.min(names[i]!.length, 22);
    return Math.min(70, Math.max(10, word + 4, heading + 4, longest + 3));
  });
}
