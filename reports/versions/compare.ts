import { ratio } from '../../base/rounding.ts';
import { type Cell, isSymbol, type ResultColumn, type Row } from '../result.ts';

/** What is compared: the columns and rows of one run. */
export interface Table {
  columns: readonly ResultColumn[];
  rows: readonly Row[];
}

/** Grain column → value. */
export type RowKey = Readonly<Record<string, Cell>>;

export interface CellDifference {
  row: RowKey;
  column: string;
  label: string;
  a: Cell;
  b: Cell;
}

export interface ColumnMatch {
  name: string;
  label: string;
  /** Cells in rows that both have; those hidden in either are left out and counted by `hidden`. */
  compared: number;
  equal: number;
  hidden: number;
  /** Per cent, one place, half up; null when nothing could be compared. */
  rate: number | null;
}

export interface TableComparison {
  rowsA: number;
  rowsB: number;
  onlyA: RowKey[];
  onlyB: RowKey[];
  columns: ColumnMatch[];
  /** Every differing cell, those that differ most first; texts after numbers. */
  cells: CellDifference[];
}

/**
 * Compares two runs row by row by the grain, cell by cell by the column's name. With `hidden: 'skip'` a cell that either
 * side withholds is neither compared nor given away; with `'differ'`, being withheld is a difference like another.
 */
export function compareTables(
  grain: readonly string[],
  a: Table,
  b: Table,
  hidden: 'skip' | 'differ' = 'skip',
): TableComparison {
  const has = (table: Table, name: string) => table.columns.some((c) => c.name === name);
  const keyColumns = grain.filter((name) => has(a, name) && has(b, name));
  const [rowsA, rowsB] = [byKey(a, keyColumns), byKey(b, keyColumns)];
  const cells: CellDifference[] = [];
  const columns: ColumnMatch[] = [];
  for (const [i, column] of a.columns.entries()) {
    const j = b.columns.findIndex((c) => c.name === column.name);
    if (j < 0 || keyColumns.includes(column.name)) continue;
    const match = { name: column.name, label: column.label, compared: 0, equal: 0, hidden: 0 };
    for (const [key, row] of rowsA) {
      const other = rowsB.get(key);
      if (other === undefined) continue;
      const [x, y] = [row.cells[i] ?? null, other.cells[j] ?? null];
      if (hidden === 'skip' && (withheld(x) || withheld(y))) match.hidden += 1;
      else {
        match.compared += 1;
        if (sameCell(x, y)) match.equal += 1;
        else cells.push({ row: row.key, column: column.name, label: column.label, a: x, b: y });
      }
    }
    columns.push({ ...match, rate: ratio(match.equal, match.compared) });
  }
  const only = (mine: typeof rowsA, others: typeof rowsA) =>
    [...mine].filter(([key]) => !others.has(key)).map(([, row]) => row.key);
  return {
    rowsA: a.rows.length,
    rowsB: b.rows.length,
    onlyA: only(rowsA, rowsB),
    onlyB: only(rowsB, rowsA),
    columns,
    cells: cells.sort((one, two) => sizeOf(two) - sizeOf(one)),
  };
}

/** Rows by their key; where the grain is not shown and rows share a key, they are numbered in their order. */
function byKey(table: Table, names: readonly string[]): Map<string, { key: RowKey; cells: Row }> {
  const at = names.map((name) => table.columns.findIndex((c) => c.name === name));
  const found = new Map<string, { key: RowKey; cells: Row }>();
  for (const cells of table.rows) {
    const key = Object.fromEntries(names.map((name, i) => [name, cells[at[i]!] ?? null]));
    const text = JSON.stringify(Object.values(key));
    let unique = text;
    for (let n = 2; found.has(unique); n++) unique = `${text}#${n}`;
    found.set(unique, { key, cells });
  }
  return found;
}

const withheld = (cell: Cell): boolean => isSymbol(cell) && cell.symbol === 'c';

const sameCell = (x: Cell, y: Cell): boolean =>
  isSymbol(x) && isSymbol(y) ? x.symbol === y.symbol : Object.is(x, y) || x === y;

/** By how much two numbers differ; a text or a symbol counts as the least. */
const sizeOf = ({ a, b }: CellDifference): number =>
  typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) : 0;
