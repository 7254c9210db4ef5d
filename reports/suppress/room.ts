import { type Block, reachable, widen } from './block.ts';
import type { CountCell, Relation } from './cells.ts';
import { type Equation, range } from './simplex.ts';

/**
 * Can the cell be anything in a span that tells nothing? A quick look at what each sum alone says settles most that can't.
 * The rest is solved: first with the near relations only (all else taken as known, which makes the span narrower, never
 * wider), then with everything that bears on it.
 */
export function hasRoom(block: Block, cell: number): boolean {
  if (isKnownWide(block, cell)) return true;
  if (isGivenAway(block, cell)) return false;
  const near = reachable(block, cell, 1);
  if (isWide(block, near, cell)) return true;
  if (!mayHaveRoom(block, cell)) return false;
  let tried = near.size;
  for (const reach of [3, Infinity]) {
    const free = reachable(block, cell, reach);
    if (free.size === tried) continue;
    tried = free.size;
    if (isWide(block, free, cell)) return true;
  }
  return false;
}

/** Is it the one hidden cell of a sum? */
const isGivenAway = ({ cells, relations, of }: Block, cell: number): boolean =>
  of[cell]!.some((sum) => relations[sum]!.every((term) => term.cell === cell || !cells[term.cell]!.hidden));

/** False when one sum after the other narrows the cell down too far; true says nothing yet. */
function mayHaveRoom(block: Block, cell: number): boolean {
  const { width } = block.cells[cell]!;
  const near = reachable(block, cell, 2);
  return spanBySums(block, near, cell, false) >= width && spanBySums(block, near, cell, true) >= width - 2;
}

const SWEEPS = 3;

/** The span left to a cell when each sum narrows each of its hidden cells, some rounds long: never less than the true one. */
function spanBySums(
  { cells, relations, of }: Block,
  near: ReadonlySet<number>,
  cell: number,
  informed: boolean,
): number {
  const least = new Map<number, number>();
  const most = new Map<number, number>();
  const sums = new Set([...near].flatMap((i) => of[i]!));
  for (const sum of sums) {
    for (const { cell: i } of relations[sum]!) {
      if (!cells[i]!.hidden) continue;
      least.set(i, informed ? cells[i]!.floor : 0);
      most.set(i, Infinity);
    }
  }
  for (let sweep = 0, moved = true; moved && sweep < SWEEPS; sweep++) {
    moved = false;
    for (const sum of sums) moved = narrow(relations[sum]!, cells, least, most) || moved;
  }
  return most.get(cell)! - least.get(cell)!;
}

/** What one sum says about its hidden cells, given the bounds of the others. */
function narrow(
  relation: Relation,
  cells: readonly CountCell[],
  least: Map<number, number>,
  most: Map<number, number>,
): boolean {
  // The terms add up to nought, so each is what the others leave it. Open ends are counted apart from the sums.
  let low = 0;
  let high = 0;
  let openBelow = 0;
  let openAbove = 0;
  for (const { cell, sign } of relation) {
    const from = least.get(cell) ?? cells[cell]!.value;
    const to = most.get(cell) ?? cells[cell]!.value;
    low += sign > 0 ? from : to === Infinity ? 0 : -to;
    high += sign < 0 ? -from : to === Infinity ? 0 : to;
    if (to === Infinity && sign > 0) openAbove++;
    if (to === Infinity && sign < 0) openBelow++;
  }
  if (openBelow > 1 && openAbove > 1) return false;
  let moved = false;
  for (const { cell, sign } of relation) {
    const from = least.get(cell);
    const to = most.get(cell);
    if (from === undefined || to === undefined) continue;
    const isOpen = to === Infinity;
    const below = sign > 0 ? from : isOpen ? 0 : -to;
    const above = sign < 0 ? -from : isOpen ? 0 : to;
    const greatest = openBelow > (isOpen && sign < 0 ? 1 : 0) ? Infinity : below - low;
    const lowest = openAbove > (isOpen && sign > 0 ? 1 : 0) ? -Infinity : above - high;
    const upper = sign > 0 ? greatest : -lowest;
    const lower = sign > 0 ? lowest : -greatest;
    if (upper < to) most.set(cell, upper);
    if (lower > from) least.set(cell, lower);
    moved ||= upper < to || lower > from;
  }
  return moved;
}

function isWide(block: Block, free: ReadonlySet<number>, cell: number): boolean {
  const { cells, relations, of, worlds } = block;
  const numbers = new Map([...free].map((i, k) => [i, k]));
  const equations: Equation[] = [];
  for (const sum of new Set([...free].flatMap((i) => of[i]!))) {
    const relation = relations[sum]!;
    const terms = relation
      .filter((t) => free.has(t.cell))
      .map((t) => ({ variable: numbers.get(t.cell)!, coefficient: t.sign }));
    const constant = relation.reduce(
      (sum, t) => (free.has(t.cell) ? sum : sum - t.sign * cells[t.cell]!.value),
      0,
    );
    equations.push({ terms, constant });
  }
  const members = [...free];
  const informed = members.map((i) => cells[i]!.floor);
  const blind = informed.map(() => 0);
  for (const [floors, extents] of [
    [informed, [worlds.informed, worlds.blind]],
    [blind, [worlds.blind]],
  ] as const) {
    const found = range(equations, floors, numbers.get(cell)!, (corner) => {
      for (const extent of extents) for (const [k, i] of members.entries()) widen(extent, i, corner[k]!);
    });
    for (const extent of extents) if (found !== null) for (const end of found) widen(extent, cell, end);
    if (floors === informed && isKnownWide(block, cell)) return true;
    // Who knows more sees no wider: what is too narrow already needs no second look.
    const { least, most } = worlds.informed;
    if (between(least[cell]!, most[cell]!) < cells[cell]!.width - 2) return false;
  }
  return isKnownWide(block, cell);
}

/** Whole numbers between; a corner may lie between two. */
const between = (least: number, most: number): number => Math.floor(most + 1e-6) - Math.ceil(least - 1e-6);

/** One reader knows only that counts are not negative; another knows also that a nought would have been shown. */
export function isKnownWide({ cells, worlds: { blind, informed } }: Block, cell: number): boolean {
  const { width } = cells[cell]!;
  return (
    between(blind.least[cell]!, blind.most[cell]!) >= width &&
    between(informed.least[cell]!, informed.most[cell]!) >= width - 2
  );
}
