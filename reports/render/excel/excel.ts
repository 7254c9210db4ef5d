import type { Row } from '../../result.ts';
import { writeWhole } from '../file.ts';
import { coreProperties, customPropertiesXml, documentProperties, type Property } from '../properties.ts';
import { type Said, withoutChart } from '../seal.ts';
import { checkedRows, type Source, unfit } from '../source.ts';
import * as parts from './parts.ts';
import { headRow, SHEET_ROWS, type Sheet, sheetXml, tableXml } from './sheet.ts';
import { planSheets } from './sheets.ts';
import { stylesXml } from './styles.ts';
import { writeZip, type ZipWriter } from './zip.ts';

/** Rows that are looked at to set widths. */
const SAMPLE = 500;

/**
 * Writes an accessible workbook, streamed at constant memory: Cover, Contents (when the data takes several sheets),
 * Notes (when there are any), the data, Columns, About. Throws `CasehouseError` when a cell fits neither its column
 * nor Excel; then nothing is written.
 */
export async function writeExcel(source: Source, file: string, sheetRows = SHEET_ROWS): Promise<void> {
  const rows = checkedRows(source);
  const sample: Row[] = [];
  while (sample.length < SAMPLE) {
    const next = await rows.next();
    if (next.done) break;
    sample.push(next.value);
  }
  const sheets = planSheets(source, sample, chained(sample, rows), sheetRows);
  await writeWhole(file, (part) =>
    writeZip(part, new Date(source.stamp.ranAt), async (zip) => {
      await zip.add('_rels/.rels', [parts.rootRelations()]);
      for (const [i, sheet] of sheets.entries()) await addSheet(zip, sheet, i + 1);
      // Sheets are planned by the stamp's count; a source with more rows than that must not be cut silently.
      if (!(await rows.next()).done) throw unfit('It has more rows than its stamp says.');
      await addRest(zip, source, sheets, sheetRows);
    }),
  );
}

/** Adds a sheet and its table. */
export async function addSheet(zip: ZipWriter, sheet: Sheet, n: number): Promise<void> {
  let rows = 0;
  const xml = sheetXml(sheet, (count) => {
    rows = count;
  });
  await zip.add(`xl/worksheets/sheet${n}.xml`, xml);
  if (sheet.table === null) return;
  await zip.add(`xl/tables/table${n}.xml`, [tableXml(sheet.table, n, headRow(sheet.lines), rows)]);
  await zip.add(`xl/worksheets/_rels/sheet${n}.xml.rels`, [parts.sheetRelations(n)]);
}

async function addRest(
  zip: ZipWriter,
  source: Source,
  sheets: readonly Sheet[],
  sheetRows: number,
): Promise<void> {
  const streamed = !Array.isArray(source.rows);
  await addParts(
    zip,
    source,
    sheets,
    documentProperties(withoutChart(source), { sheetRows, streamed, picture: null }),
  );
}

/** Adds the parts of a workbook that are not sheets, last. */
export async function addParts(
  zip: ZipWriter,
  said: Said,
  sheets: readonly Sheet[],
  properties: readonly Property[],
): Promise<void> {
  await zip.add('xl/styles.xml', [stylesXml()]);
  await zip.add('xl/workbook.xml', [parts.workbookXml(sheets)]);
  await zip.add('xl/_rels/workbook.xml.rels', [parts.workbookRelations(sheets.length)]);
  await zip.add('docProps/core.xml', [coreProperties(said)]);
  await zip.add('docProps/app.xml', [parts.appProperties()]);
  await zip.add('docProps/custom.xml', [customPropertiesXml(properties)]);
  await zip.add('[Content_Types].xml', [parts.contentTypes(sheets)]);
}

async function* chained(first: readonly Row[], rest: AsyncIterable<Row>): AsyncGenerator<Row> {
  yield* first;
  yield* rest;
}
