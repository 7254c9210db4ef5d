import type { CellSystem, CountCell, Relation } from './cells.ts';
import { type Equation, range } from './simplex.ts';

/** Counts that are tied together by sums; nothing in one block tells of another. */
interface Block {
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

function widen(extent: Extent, cell: number, value: number): void {
  extent.least[cell] = Math.min(extent.least[cell]!, value);
  extent.most[cell] = Math.max(extent.most[cell]!, value);
}

/** Whole numbers between; a corner may lie between two. */
const between = (least: number, most: number): number => Math.floor(most + 1e-6) - Math.ceil(least - 1e-6);

/**
 * Secondary suppression: hides more until every sensitive cell has room enough. More hidden never means less room. Each
 * block is solved by itself, with a pause after it.
 * Total rows come first and by themselves, and what lies below them never hides one more: a total is hidden or shown
 * alike however the table below it is split, also when it isn't split at all.
 */
export function* protect(system: CellSystem): Generator<void, void> {
  const needed = (cell: CountCell) => cell.sensitive && cell.hidden;
  for (const block of blocksOf(system.cells, system.relations, needed)) {
    const ofTotals = block.relations.filter((relation) =>
      relation.every(({ cell }) => block.cells[cell]!.isTotal),
    );
    secure(withRelations(block.cells, ofTotals), (cell) => cell.isTotal, [
      { reach: [0, 1, 3, Infinity], may: (cell) => cell.value > 0 },
      { reach: [0, 1, Infinity], may: () => true },
    ]);
    secure(block, () => true, [
      { reach: [0, 1, 3], may: (cell) => cell.value > 0 && !cell.isTotal },
      { reach: [0, 1], may: (cell) => !cell.isTotal },
      { reach: [Infinity], may: (cell) => !cell.isTotal },
    ]);
    if (block.cells.some((cell, i) => needed(cell) && !isKnownWide(block, i) && !hasRoom(block, i)))
      withhold(block.cells);
    yield;
  }
}

/**
 * What is below the totals goes altogether, noughts too: the last resort when a total that stays shown is so small that
 * even "each of them is at least one" would tell.
 */
function withhold(cells: readonly CountCell[]): void {
  for (const cell of cells) {
    if (cell.published && !cell.isTotal && !cell.isFixed) cell.hidden = true;
    cell.floor = 0;
  }
}

/** The parts of a system that no sum connects, without those in which there is nothing to protect. */
function* blocksOf(
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

function withRelations(cells: readonly CountCell[], relations: readonly Relation[]): Block {
  const of: number[][] = cells.map(() => []);
  relations.forEach((relation, i) => {
    for (const { cell } of relation) of[cell]!.push(i);
  });
  return { cells, relations, of, worlds: { blind: extentOf(cells), informed: extentOf(cells) } };
}

/** Which cells may be hidden next, and how far from the one in danger they may lie. */
interface Stage {
  reach: readonly number[];
  may: (cell: CountCell) => boolean;
}

function secure(block: Block, concerns: (cell: CountCell) => boolean, stages: readonly Stage[]): void {
  const { cells } = block;
  cells.forEach((cell, i) => {
    while (concerns(cell) && cell.sensitive && cell.hidden && !hasRoom(block, i)) {
      const further = nextToHide(block, i, stages);
      if (further === null) break;
      further.hidden = true;
      // Once a nought is hidden, a hidden cell no longer says that it is more than nought.
      if (further.value === 0) for (const other of cells) other.floor = 0;
    }
  });
}

/**
 * Can the cell be anything in a span that tells nothing? A quick look at what each sum alone says settles most that can't.
 * The rest is solved: first with the near relations only (all else taken as known, which makes the span narrower, never
 * wider), then with everything that bears on it.
 */
function hasRoom(block: Block, cell: number): boolean {
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

/** Hidden cells that are tied to this one through at most `reach` sums. */
function reachable({ cells, relations, of }: Block, cell: number, reach: number): Set<number> {
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

/** One reader knows only that counts are not negative; another knows also that a nought would have been shown. */
function isKnownWide({ cells, worlds: { blind, informed } }: Block, cell: number): boolean {
  const { width } = cells[cell]!;
  return (
    between(blind.least[cell]!, blind.most[cell]!) >= width &&
    between(informed.least[cell]!, informed.most[cell]!) >= width - 2
  );
}

/**
 * The published count to hide next, stage by stage. First where a sum has one hidden cell left, which it gives away; then
 * whichever costs least among those tied to the cell: near before far, few people before many.
 */
function nextToHide(block: Block, cell: number, stages: readonly Stage[]): CountCell | null {
  const { cells, relations, of } = block;
  for (const { reach, may } of stages) {
    for (const givenAway of [true, false]) {
      for (const far of reach) {
        let best: CountCell | null = null;
        for (const near of reachable(block, cell, far)) {
          for (const i of of[near]!) {
            const terms = relations[i]!.map((t) => cells[t.cell]!);
            if (givenAway && terms.filter((other) => other.hidden).length !== 1) continue;
            for (const other of terms) {
              const open = !other.hidden && other.published && !other.isFixed && may(other);
              if (open && (best === null || other.value < best.value)) best = other;
            }
          }
        }
        if (best !== null) return best;
      }
    }
  }
  return null;
}
