import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { CasehouseError } from '../../../base/errors.ts';
import { chartAlt } from '../../chart/alt.ts';
import { chartSize } from '../../chart/option.ts';
import { chartPng } from '../../chart/picture.ts';
import type { Result, Row } from '../../result.ts';
import { cellText, NO_ROWS, usedShorthand } from '../cells.ts';
import { writeWhole } from '../file.ts';
import { jsonHead } from '../json.ts';
import { seal } from '../seal.ts';
import { checkedRows, isNumeric, type Source } from '../source.ts';
import { authorOf, provenance, runSentence, SEAL_LABEL, stampFields } from '../stamp.ts';
import { explained, headings } from '../words.ts';
import { layout, widthsFor } from '../word/widths.ts';
import { CHART_WIDTH, ROOM } from '../word/page.ts';
import { MISSING } from './letters.ts';
import { Paper, QUIET } from './paper.ts';
import { pdfTable } from './table.ts';

/** A document is for reading; above this, a workbook is the better file. */
export const PDF_ROWS = 5_000;

/** Changes when the same result would be drawn otherwise: verify then compares the file's own seal only. */
export const PDF_EDITION = 'Casehouse PDF 1 (pdfkit 0.20)';

/** The attachment that carries the figures for machines. */
export const PDF_DATA = 'result.json';

/** What the line with the seal of all other bytes begins with. */
export const PDF_SEAL = '%casehouse-sha256 ';

/**
 * Writes a tagged PDF with its language, title, headings, header cells, words for the chart and embedded fonts; the
 * figures are attached as JSON, and a line near the end holds the SHA-256 of all other bytes. Throws `CasehouseError`
 * for more than 5,000 rows; nothing is written then.
 */
export async function writePdf(source: Source, file: string): Promise<void> {
  const rows: Row[] = [];
  for await (const row of checkedRows(source)) {
    if (rows.length === PDF_ROWS) throw tooLong(source.stamp.rowCount);
    rows.push(row);
  }
  const bytes = await pdfBytes({ ...source, rows });
  await writeWhole(file, (part) => writeFile(part, bytes, { flag: 'wx' }));
}

/** The whole document. The same result always gives the same bytes. */
export async function pdfBytes(result: Result): Promise<Buffer> {
  const { stamp } = result;
  const paper = new Paper({
    title: result.title,
    author: authorOf(stamp),
    subject: result.definition,
    keywords: `${stamp.report} ${stamp.version}`,
    producer: PDF_EDITION,
    made: new Date(stamp.ranAt),
  });
  paper.page(false);
  paper.heading(1, result.title);
  paper.text('P', result.definition, { size: 12 });
  paper.text('P', runSentence(result), { size: 12, colour: QUIET });
  await drawChart(paper, result);
  drawTable(paper, result);
  drawTexts(
    paper,
    'Notes',
    result.notes.map((text, i) => `Note ${i + 1}. ${text}`),
  );
  drawTexts(paper, 'Sources', result.sources);
  drawMeanings(paper, result);
  drawAbout(paper, result);
  paper.footers(provenance(stamp));
  const data = JSON.stringify({ ...jsonHead(result), rows: result.rows });
  paper.pdf.file(Buffer.from(data), {
    name: PDF_DATA,
    type: 'application/json',
    description: 'The figures of this document, for machines',
    relationship: 'Data',
    creationDate: new Date(stamp.ranAt),
    modifiedDate: new Date(stamp.ranAt),
  } as PDFKit.Mixins.PDFAttachmentOptions);
  return sealed(await paper.bytes());
}

/** Puts the hash of all other bytes before the last mark of the file, where readers of PDF pass over it. */
function sealed(bytes: Buffer): Buffer {
  const at = bytes.lastIndexOf('startxref');
  const line = Buffer.from(`${PDF_SEAL}${createHash('sha256').update(bytes).digest('hex')}\n`);
  return Buffer.concat([bytes.subarray(0, at), line, bytes.subarray(at)]);
}

async function drawChart(paper: Paper, result: Result): Promise<void> {
  if (result.chart === null || result.rows.length === 0) return;
  const look = { width: CHART_WIDTH, title: false };
  const { width, height } = chartSize(result, look);
  const title = `Figure 1: ${result.chart.title ?? result.title}`;
  // A picture is drawn in CSS pixels, of which 96 are 72 points.
  const natural = { width: width * 0.75, height: height * 0.75 };
  paper.heading(2, 'Chart', Math.min(natural.height, 500) + 40);
  paper.text('Caption', title, { size: 12, weight: 'bold' }, { after: 5 });
  paper.figure(await chartPng(result, look), chartAlt(result), natural);
}

function drawTable(paper: Paper, result: Result): void {
  const names = headings(result.columns);
  const found = result.rows.map((row) => row.map((cell, i) => cellText(result.columns[i]!, cell)));
  const rows = found.length > 0 ? found : [names.map(() => NO_ROWS)];
  const unbroken = result.columns.map(({ type }) => type !== 'text');
  const { lying, size, widths } = layout({ headings: names, rows, unbroken }, ROOM.upright, ROOM.lying);
  if (lying) paper.page(true);
  paper.heading(2, 'Table', 100);
  for (const word of usedShorthand(result.rows)) paper.text('P', explained(word), { size: 12 }, { keep: 60 });
  paper.text('Caption', `Table 1: ${result.title}`, { size: 12, weight: 'bold' }, { after: 5, keep: 60 });
  pdfTable(paper, { headings: names, numeric: result.columns.map(isNumeric), rows, size, widths });
  if (lying) paper.page(false);
}

function drawTexts(paper: Paper, title: string, texts: readonly string[]): void {
  if (texts.length === 0) return;
  paper.heading(2, title);
  for (const text of texts) paper.text('P', text, { size: 12 });
}

function drawMeanings(paper: Paper, { columns }: Result): void {
  const names = headings(columns);
  const rows = columns.flatMap(({ description }, i) =>
    description === null ? [] : [[names[i]!, description]],
  );
  if (rows.length === 0) return;
  paper.heading(2, 'What the columns hold', 100);
  twoColumns(paper, ['Heading', 'Meaning'], rows);
}

function drawAbout(paper: Paper, result: Result): void {
  const rows = stampFields(result.stamp).map(({ label, value }) => [label, value]);
  rows.push([SEAL_LABEL, seal(result)]);
  paper.heading(2, 'About these figures', 100);
  const check = 'To check that this file is unchanged, run: casehouse verify and the name of the file.';
  const data = `The figures are attached to this document as ${PDF_DATA}.`;
  const lacked = paper.lacked
    ? ` A letter that its font lacks is shown as ${MISSING}; the attachment has it.`
    : '';
  paper.text('P', `${check} ${data}${lacked}`, { size: 12 });
  twoColumns(paper, ['What', 'Value'], rows);
}

function twoColumns(paper: Paper, heads: readonly [string, string], rows: readonly string[][]): void {
  const widths = widthsFor({ headings: heads, rows, unbroken: [true, false] }, ROOM.upright);
  pdfTable(paper, { headings: heads, numeric: [false, false], rows, size: 12, widths });
}

function tooLong(rows: number): CasehouseError {
  return new CasehouseError(
    'too-long-for-pdf',
    `The result has ${rows.toLocaleString('en-GB')} rows; a PDF document takes ${PDF_ROWS.toLocaleString('en-GB')}.`,
    { next: 'Nothing was written. Choose Excel, OpenDocument or CSV, or narrow the report.' },
  );
}
