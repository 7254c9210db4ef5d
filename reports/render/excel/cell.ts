import { CasehouseError } from '../../../base/errors.ts';
import { canonicalInstant } from '../../hash.ts';
import { type Cell, isSymbol, type ResultColumn } from '../../result.ts';
import { bracketed, cellText, plainNumber } from '../cells.ts';
import { escapeText, withoutForbiddenExcel } from '../markup.ts';
import { isNumeric } from '../source.ts';
import { type Style, styleIndex, valueStyle } from './styles.ts';

/** Excel cuts the text of a cell here; we refuse instead. */
const LONGEST_TEXT = 32_767;

/** Excel believes that 1900 was a leap year, so its day numbers are right from here on. */
const FIRST_DAY = '1900-03-01';
const DAY_ZERO = Date.UTC(1899, 11, 30);
const DAY = 86_400_000;

/** `A`, `B` … `AA` for 0, 1 … 26. */
export function letters(column: number): string {
  let text = '';
  for (let n = column + 1; n > 0; n = Math.floor((n - 1) / 26)) {
    text = String.fromCharCode(65 + ((n - 1) % 26)) + text;
  }
  return text;
}

/**
 * Writes the cells of one table row; made once per table, because it is called for each of a million rows. A row whose
 * text takes several lines gets its height here, because not every program works it out when it opens the file.
 */
export function cellWriter(
  columns: readonly ResultColumn[],
  widths: readonly number[],
): (row: readonly Cell[], at: number) => string {
  const writers = columns.map((column, i) => ({ column, letter: letters(i), style: valueStyle(column) }));
  return (row, at) => {
    let cells = '';
    let lines = 1;
    for (let i = 0; i < writers.length; i++) {
      const { column, letter, style } = writers[i]!;
      const cell = row[i]!;
      if (typeof cell === 'string' && cell.length > 9)
        lines = Math.max(lines, linesIn(column, cell, widths[i]!));
      cells += valueCell(`${letter}${at}`, column, style, cell);
    }
    return `<row r="${at}"${heightOf(lines)}>${cells}</row>`;
  };
}

const linesIn = (column: ResultColumn, cell: string, width: number): number =>
  column.type === 'text' || column.type === 'code' ? linesOf(cell, width) : 1;

/** Lines that a text takes in a column so many noughts wide; most letters are a little narrower than a nought. */
export function linesOf(text: string, width: number): number {
  const room = Math.max(1, (width - 2) * 1.08);
  if (text.length <= room && !text.includes('\n')) return 1;
  return text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / room)), 0);
}

/** Height of a line of Arial 12, in points; Excel's tallest row is 409. */
const LINE = 15.75;

/** The attributes of a row that is taller than one line. */
export const heightOf = (lines: number, line = LINE): string =>
  lines <= 1 && line === LINE ? '' : ` ht="${Math.min(409, lines * line + 1)}" customHeight="1"`;

function valueCell(place: string, column: ResultColumn, style: Style, cell: Cell): string {
  if (typeof cell === 'number') return numberCell(place, cell, style);
  if (typeof cell === 'boolean') {
    return `<c r="${place}" s="${styleIndex(style)}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  }
  if (cell === null || isSymbol(cell)) {
    return textCell(place, cellText(column, cell), isNumeric(column) ? 'symbol' : 'text');
  }
  const serial = serialOf(column.type, cell);
  if (serial !== null) return numberCell(place, serial, style);
  if (column.type === 'code') return textCell(place, bracketed(cell), 'code');
  if (column.type === 'text') return textCell(place, bracketed(cell), safeStyle(cell));
  return textCell(place, cellText(column, cell), 'text');
}

const numberCell = (place: string, value: number, style: Style): string =>
  `<c r="${place}" s="${styleIndex(style)}"><v>${plainNumber(value)}</v></c>`;

/** A cell that holds text and stays text: no formula, no link, no date. */
export function textCell(place: string, value: string, style: Style): string {
  if (value.length > LONGEST_TEXT) {
    throw new CasehouseError(
      'text-too-long-for-excel',
      `A text has ${value.length} characters; Excel holds ${LONGEST_TEXT} in a cell.`,
      { next: 'Nothing was written. Choose CSV, JSON or XML for this result.' },
    );
  }
  const safe = escapeText(withoutForbiddenExcel(value));
  return `<c r="${place}" s="${styleIndex(style)}" t="inlineStr"><is><t xml:space="preserve">${safe}</t></is></c>`;
}

const safeStyle = (text: string): Style => (/^[=+\-@'\t\r\n]/.test(text) ? 'textQuoted' : 'text');

/** Excel's number for a day or an instant (UTC); null where Excel can't hold it exactly. */
function serialOf(type: ResultColumn['type'], cell: string): number | null {
  if ((type !== 'date' && type !== 'month' && type !== 'instant') || cell < FIRST_DAY) return null;
  if (type !== 'instant') return (Date.parse(`${cell}T00:00:00Z`) - DAY_ZERO) / DAY;
  const finerThanMilliseconds = /\.\d{3}\d*[1-9]/.test(cell);
  return finerThanMilliseconds ? null : (Date.parse(cell) - DAY_ZERO) / DAY;
}

/** The day of Excel's number. */
export const dayOf = (serial: number): string =>
  new Date(DAY_ZERO + Math.round(serial) * DAY).toISOString().slice(0, 10);

/** The instant of Excel's number, to the millisecond, without trailing noughts. */
export const instantOf = (serial: number): string =>
  canonicalInstant(new Date(DAY_ZERO + Math.round(serial * DAY)).toISOString());
