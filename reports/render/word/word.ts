import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import {
  Document,
  HeadingLevel,
  ImageRun,
  type ISectionOptions,
  Packer,
  Paragraph,
  SimpleField,
  type Table,
  TextRun,
} from 'docx';
import { CasehouseError } from '../../../base/errors.ts';
import { chartAlt } from '../../chart/alt.ts';
import { chartPng } from '../../chart/picture.ts';
import { chartSize } from '../../chart/option.ts';
import type { Result, Row } from '../../result.ts';
import { cellText, NO_ROWS, usedShorthand } from '../cells.ts';
import { writeWhole } from '../file.ts';
import { coreProperties, customPropertiesXml, documentProperties } from '../properties.ts';
import { seal } from '../seal.ts';
import { shownText } from '../markup.ts';
import { checkedRows, isNumeric, type Source } from '../source.ts';
import { runSentence, SEAL_LABEL, stampFields } from '../stamp.ts';
import { explained, headings } from '../words.ts';
import { CHART_WIDTH, chartPlace, footer, paper, ROOM, styles } from './page.ts';
import { runs, wordTable } from './table.ts';
import { layout, widthsFor } from './widths.ts';

/** A document is for reading; above this, a workbook is the better file and Word itself gets slow. */
export const WORD_ROWS = 5_000;

type Block = Paragraph | Table;

/**
 * Writes an accessible Word document: title, definition, the chart with its words, the table with its caption, notes,
 * sources and where the figures come from. Throws `CasehouseError` for more than 5,000 rows; nothing is written then.
 */
export async function writeWord(source: Source, file: string): Promise<void> {
  const rows: Row[] = [];
  for await (const row of checkedRows(source)) {
    if (rows.length === WORD_ROWS) throw tooLong(source.stamp.rowCount);
    rows.push(row);
  }
  const result: Result = { ...source, rows };
  const section = (children: Block[], lying: boolean): ISectionOptions => ({
    properties: paper(lying),
    footers: { default: footer(result.stamp) },
    children,
  });
  const { table, lying } = resultTable(result);
  const picture = await chart(result);
  const remarks = [
    ...texts(
      'Notes',
      result.notes.map((text, i) => `Note ${i + 1}. ${text}`),
    ),
    ...texts('Sources', result.sources),
  ];
  // A chart that needs a page of its own comes after the table, or the first page would be nearly blank.
  const { first } = picture;
  const before = [...opening(result), ...(first ? picture.blocks : [])];
  const after = [...(first ? [] : picture.blocks), ...remarks, ...meanings(result), ...about(result)];
  const apart = lying && first && picture.blocks.length > 0;
  const document = new Document({
    title: result.title,
    styles,
    sections: apart
      ? [section(before, false), section(table, true), section(after, false)]
      : lying
        ? [section([...before, ...table], true), section(after, false)]
        : [section([...before, ...table, ...after], false)],
  });
  // The library's own core properties have no language, and its custom ones keep characters that XML can't carry.
  const properties = customPropertiesXml(
    documentProperties(result, { sheetRows: 0, streamed: false, picture: picture.hash }),
  );
  const bytes = await Packer.toBuffer(document, undefined, [
    { path: 'docProps/core.xml', data: coreProperties(source) },
    { path: 'docProps/custom.xml', data: properties },
  ]);
  await writeWhole(file, (part) => writeFile(part, bytes, { flag: 'wx' }));
}

/** A paragraph of text. */
export const paragraph = (text: string, style?: string): Paragraph =>
  new Paragraph({ style, children: runs(text) });

/** A heading of the first or second level. */
export const heading = (text: string, level: (typeof HeadingLevel)['HEADING_1' | 'HEADING_2']): Paragraph =>
  new Paragraph({ heading: level, children: runs(text) });

const headline = (text: string): Paragraph => heading(text, HeadingLevel.HEADING_2);

/** "Table 1: …" with the number as a field, so that Word can list and renumber it. */
function caption(kind: 'Figure' | 'Table', number: number, text: string): Paragraph {
  return new Paragraph({
    style: 'Caption',
    keepNext: true,
    children: [
      new TextRun(`${kind} `),
      new SimpleField(`SEQ ${kind} \\* ARABIC`, String(number)),
      ...runs(`: ${text}`),
    ],
  });
}

