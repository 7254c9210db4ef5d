import { cellText } from '../render/cells.ts';
import { fits } from '../render/source.ts';
import { headings } from '../render/words.ts';
import { canonicalInstant } from '../hash.ts';
import type { Cell, ResultColumn, Row } from '../result.ts';

/** One cell that is not the same on both sides, as people read it. */
export interface CellDifference {
  /** The row by its first cell, e.g. "October 2026". */
  row: string;
  column: string;
  file: string;
  now: string;
}

/** How two tables of the same columns differ, whatever the order of their rows. */
export interface Differences {
  cells: CellDifference[];
  /** Differing cells in all; `cells` names the first ten. */
  count: number;
  rowsOnlyInFile: number;
  rowsOnlyNow: number;
}

const NAMED = 10;

/** Compares rows as multisets, then pairs what is left by its first cells to name the cells that differ. */
export function compareRows(
  columns: readonly ResultColumn[],
  file: readonly Row[],
  now: readonly Row[],
): Differences {
  const [onlyFile, onlyNow] = withoutCommon(columns, file, now);
  const { pairs, restFile, restNow } = paired(columns, onlyFile, onlyNow);
  const names = headings(columns);
  const all = pairs.flatMap(([a, b]) =>
    columns.flatMap((column, i) =>
      key(column, a[i]!) === key(column, b[i]!)
        ? []
        : [
            {
              row: cellText(columns[0]!, b[0]!),
              column: names[i]!,
              file: shown(column, a[i]!),
              now: shown(column, b[i]!),
            },
          ],
    ),
  );
  return {
    cells: all.slice(0, NAMED),
    count: all.length,
    rowsOnlyInFile: restFile,
    rowsOnlyNow: restNow,
  };
}

function withoutCommon(
  columns: readonly ResultColumn[],
  file: readonly Row[],
  now: readonly Row[],
): [Row[], Row[]] {
  const counts = new Map<string, number>();
  const text = (row: Row) => row.map((cell, i) => key(columns[i]!, cell)).join('\u0000');
  for (const row of now) counts.set(text(row), (counts.get(text(row)) ?? 0) + 1);
  const onlyFile = file.filter((row) => !take(counts, text(row)));
  const onlyNow = now.filter((row) => take(counts, text(row)));
  return [onlyFile, onlyNow];
}

/** Takes one of this kind; false when there is none left. */
function take(counts: Map<string, number>, text: string): boolean {
  const left = counts.get(text) ?? 0;
  if (left > 0) counts.set(text, left - 1);
  return left > 0;
}

/** Pairs by as many leading cells as it takes; then, when as many are left on both sides, in order. */
function paired(columns: readonly ResultColumn[], file: readonly Row[], now: readonly Row[]) {
  const pairs: [Row, Row][] = [];
  let left = [...file];
  let right = [...now];
  for (let width = columns.length - 1; width > 0; width--) {
    const lead = (row: Row) =>
      row
        .slice(0, width)
        .map((cell, i) => key(columns[i]!, cell))
        .join('\u0000');
    const waiting = new Map<string, Row[]>();
    for (const row of right) waiting.set(lead(row), [...(waiting.get(lead(row)) ?? []), row]);
    const rest: Row[] = [];
    for (const row of left) {
      const partner = waiting.get(lead(row))?.shift();
      if (partner === undefined) rest.push(row);
      else pairs.push([row, partner]);
    }
    left = rest;
    right = [...waiting.values()].flat();
  }
  if (left.length === right.length) {
    pairs.push(...left.map((row, i): [Row, Row] => [row, right[i]!]));
    return { pairs, restFile: 0, restNow: 0 };
  }
  return { pairs, restFile: left.length, restNow: right.length };
}

const key = (column: ResultColumn, cell: Cell): string =>
  JSON.stringify(column.type === 'instant' && typeof cell === 'string' ? canonicalInstant(cell) : cell);

/** What the file has in a cell may be of another type than its column; then it is shown as it is. */
function shown(column: ResultColumn, cell: Cell): string {
  const text = fits(column, cell) ? cellText(column, cell) : JSON.stringify(cell);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
