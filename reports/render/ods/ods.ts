import type { Row } from '../../result.ts';
import { NO_ROWS } from '../cells.ts';
import { linesOf } from '../excel/cell.ts';
import {
  headRow,
  type Line,
  PAGE,
  SHEET_ROWS,
  type Sheet,
  type SheetTable,
  tableRange,
} from '../excel/sheet.ts';
import { planSheets } from '../excel/sheets.ts';
import { writeZip } from '../excel/zip.ts';
import { writeWhole } from '../file.ts';
import { escapeAttribute, withoutForbidden } from '../markup.ts';
import { checkedRows, isNumeric, type Source, unfit } from '../source.ts';
import { headings } from '../words.ts';
import { rowWriter, tableRow, textCell } from './cell.ts';
import { manifestPart, metaPart, ODS_TYPE, opening, stylesPart } from './parts.ts';
import { columnStyle, contentStyles, sheetStyle } from './styles.ts';

/** Rows that are looked at to set widths. */
const SAMPLE = 500;

/**
 * Writes an accessible OpenDocument spreadsheet, streamed at constant memory, with the same sheets as the Excel workbook:
 * Cover, Contents (when the data takes several sheets), Notes (when there are any), the data, Columns, About. Throws
 * `CasehouseError` when a cell does not fit its column; then nothing is written.
 */
export async function writeOds(source: Source, file: string, sheetRows = SHEET_ROWS): Promise<void> {
  const rows = checkedRows(source);
  const sample: Row[] = [];
  while (sample.length < SAMPLE) {
    const next = await rows.next();
    if (next.done) break;
    sample.push(next.value);
  }
  const sheets = planSheets(source, sample, chained(sample, rows), sheetRows);
  const streamed = !Array.isArray(source.rows);
  await writeWhole(file, (part) =>
    writeZip(part, new Date(source.stamp.ranAt), async (zip) => {
      zip.store('mimetype', ODS_TYPE);
      await zip.add('content.xml', content(sheets));
      // Sheets are planned by the stamp's count; a source with more rows than that must not be cut silently.
      if (!(await rows.next()).done) throw unfit('It has more rows than its stamp says.');
      await zip.add('styles.xml', [stylesPart()]);
      await zip.add('meta.xml', [metaPart(source, { sheetRows, streamed, picture: null })]);
      await zip.add('META-INF/manifest.xml', [manifestPart()]);
    }),
  );
}

async function* content(sheets: readonly Sheet[]): AsyncGenerator<string> {
  yield opening('document-content');
  yield contentStyles(sheets);
  yield '<office:body><office:spreadsheet>';
  const ranges: string[] = [];
  for (const [n, sheet] of sheets.entries()) {
    let rows = 0;
    yield* sheetXml(sheet, n, (count) => {
      rows = count;
    });
    if (sheet.table !== null) ranges.push(rangeXml(sheet, sheet.table, rows));
  }
  yield `<table:database-ranges>${ranges.join('')}</table:database-ranges>`;
  yield '</office:spreadsheet></office:body></office:document-content>';
}

async function* sheetXml(sheet: Sheet, n: number, ended: (rows: number) => void): AsyncGenerator<string> {
  const { table, lines, name } = sheet;
  const columns = (table?.widths ?? [PAGE]).map(
    (_, i) => `<table:table-column table:style-name="${columnStyle(n, i)}"/>`,
  );
  yield `<table:table table:name="${attribute(name)}" table:style-name="${sheetStyle(sheet)}">${columns.join('')}`;
  for (const line of lines) yield lineRow(line);
  let rows = 0;
  if (table !== null) {
    yield `<table:table-header-rows>${headingRow(table)}</table:table-header-rows>`;
    const write = rowWriter(table.columns, table.widths);
    while (rows < sheet.capacity) {
      const next = await sheet.rows.next();
      if (next.done) break;
      rows++;
      yield write(next.value);
    }
    if (rows === 0) yield tableRow(table.columns.map(() => textCell(NO_ROWS, 'text')).join(''), 1);
  }
  ended(rows);
  yield '</table:table>';
}

function lineRow({ text, style }: Line): string {
  const cell = textCell(text, style);
  if (style === 'heading1' || style === 'heading2') {
    return `<table:table-row table:style-name="ro-${style}">${cell}</table:table-row>`;
  }
  return tableRow(cell, style === 'paragraph' ? linesOf(text, PAGE) : 1);
}

function headingRow({ columns, widths }: SheetTable): string {
  const names = headings(columns);
  const cells = names.map((text, i) => textCell(text, isNumeric(columns[i]!) ? 'headNumber' : 'headText'));
  return tableRow(cells.join(''), Math.max(...names.map((text, i) => linesOf(text, widths[i]! * 0.9))));
}

/** The table's name and place, as a database range without filter buttons. */
function rangeXml({ name, lines }: Sheet, table: SheetTable, rows: number): string {
  const sheet = `'${name.replaceAll("'", "''")}'`;
  const [from, to] = tableRange(table, headRow(lines), rows).split(':');
  return (
    `<table:database-range table:name="${attribute(table.name)}" table:contains-header="true"` +
    ` table:display-filter-buttons="false" table:target-range-address="${attribute(`${sheet}.${from}:${sheet}.${to}`)}"/>`
  );
}

const attribute = (text: string): string => escapeAttribute(withoutForbidden(text));

async function* chained(first: readonly Row[], rest: AsyncIterable<Row>): AsyncGenerator<Row> {
  yield* first;
  yield* rest;
}
