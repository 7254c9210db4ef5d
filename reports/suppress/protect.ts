import { type Block, blocksOf, reachable, withRelations } from './block.ts';
import type { CellSystem, CountCell } from './cells.ts';
import { hasRoom, isKnownWide } from './room.ts';

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
