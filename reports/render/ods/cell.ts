import { type Cell, isSymbol, type ResultColumn } from '../../result.ts';
import { bracketed, cellText, plainNumber } from '../cells.ts';
import { linesOf } from '../excel/cell.ts';
import { type Style, valueStyle } from '../excel/styles.ts';
import { escapeText, withoutForbidden } from '../markup.ts';
import { isNumeric } from '../source.ts';
import { rowStyle } from './styles.ts';

/** Writes the cells of one table row; a row whose text takes several lines gets its height here. */
export function rowWriter(
  columns: readonly ResultColumn[],
  widths: readonly number[],
): (row: readonly Cell[]) => string {
  const styles = columns.map(valueStyle);
  return (row) => {
    let cells = '';
    let lines = 1;
    for (const [i, column] of columns.entries()) {
      const cell = row[i]!;
      if (typeof cell === 'string' && cell.length > 9 && (column.type === 'text' || column.type === 'code')) {
        lines = Math.max(lines, linesOf(cell, widths[i]!));
      }
      cells += valueCell(column, styles[i]!, cell);
    }
    return tableRow(cells, lines);
  };
}

/** A row of cells that is so many lines high. */
export const tableRow = (cells: string, lines: number): string =>
  `<table:table-row table:style-name="${rowStyle(lines)}">${cells}</table:table-row>`;

function valueCell(column: ResultColumn, style: Style, cell: Cell): string {
  if (typeof cell === 'number') {
    return valued(style, 'float', `office:value="${plainNumber(cell)}"`, cellText(column, cell));
  }
  // The word is the one that programs show for a truth value, in every language of theirs their own.
  if (typeof cell === 'boolean') {
    return valued(style, 'boolean', `office:boolean-value="${cell}"`, cell ? 'TRUE' : 'FALSE');
  }
  if (cell === null || isSymbol(cell)) {
    return textCell(cellText(column, cell), isNumeric(column) ? 'symbol' : 'text');
  }
  const text = cellText(column, cell);
  switch (column.type) {
    case 'date':
      return valued('date', 'date', `office:date-value="${cell}"`, text);
    case 'month':
      return valued(/^\d{1,2} /.test(text) ? 'date' : 'month', 'date', `office:date-value="${cell}"`, text);
    case 'instant':
      // Programs round to the second or show noughts: only whole seconds stay what they are.
      if (!/:\d\dZ$/.test(cell)) return textCell(text, 'text');
      return valued('instant', 'date', `office:date-value="${cell.replace('Z', '')}"`, instantShown(text));
    default:
      return textCell(bracketed(cell), column.type === 'code' ? 'code' : 'text');
  }
}

const instantShown = (text: string): string => text.replace(',', '');

const valued = (style: Style, type: string, value: string, shown: string): string =>
  `<table:table-cell table:style-name="${style}" office:value-type="${type}" ${value}>` +
  `<text:p>${escapeText(shown)}</text:p></table:table-cell>`;

/** A cell that holds text and stays text: no formula, no link, no date. */
export const textCell = (value: string, style: Style): string =>
  `<table:table-cell table:style-name="${style}" office:value-type="string">${paragraphs(value)}</table:table-cell>`;

/** A line end begins a paragraph; spaces that a reader of XML may drop and tabs are elements. */
function paragraphs(value: string): string {
  const safe = withoutForbidden(value).replaceAll('\r', '\\u000D');
  return safe
    .split('\n')
    .map((line) => `<text:p>${spaced(line)}</text:p>`)
    .join('');
}

const spaced = (line: string): string =>
  escapeText(line)
    .replace(/^ +| {2,}| +$/g, (spaces) => `<text:s text:c="${spaces.length}"/>`)
    .replaceAll('\t', '<text:tab/>');
