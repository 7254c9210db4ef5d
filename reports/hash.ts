import { createHash, hash } from 'node:crypto';
import { CasehouseError } from '../base/errors.ts';
import { type Cell, isSymbol, type ResultColumn, type Row } from './result.ts';

/**
 * The result hash, so that anyone can recompute it with any SHA-256:
 * 1. each row is one line of JSON, `[cell, …]`, with numbers as ECMAScript prints them (-0 as 0), no value as `null`
 *    and a symbol as `{"symbol":"c"}`; the fraction of an instant loses its trailing noughts;
 * 2. the SHA-256 of every row, read as big-endian numbers, are added up modulo 2^256 (so order does not matter, and
 *    a row that occurs twice counts twice);
 * 3. SHA-256 of the JSON `[[[name, type], …], rows, sum as 64 hex digits]`.
 */
export interface ResultHasher {
  /** Adds one row. Throws `CasehouseError` when a cell can't be hashed (NaN, infinity, broken Unicode, wrong width). */
  add(row: Row): void;
  /** Rows added so far. */
  readonly rows: number;
  /** Hex SHA-256 of what was added; may be asked at any time. */
  digest(): string;
}

type Named = Pick<ResultColumn, 'name' | 'type'>;

/** Hashes a result row by row, at constant memory. */
export function resultHasher(columns: readonly Named[]): ResultHasher {
  const instants = columns.map((column) => column.type === 'instant');
  let sum = 0n;
  let rows = 0;
  return {
    add(row) {
      if (row.length !== columns.length) throw wrongWidth(row.length, columns.length);
      const cells = row.map((cell, i) => canonicalCell(cell, instants[i]!));
      sum += BigInt(`0x${hash('sha256', JSON.stringify(cells))}`);
      rows++;
      if ((rows & 0xffff) === 0) sum = BigInt.asUintN(256, sum);
    },
    get rows() {
      return rows;
    },
    digest() {
      const total = BigInt.asUintN(256, sum).toString(16).padStart(64, '0');
      const head = columns.map(({ name, type }) => [name, type]);
      return createHash('sha256')
        .update(JSON.stringify([head, rows, total]))
        .digest('hex');
    },
  };
}

/** Order-free, typed hash (hex SHA-256) of columns and rows as shown. */
export function resultHash(columns: readonly Named[], rows: Iterable<Row>): string {
  const hasher = resultHasher(columns);
  for (const row of rows) hasher.add(row);
  return hasher.digest();
}

/** A cell in the one form that equal values share. */
function canonicalCell(cell: Cell, isInstant: boolean): Cell {
  if (typeof cell === 'number') {
    if (Number.isFinite(cell)) return cell;
    throw new CasehouseError(
      'not-a-number',
      `A result holds ${cell}, which is not a number that can be shown.`,
      {
        next: 'Guard the division in the report with nullif, so that the cell has no value instead.',
      },
    );
  }
  if (typeof cell === 'string') {
    if (/\p{Cs}/u.test(cell)) {
      throw new CasehouseError('broken-text', 'A result holds text that is not valid Unicode.', {
        next: 'Correct the text in the case store and run the nightly load again.',
      });
    }
    return isInstant ? canonicalInstant(cell) : cell;
  }
  return isSymbol(cell) ? { symbol: cell.symbol } : cell;
}

/** `2026-11-20T02:10:00.500Z` and `2026-11-20T02:10:00.5Z` are one moment. */
export function canonicalInstant(text: string): string {
  return text.replace(/(?:\.0*|(\.\d*[1-9])0*)Z$/, '$1Z');
}

function wrongWidth(cells: number, columns: number): CasehouseError {
  return new CasehouseError('row-width', `A row has ${cells} cells and the result has ${columns} columns.`, {
    next: 'Check that the report selects every column that its header names.',
  });
}
