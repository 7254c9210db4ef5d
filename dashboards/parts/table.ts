import { html } from 'hono/html';
import { type Cell, isSymbol, type Result, type ResultColumn, type Row } from '../../reports/result.ts';
import type { Html } from '../layout.ts';
import { cellText, isFigure, SYMBOL_WORDS } from '../text/format.ts';
import { rateBar } from './bar.ts';

export interface TableOptions {
  /** Id of the caption; the scrolling region is named by it. */
  id: string;
  caption: string;
  /** Address of the people behind a cell, or null when the reader may not see them. */
  href?: (row: Row, column: ResultColumn) => string | null;
  /** Columns that identify a row: they stand first. */
  grain?: readonly string[];
  /** Values of columns that mark a total row; they go last. */
  totals?: readonly Total[];
  /** Adds sort buttons and the copy button when script is on. */
  live?: boolean;
}

/** A row is a total when the column holds the value. */
export interface Total {
  column: string;
  value: string;
}

/** A result as a table: caption, scopes, figures to the right, totals last, symbols explained below. */
export function resultTable(result: Result, options: TableOptions): Html {
  const { columns } = result;
  const shown = shownColumns(columns, options.grain ?? []);
  const totals = options.totals ?? [];
  const total = (row: Row) => isTotal(row, columns, totals);
  const rows = [...result.rows.filter((row) => !total(row)), ...result.rows.filter(total)];
  const longest = barColumns(columns).map((bar) => ({
    ...bar,
    longest: Math.max(0, ...rows.flatMap((row) => numbers([row[bar.rate], row[bar.high]]))),
  }));
  const body = rows.map((row) => {
    return html`<tr${total(row) ? html` class="total"` : ''}>${shown.map((i, place) => {
      const bar = longest.find((item) => item.rate === i);
      return tableCell(
        row,
        columns[i]!,
        { i, first: place === 0 },
        options,
        bar === undefined ? null : rateBar(row, bar),
      );
    })}</tr>`;
  });
  const table = html`<div class="scroll" role="region" aria-labelledby="${options.id}" tabindex="0"><table class="figures">
<caption id="${options.id}"><span>${options.caption}</span></caption>
<thead><tr>${shown.map((i) => headCell(columns[i]!))}</tr></thead>
<tbody>${body}</tbody>
</table></div>`;
  return html`${options.live === false ? table : html`<casehouse-table>${table}</casehouse-table>`}${symbolNotes(result)}`;
}

/** Positions of the columns on screen: those of the key first. A code whose name stands beside it is left to the files. */
function shownColumns(columns: readonly ResultColumn[], grain: readonly string[]): number[] {
  const names = new Set(columns.map((column) => column.name));
  const shown = columns.flatMap((column, i) => {
    if (column.type !== 'code') return [i];
    const stem = column.name.replace(/_code$/, '');
    return names.has(`${stem}_name`) || names.has(`${stem}_label`) ? [] : [i];
  });
  const isKey = (i: number) => grain.includes(columns[i]!.name);
  return [...shown.filter(isKey), ...shown.filter((i) => !isKey(i))];
}

function headCell(column: ResultColumn): Html {
  return html`<th scope="col" data-type="${column.type}"${isFigure(column) ? html` class="figure"` : ''}>${column.label}</th>`;
}

function tableCell(
  row: Row,
  column: ResultColumn,
  { i, first }: { i: number; first: boolean },
  options: TableOptions,
  bar: Html | null,
): Html {
  const cell = row[i] ?? null;
  const text = cellText(cell, column);
  const value = sortValue(cell);
  const sort = value === null ? '' : html` data-value="${value}"`;
  const href = isSymbol(cell) || cell === null || cell === 0 ? null : (options.href?.(row, column) ?? null);
  const shown = href === null ? text : html`<a href="${href}">${text}</a>`;
  if (first)
    return html`<th scope="row"${isFigure(column) ? html` class="figure"` : ''}${sort}>${shown}</th>`;
  return html`<td${cellClass(column)}${sort}>${bar === null ? shown : html`<span class="with-bar">${bar}<span>${shown}</span></span>`}</td>`;
}

function cellClass(column: ResultColumn): Html | '' {
  if (isFigure(column)) return html` class="figure"`;
  return column.type === 'date' || column.type === 'month' ? html` class="when"` : '';
}

/** What the browser sorts by: numbers and ISO texts as they are; null sorts last whichever way. */
function sortValue(cell: Cell): string | null {
  if (cell === null || isSymbol(cell)) return null;
  return String(cell);
}

/** Is the row a total of others? */
export function isTotal(row: Row, columns: readonly ResultColumn[], totals: readonly Total[]): boolean {
  return totals.some(
    (total) => row[columns.findIndex((column) => column.name === total.column)] === total.value,
  );
}

/** Percent columns that come with an interval, as positions in the row. */
function barColumns(columns: readonly ResultColumn[]): { rate: number; low: number; high: number }[] {
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  return columns.flatMap((column, rate) => {
    if (column.type !== 'percent') return [];
    const stem = column.name.replace(/_(rate|percent)$/, '');
    const low = Math.max(at(`${column.name}_low`), at(`${stem}_low`), at(`${stem}_rate_low`));
    const high = Math.max(at(`${column.name}_high`), at(`${stem}_high`), at(`${stem}_rate_high`));
    return low < 0 || high < 0 || low === rate || high === rate ? [] : [{ rate, low, high }];
  });
}

const numbers = (cells: readonly (Cell | undefined)[]): number[] =>
  cells.filter((cell) => typeof cell === 'number');

function symbolNotes(result: Result): Html {
  const seen = new Set(result.rows.flatMap((row) => row.filter(isSymbol).map((cell) => cell.symbol)));
  if (seen.size === 0) return html``;
  return html`<p class="symbols">${[...seen].map((symbol) => html`<span><b>[${symbol}]</b> ${SYMBOL_WORDS[symbol] ?? ''}</span> `)}</p>`;
}
