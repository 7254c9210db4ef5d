import type { CountCell, Relation } from './cells.ts';

/** Counts that are tied together by sums; nothing in one block tells of another. */
export interface Block {
  cells: readonly CountCell[];
  relations: readonly Relation[];
  /** Numbers of the relations that each cell is in. */
  of: readonly (readonly number[])[];
  /** Worlds found so far that agree with all that is shown: to readers who know nothing of noughts, and to those who do. */
  worlds: { blind: Extent; informed: Extent };
}

/** Least and greatest value of each cell over the worlds found. They stay possible however much more is hidden. */
interface Extent {
  least: number[];
  most: number[];
}

const extentOf = (cells: readonly CountCell[]): Extent => ({
  least: cells.map((cell) => cell.value),
  most: cells.map((cell) => cell.value),
});

/** Takes a value that a cell has in another possible world into the extent. */
export function widen(extent: Extent, cell: number, value: number): void {
  extent.least[cell] = Math.min(extent.least[cell]!, value);
  extent.most[cell] = Math.max(extent.most[cell]!, value);
}

/** The parts of a system that no sum connects, without those in which there is nothing to protect. */
export function* blocksOf(
  cells: readonly CountCell[],
  relations: readonly Relation[],
  needed: (cell: CountCell) => boolean,
): Generator<Block> {
  const { of } = withRelations(cells, relations);
  const seen = new Set<number>();
  for (let first = 0; first < cells.length; first++) {
    if (seen.has(first)) continue;
    const members = [first];
    const sums = new Set<number>();
    seen.add(first);
    for (let k = 0; k < members.length; k++) {
      for (const relation of of[members[k]!]!) {
        if (sums.has(relation)) continue;
        sums.add(relation);
        for (const { cell } of relations[relation]!) {
          if (!seen.has(cell)) members.push(cell);
          seen.add(cell);
        }
      }
    }
    if (!members.some((i) => needed(cells[i]!))) continue;
    members.sort((a, b) => a - b);
    const place = new Map(members.map((i, k) => [i, k]));
    const inside = [...sums].sort((a, b) => a - b);
    yield withRelations(
      members.map((i) => cells[i]!),
      inside.map((r) => relations[r]!.map(({ cell, sign }) => ({ cell: place.get(cell)!, sign }))),
    );
  }
}

/** Cells with the relations between them, of which nothing is known yet. */
export function withRelations(cells: readonly CountCell[], relations: readonly Relation[]): Block {
  const of: number[][] = cells.map(() => []);
  relations.forEach((relation, i) => {
    for (const { cell } of relation) of[cell]!.push(i);
  });
  return { cells, relations, of, worlds: { blind: extentOf(cells), informed: extentOf(cells) } };
}

/** Hidden cells that are tied to this one through at most `reach` sums. */
export function reachable({ cells, relations, of }: Block, cell: number, reach: number): Set<number> {
  const found = new Set([cell]);
  let edge = [cell];
  for (let step = 0; step < reach && edge.length > 0; step++) {
    const next: number[] = [];
    for (const relation of edge.flatMap((i) => of[i]!)) {
      for (const term of relations[relation]!) {
        if (cells[term.cell]!.hidden && !found.has(term.cell)) {
          found.add(term.cell);
          next.push(term.cell);
        }
      }
    }
    edge = next;
  }
  return found;
}