const opening = (result: Result): Block[] => [
  heading(result.title, HeadingLevel.HEADING_1),
  paragraph(result.definition),
  paragraph(runSentence(result), 'Quiet'),
];

/** The chart with its caption and words; nothing when there is none. */
export async function chart(
  result: Result,
  number = 1,
): Promise<{ blocks: Block[]; first: boolean; hash: string | null }> {
  if (result.chart === null || result.rows.length === 0) return { blocks: [], first: false, hash: null };
  const look = { width: CHART_WIDTH, title: false };
  const natural = chartSize(result, look);
  const title = result.chart.title ?? result.title;
  const above = {
    title: result.title,
    texts: [result.definition, runSentence(result), `Figure 1: ${title}`],
  };
  const { fits, scale } = chartPlace(natural.height, above);
  const png = await chartPng(result, look);
  const picture = new ImageRun({
    type: 'png',
    data: png,
    transformation: { width: natural.width * scale, height: natural.height * scale },
    altText: { name: 'Chart', title: shownText(title), description: shownText(chartAlt(result)) },
  });
  const blocks = [
    headline('Chart'),
    caption('Figure', number, title),
    new Paragraph({ children: [picture] }),
  ];
  return { blocks, first: fits, hash: createHash('sha256').update(png).digest('hex') };
}

/** The result's table with its caption and what its shorthand means, and whether it needs a page on its side. */
export function resultTable(result: Result, number = 1): { table: Block[]; lying: boolean } {
  const names = headings(result.columns);
  const found = result.rows.map((row) => row.map((cell, i) => cellText(result.columns[i]!, cell)));
  const rows = found.length > 0 ? found : [names.map(() => NO_ROWS)];
  const unbroken = result.columns.map(({ type }) => type !== 'text');
  const { lying, size, widths } = layout({ headings: names, rows, unbroken }, ROOM.upright, ROOM.lying);
  const table = [
    headline('Table'),
    ...usedShorthand(result.rows).map(
      (word) => new Paragraph({ keepNext: true, children: runs(explained(word)) }),
    ),
    caption('Table', number, result.title),
    wordTable({ headings: names, numeric: result.columns.map(isNumeric), rows, size, widths }),
  ];
  return { table, lying };
}

/** A table of two columns of text. */
export function twoColumns(headings: readonly [string, string], rows: readonly string[][]): Table {
  const widths = widthsFor({ headings, rows, unbroken: [true, false] }, ROOM.upright);
  return wordTable({ headings, numeric: [false, false], rows, size: 12, widths });
}

const texts = (title: string, lines: readonly string[]): Block[] =>
  lines.length === 0 ? [] : [headline(title), ...lines.map((text) => paragraph(text))];

function meanings({ columns }: Result): Block[] {
  const names = headings(columns);
  const rows = columns.flatMap(({ description }, i) =>
    description === null ? [] : [[names[i]!, description]],
  );
  if (rows.length === 0) return [];
  return [
    headline('What the columns hold'),
    caption('Table', 2, 'What the columns hold'),
    twoColumns(['Heading', 'Meaning'], rows),
  ];
}

function about(result: Result): Block[] {
  const rows = stampFields(result.stamp).map(({ label, value }) => [label, value]);
  rows.push([SEAL_LABEL, seal(result)]);
  const number = result.columns.some(({ description }) => description !== null) ? 3 : 2;
  return [
    headline('About these figures'),
    paragraph('To check that this file is unchanged, run: casehouse verify and the name of the file.'),
    caption('Table', number, 'Where the figures come from'),
    twoColumns(['What', 'Value'], rows),
  ];
}

function tooLong(rows: number): CasehouseError {
  return new CasehouseError(
    'too-long-for-word',
    `The result has ${rows.toLocaleString('en-GB')} rows; a Word document takes ${WORD_ROWS.toLocaleString('en-GB')}.`,
    { next: 'Nothing was written. Choose Excel or CSV, or narrow the report.' },
  );
}
