import {
  AlignmentType,
  BorderStyle,
  Paragraph,
  Tab,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import { withoutForbidden } from '../markup.ts';

/** A table of texts, ready to be drawn. */
export interface TextTable {
  headings: readonly string[];
  /** Which columns hold numbers and stand on the right. */
  numeric: readonly boolean[];
  rows: readonly (readonly string[])[];
  /** Width of the page between its margins, in twentieths of a point. */
  room: number;
}

const LETTER = 136;
const PADDING = 200;
const RULE = { style: BorderStyle.SINGLE, size: 4, color: 'B1B4B6' };
const HEAVY = { style: BorderStyle.SINGLE, size: 12, color: '0B0C0C' };
const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' };

/** A Word table whose heading row is marked as one and repeats on every page. */
export function wordTable({ headings, numeric, rows, room }: TextTable): Table {
  const widths = spread(headings, rows, room);
  const row = (texts: readonly string[], head: boolean) =>
    new TableRow({
      tableHeader: head,
      cantSplit: true,
      children: texts.map((text, i) => cell(text, head, numeric[i]!, widths[i]!)),
    });
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: widths,
    borders: {
      top: NONE,
      bottom: RULE,
      left: NONE,
      right: NONE,
      insideHorizontal: RULE,
      insideVertical: NONE,
    },
    tableLook: {
      firstRow: true,
      lastRow: false,
      firstColumn: false,
      lastColumn: false,
      noHBand: true,
      noVBand: true,
    },
    rows: [row(headings, true), ...rows.map((texts) => row(texts, false))],
  });
}

function cell(text: string, head: boolean, right: boolean, width: number): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 50, bottom: 50, left: 70, right: 90 },
    verticalAlign: head ? VerticalAlign.BOTTOM : VerticalAlign.TOP,
    borders: head ? { bottom: HEAVY } : undefined,
    children: [
      new Paragraph({
        style: 'TableText',
        keepNext: head,
        alignment: right ? AlignmentType.RIGHT : AlignmentType.LEFT,
        children: runs(text, head),
      }),
    ],
  });
}

/** Text as runs: line ends as breaks, tabs as tabs, so that the reader finds every character again. */
export function runs(text: string, bold = false): TextRun[] {
  const safe = withoutForbidden(text).replaceAll('\r', '\\u000D');
  return safe.split('\n').map((line, n) => {
    const pieces = line.split('\t').flatMap((piece, i) => (i === 0 ? [piece] : [new Tab(), piece]));
    return new TextRun({ children: pieces, bold: bold || undefined, break: n === 0 ? undefined : 1 });
  });
}

/** Column widths by content; when they don't fit, what is over each column's longest word is narrowed in proportion. */
function spread(headings: readonly string[], rows: TextTable['rows'], room: number): number[] {
  const sample = rows.slice(0, 300);
  const width = (letters: number) => letters * LETTER + PADDING;
  const least = headings.map((heading, i) =>
    width(
      Math.min(24, Math.max(longestWord(heading) * 1.12, ...sample.map((texts) => longestWord(texts[i]!)))),
    ),
  );
  const wanted = headings.map((heading, i) => {
    const longest = sample.reduce((most, texts) => Math.max(most, texts[i]!.length), 0);
    return Math.max(least[i]!, width(Math.max(Math.min(heading.length, 16), Math.min(longest, 48))));
  });
  const sum = (widths: readonly number[]) => widths.reduce((total, each) => total + each, 0);
  if (sum(wanted) <= room) return wanted.map(Math.floor);
  const spare = room - sum(least);
  if (spare <= 0) return least.map((each) => Math.floor((each * room) / sum(least)));
  const share = spare / (sum(wanted) - sum(least));
  return wanted.map((each, i) => Math.floor(least[i]! + (each - least[i]!) * share));
}

const longestWord = (text: string): number =>
  text.split(/[\s-]+/).reduce((most, word) => Math.max(most, word.length), 0);
