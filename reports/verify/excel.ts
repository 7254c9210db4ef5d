import { NO_ROWS, readCell, unbracketed } from '../render/cells.ts';
import { dayOf, instantOf } from '../render/excel/cell.ts';
import { isNumeric } from '../render/source.ts';
import type { Cell, ResultColumn, Row } from '../result.ts';
import { readAbout, readDocumentText, readProperties } from './about.ts';
import { damaged, notAResult } from './damaged.ts';
import { doubtList, headingDoubts, PLAIN, type ResultFile } from './file.ts';
import { type ExcelCell, type ExcelTable, readSharedTexts, readSheet, readTables } from './workbook.ts';
import { withZip, type Zip } from './zip.ts';

type Cells = readonly (ExcelCell | undefined)[];

/** Reads an Excel result: its tables `results_…`, `columns` and `about`, by what stands in their cells. */
export async function readExcelResult(file: string): Promise<ResultFile> {
  return withZip(file, async (zip) => {
    const tables = await readTables(zip);
    const about = tables.find(({ name }) => name === 'about');
    const data = tables.filter(({ name }) => name.startsWith('results_'));
    if (about === undefined || data.length === 0) {
      throw notAResult('it has no tables of a result');
    }
    const shared = await readSharedTexts(zip);
    const texts = async (table: ExcelTable) =>
      (await sheetRows(zip, shared, table)).body.map((cells) => textsOf(cells).map(unbracketed));
    const properties = await readProperties(await zip.text('docProps/custom.xml'));
    const stamp = readAbout(await texts(about), properties);
    const text = readDocumentText(properties);
    const doubts = doubtList();
    const found = await dataRows(zip, shared, data, text.columns, doubts.add);
    return {
      ...PLAIN,
      format: 'xlsx',
      ...text,
      rows: found.rows,
      stamp: stamp.stamp,
      seal: stamp.seal,
      doubts: [...stamp.doubts, ...found.doubts, ...doubts.list],
    };
  });
}

async function dataRows(
  zip: Zip,
  shared: readonly string[],
  tables: readonly ExcelTable[],
  columns: readonly ResultColumn[],
  doubt: (text: string) => void,
) {
  const rows: Row[] = [];
  const doubts: string[] = [];
  for (const table of tables) {
    const sheet = await sheetRows(zip, shared, table);
    doubts.push(...headingDoubts(textsOf(sheet.head), columns));
    const none = sheet.body.length === 1 && textsOf(sheet.body[0]!).every((text) => text === NO_ROWS);
    if (none) continue;
    for (const cells of sheet.body) rows.push(excelRow(columns, cells, rows.length, doubt));
  }
  return { rows, doubts };
}

/** Everything on a table's sheet from its headings down: a row typed under the table counts, since people see it. */
async function sheetRows(zip: Zip, shared: readonly string[], table: ExcelTable) {
  const stream = await zip.stream(table.sheet);
  if (stream === null) throw damaged('a worksheet is gone');
  let head: Cells = [];
  const body: Cells[] = [];
  let blank = 0;
  await readSheet(stream, shared, (at, cells) => {
    if (at === table.firstRow) head = cells;
    if (at <= table.firstRow) return;
    if (!cells.some((cell) => cell !== undefined && cell.text !== '')) {
      blank++;
      return;
    }
    for (; blank > 0; blank--) body.push([]);
    body.push(cells);
  });
  return { head, body };
}

const textsOf = (cells: Cells): string[] => Array.from(cells, (cell) => cell?.text ?? '');

function excelRow(
  columns: readonly ResultColumn[],
  cells: Cells,
  n: number,
  doubt: (text: string) => void,
): Row {
  if (cells.length > columns.length) doubt(`Row ${n + 1} has something beside the table.`);
  return columns.map((column, i): Cell => {
    const cell = cells[i];
    const value = cell === undefined ? undefined : excelValue(column, cell);
    if (value !== undefined) return value;
    doubt(`Row ${n + 1}, ${column.label}: "${cell?.text ?? ''}" is not a ${column.type}.`);
    return cell?.text ?? '';
  });
}

/** The value of a cell; undefined when a cell of this kind can't stand in the column. */
function excelValue(column: ResultColumn, { kind, text }: ExcelCell): Cell | undefined {
  if (kind === 'flag') return column.type === 'flag' ? text === '1' : undefined;
  if (kind === 'number') {
    const number = Number(text);
    if (isNumeric(column)) return number;
    if (column.type === 'date' || column.type === 'month') return dayOf(number);
    return column.type === 'instant' ? instantOf(number) : undefined;
  }
  if (kind !== 'text') return undefined;
  const cell = readCell(column, text);
  return typeof cell === 'number' || typeof cell === 'boolean' ? undefined : cell;
}
