import { monthEnd } from '../../base/dates.ts';
import { type Cell, isSymbol, type ResultColumn, type Row } from '../result.ts';
import { isSymbolCode, longDay, longMonth, readLongDay, type Shorthand } from './words.ts';

/**
 * A cell as people read it, and back again without loss: `readCell(column, cellText(column, cell))` is `cell`.
 * Square brackets are shorthand, so text that itself looks like shorthand is put into one more pair.
 */
export function cellText(column: Pick<ResultColumn, 'type' | 'decimals'>, cell: Cell): string {
  if (cell === null) return '[no value]';
  if (isSymbol(cell)) return `[${cell.symbol}]`;
  if (typeof cell === 'boolean') return cell ? 'Yes' : 'No';
  if (typeof cell === 'number') return numberText(cell, column.decimals);
  switch (column.type) {
    case 'date':
      return longDay(cell);
    case 'month':
      return cell === monthEnd(cell) ? longMonth(cell) : longDay(cell);
    case 'instant':
      return instantText(cell);
    default:
      return bracketed(cell);
  }
}

/** The value that `cellText` printed; undefined when the text is none that it prints for this column. */
export function readCell(column: Pick<ResultColumn, 'type'>, text: string): Cell | undefined {
  const word = /^\[([a-z ]+)\]$/.exec(text)?.[1];
  if (word === 'no value') return null;
  if (word !== undefined && isSymbolCode(word)) return { symbol: word };
  switch (column.type) {
    case 'text':
    case 'code':
      return unbracketed(text);
    case 'date':
      return readLongDay(text) ?? undefined;
    case 'month':
      return readLongDay(text) ?? readMonth(text);
    case 'instant':
      return readInstant(text);
    case 'flag':
      return text === 'Yes' ? true : text === 'No' ? false : undefined;
    default:
      return readNumber(text);
  }
}

/** The shorthand that a cell is shown as, or null when it shows its value. */
export function shorthand(cell: Cell): Shorthand | null {
  if (cell === null) return 'no value';
  if (cell === '') return 'empty';
  return isSymbol(cell) ? cell.symbol : null;
}

/** Shorthand that the rows use, in a fixed order; every word there is when rows are a stream that can't be read twice. */
export function usedShorthand(rows: Iterable<Row> | AsyncIterable<Row>): Shorthand[] {
  const order: Shorthand[] = ['c', 'x', 'z', 'low', 'u', 'no value', 'empty'];
  if (!Array.isArray(rows)) return order;
  if (rows.length === 0) return ['no rows'];
  const found = new Set<Shorthand>();
  for (const row of rows as readonly Row[]) {
    for (const cell of row) {
      const word = shorthand(cell);
      if (word !== null) found.add(word);
    }
  }
  return order.filter((word) => found.has(word));
}

/** What every cell of the one row of a table without rows says; no text cell can read so. */
export const NO_ROWS = '[no rows]';

/** Text for a table that has no blank cells and whose brackets are shorthand: '' → `[empty]`, `[c]` → `[[c]]`. */
export const bracketed = (text: string): string =>
  text === '' ? '[empty]' : SHORTHAND.test(text) ? `[${text}]` : text;

/** Undoes `bracketed`. */
export const unbracketed = (text: string): string =>
  text === '[empty]' ? '' : SHORTHAND.test(text) ? text.slice(1, -1) : text;

const SHORTHAND = /^\[+(c|x|z|low|u|no value|empty|no rows)\]+$/;

/** `-1234.5` with one decimal → `−1,234.5`; places beyond `decimals` are shown rather than lost. */
export function numberText(value: number, decimals: number): string {
  const plain = plainNumber(Math.abs(value));
  const [whole, fraction = ''] = plain.split('.') as [string, string?];
  const places = fraction.length >= decimals ? fraction : fraction.padEnd(decimals, '0');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${value < 0 ? '−' : ''}${grouped}${places === '' ? '' : `.${places}`}`;
}

/** The shortest decimal text that reads back as the same double, without an exponent; -0 is 0. */
export function plainNumber(value: number): string {
  const text = String(value === 0 ? 0 : value);
  const [, sign, first, rest = '', power] = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (power === undefined) return text;
  const digits = first! + rest;
  const point = 1 + Number(power);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}

/** `plainNumber` with the places that its column has, `64` as `64.0`, so that every format prints the same text. */
export function placedNumber(
  value: number,
  { type, decimals }: Pick<ResultColumn, 'type' | 'decimals'>,
): string {
  const plain = plainNumber(value);
  if (decimals === 0 || type === 'count') return plain;
  const [whole, fraction = ''] = plain.split('.') as [string, string?];
  return `${whole}.${fraction.padEnd(decimals, '0')}`;
}

function readNumber(text: string): number | undefined {
  if (!/^−?\d{1,3}(,\d{3})*(\.\d+)?$/.test(text)) return undefined;
  return Number(text.replaceAll(',', '').replace('−', '-'));
}

function readMonth(text: string): string | undefined {
  const first = readLongDay(`1 ${text}`);
  return first === null ? undefined : monthEnd(first);
}

/** `2026-11-20T02:10:00Z` → `20 November 2026, 02:10:00`; the heading says UTC. */
const instantText = (cell: string): string =>
  `${longDay(cell.slice(0, 10))}, ${cell.slice(11).replace('Z', '')}`;

function readInstant(text: string): string | undefined {
  const [, date, time] = /^(.+), (\d\d:\d\d:\d\d(?:\.\d+)?)$/.exec(text) ?? [];
  const day = readLongDay(date ?? '');
  return day === null ? undefined : `${day}T${time}Z`;
}
