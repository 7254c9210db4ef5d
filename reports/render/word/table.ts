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
import { PADDING } from './widths.ts';

/** A table of texts, ready to be drawn. */
export interface TextTable {
  headings: readonly string[];
  /** Which columns hold numbers and stand on the right. */
  numeric: readonly boolean[];
  rows: readonly (readonly string[])[];
  /** Size of the letters in points. */
  size: number;
  /** Width of each column, in twentieths of a point. */
  widths: readonly number[];
}

const RULE = { style: BorderStyle.SINGLE, size: 4, color: 'B1B4B6' };
const HEAVY = { style: BorderStyle.SINGLE, size: 12, color: '0B0C0C' };
const NONE = { style: BorderStyle.NONE, size: 0, color: 'auto' };

/** A Word table whose heading row is marked as one and repeats on every page. */
export function wordTable({ headings, numeric, rows, size, widths }: TextTable): Table {
  const row = (texts: readonly string[], head: boolean) =>
    new TableRow({
      tableHeader: head,
      cantSplit: true,
      children: texts.map((text, i) => cell(text, head, numeric[i]!, widths[i]!, size)),
    });
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
    columnWidths: [...widths],
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

function cell(text: string, head: boolean, right: boolean, width: number, size: number): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 50, bottom: 50, left: PADDING / 2, right: PADDING / 2 },
    verticalAlign: head ? VerticalAlign.BOTTOM : VerticalAlign.TOP,
    borders: head ? { bottom: HEAVY } : undefined,
    children: [
      new Paragraph({
        style: 'TableText',
        keepNext: head,
        alignment: right ? AlignmentType.RIGHT : AlignmentType.LEFT,
        children: runs(text, head, size),
      }),
    ],
  });
}

/** Text as runs: line ends as breaks, tabs as tabs, so that the reader finds every character again. */
export function runs(text: string, bold = false, points = 12): TextRun[] {
  const safe = withoutForbidden(text).replaceAll('\r', '\\u000D');
  return safe.split('\n').map((line, n) => {
    const pieces = line.split('\t').flatMap((piece, i) => (i === 0 ? [piece] : [new Tab(), piece]));
    return new TextRun({
      children: pieces,
      bold: bold || undefined,
      size: points === 12 ? undefined : points * 2,
      break: n === 0 ? undefined : 1,
    });
  });
}
