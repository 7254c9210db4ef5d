import type { Day } from '../../base/dates.ts';
import type { Definition } from '../definitions/definition.ts';
import { isSymbol, type Symbol_ } from '../result.ts';
import type { Row_ } from '../run/table.ts';
import { type CellSystem, type CountCell, cellSystem, type Relation } from './cells.ts';
import type { Profile } from './profiles.ts';
import { type Equation, range } from './simplex.ts';

const CONFIDENTIAL: Symbol_ = Object.freeze({ symbol: 'c' });

/**
 * Hides, in place, what a profile does not let out: small counts and groups, the rates and texts that go with them, and
 * further counts until no hidden one can be worked out from the rest of the table. Returns how many cells were hidden.
 */
export function suppress(
  d: Definition,
  rows: Row_[],
  parameters: Readonly<Record<string, string | null>>,
  p: Profile,
  asAt: Day,
): number {
  if (p.min_count === 0 && p.min_group === 0) return 0;
  const system = cellSystem(d, rows, parameters, p, asAt);
  if (p.secondary) protect(system);
  const hidden = new Set(
    system.cells.filter((cell) => cell.hidden && cell.published).map((cell) => `${cell.row}/${cell.column}`),
  );
  for (const key of system.smallGroups) hidden.add(key);
  spread(d, rows, hidden);
  for (const key of hidden) {
    const slash = key.indexOf('/');
    const row = rows[Number(key.slice(0, slash))]!;
    const column = key.slice(slash + 1);
    if (!isSymbol(row[column] ?? null) && row[column] !== null) row[column] = CONFIDENTIAL;
  }
  return hidden.size;
}

/** Rates go with numerator and denominator, other columns with those that they name, until nothing more follows. */
function spread(d: Definition, rows: readonly Row_[], hidden: Set<string>): void {
  for (let before = -1; before !== hidden.size; ) {
    before = hidden.size;
    for (const c of d.columns) {
      const causes = [...c.suppress.with, ...(c.ratio ?? [])];
      if (causes.length === 0) continue;
      rows.forEach((_, r) => {
        if (causes.some((cause) => hidden.has(`${r}/${cause}`))) hidden.add(`${r}/${c.name}`);
      });
    }
  }
}

/**
 * Secondary suppression: hides more until every sensitive cell has room enough. More hidden never means less room.
 * Total rows come first and by themselves, so that a total is hidden or shown alike however the table below it is split.
 */
export function protect({ cells, relations }: CellSystem): void {
  const ofTotals = relations.filter((relation) => relation.every(({ cell }) => cells[cell]!.isTotal));
  secure(cells, ofTotals, (cell) => cell.isTotal, [
    { reach: [0, 1, 3, Infinity], may: (cell) => cell.value > 0 },
    { reach: [0, 1], may: () => true },
  ]);
  secure(cells, relations, () => true, [
    { reach: [0, 1, 3], may: (cell) => cell.value > 0 && !cell.isTotal },
    { reach: [0, 1], may: (cell) => !cell.isTotal },
    { reach: [Infinity], may: (cell) => !cell.isTotal },
    { reach: [0, 1, 3, Infinity], may: () => true },
  ]);
}

/** Which cells may be hidden next, and how far from the one in danger they may lie. */
interface Stage {
  reach: readonly number[];
  may: (cell: CountCell) => boolean;
}

function secure(
  cells: readonly CountCell[],
  relations: readonly Relation[],
  concerns: (cell: CountCell) => boolean,
  stages: readonly Stage[],
): void {
  const of: number[][] = cells.map(() => []);
  relations.forEach((relation, i) => {
    for (const { cell } of relation) of[cell]!.push(i);
  });
  cells.forEach((cell, i) => {
    while (concerns(cell) && cell.sensitive && cell.hidden && !hasRoom(cells, relations, of, i)) {
      const further = nextToHide(cells, relations, of, i, stages);
      if (further === null) break;
      further.hidden = true;
      // Once a nought is hidden, a hidden cell no longer says that it is more than nought.
      if (further.value === 0) for (const other of cells) other.floor = 0;
    }
  });
}

/**
 * Can the cell be anything in a span that tells nothing? First with its near relations only (all else taken as known,
 * which makes the span narrower, never wider), then with everything that bears on it.
 */
function hasRoom(
  cells: readonly CountCell[],
  relations: readonly Relation[],
  of: readonly number[][],
  cell: number,
): boolean {
  for (const reach of [1, 3, Infinity])
    if (isWide(cells, relations, reachable(cells, relations, of, cell, reach), cell)) return true;
  return false;
}

/** Hidden cells that are tied to this one through at most `reach` sums. */
function reachable(
  cells: readonly CountCell[],
  relations: readonly Relation[],
  of: readonly number[][],
  cell: number,
  reach: number,
): Set<number> {
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

function isWide(
  cells: readonly CountCell[],
  relations: readonly Relation[],
  free: ReadonlySet<number>,
  cell: number,
): boolean {
  const numbers = new Map([...free].map((i, k) => [i, k]));
  const equations: Equation[] = [];
  for (const relation of relations) {
    const terms = relation
      .filter((t) => free.has(t.cell))
      .map((t) => ({ variable: numbers.get(t.cell)!, coefficient: t.sign }));
    if (terms.length === 0) continue;
    const constant = relation.reduce(
      (sum, t) => (free.has(t.cell) ? sum : sum - t.sign * cells[t.cell]!.value),
      0,
    );
    equations.push({ terms, constant });
  }
  const { width } = cells[cell]!;
  const span = (floors: number[]) => {
    const found = range(equations, floors, numbers.get(cell)!);
    return found === null ? 0 : Math.floor(found[1] + 1e-6) - Math.ceil(found[0] - 1e-6);
  };
  // One reader knows only that counts are not negative; another knows also that a nought would have been shown.
  const informed = [...free].map((i) => cells[i]!.floor);
  return span([...free].map(() => 0)) >= width && span(informed) >= width - 2;
}

/**
 * The published count to hide next, stage by stage. First where a sum has one hidden cell left, which it gives away; then
 * whichever costs least among those tied to the cell: near before far, few people before many.
 */
function nextToHide(
  cells: readonly CountCell[],
  relations: readonly Relation[],
  of: readonly number[][],
  cell: number,
  stages: readonly Stage[],
): CountCell | null {
  for (const { reach, may } of stages) {
    for (const givenAway of [true, false]) {
      for (const far of reach) {
        let best: CountCell | null = null;
        for (const near of reachable(cells, relations, of, cell, far)) {
          for (const i of of[near]!) {
            const terms = relations[i]!.map((t) => cells[t.cell]!);
            if (givenAway && terms.filter((other) => other.hidden).length !== 1) continue;
            for (const other of terms) {
              const open = !other.hidden && other.published && may(other);
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
