import type { Day } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { Definition } from '../definitions/definition.ts';
import { isSymbol, type Symbol_ } from '../result.ts';
import type { Row_ } from '../run/table.ts';
import { type CellSystem, cellSystem } from './cells.ts';
import type { Profile } from './profiles.ts';
import { protect } from './protect.ts';

const CONFIDENTIAL: Symbol_ = Object.freeze({ symbol: 'c' });

/** Counts of a table beyond which it is not suppressed but refused: some 200 months of a table with 30 groups. */
export const MOST_COUNTS = 40_000;
/** How long the thread is kept before others have a turn. */
const TURN_MS = 15;

/** Whether another view that shows the same count (by row number and column) hides it; null when none does show it. */
export type Decided = (row: number, column: string) => boolean | null;

/** What hiding a table needs to know. */
export interface SuppressionInput {
  d: Definition;
  rows: Row_[];
  parameters: Readonly<Record<string, string | null>>;
  profile: Profile;
  asAt: Day;
  decided?: Decided;
}

/**
 * Hides, in place, what a profile does not let out: small counts and groups, the rates and texts that go with them, and
 * further counts until no hidden one can be worked out from the rest of the table. Returns how many cells were hidden.
 * Throws `too-large-to-suppress` for a table beyond MOST_COUNTS.
 */
export function suppress(
  d: Definition,
  rows: Row_[],
  parameters: Readonly<Record<string, string | null>>,
  p: Profile,
  asAt: Day,
): number {
  const work = hiding({ d, rows, parameters, profile: p, asAt });
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The same for a server: other requests have their turn in between. */
export async function suppressInTurns(input: SuppressionInput): Promise<number> {
  const work = hiding(input);
  for (let since = performance.now(); ; ) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - since < TURN_MS) continue;
    await new Promise((done) => setImmediate(done));
    since = performance.now();
  }
}

/** Does the work, with a pause after each part of it. */
function* hiding(input: SuppressionInput): Generator<void, number> {
  const { d, rows, parameters, profile: p, asAt } = input;
  if (p.min_count === 0 && p.min_group === 0) return 0;
  const counts = d.columns.filter((c) => c.suppress.small).length * rows.length;
  if (counts > MOST_COUNTS) throw tooLarge(d, counts);
  const system = cellSystem(d, rows, parameters, p, asAt);
  if (input.decided !== undefined) follow(system, input.decided);
  if (p.secondary) yield* protect(system);
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

const tooLarge = (d: Definition, counts: number): CasehouseError =>
  new CasehouseError(
    'too-large-to-suppress',
    `${d.title} would hold ${counts} counts here; small numbers are hidden in tables of up to ${MOST_COUNTS} only.`,
    { next: 'Choose fewer months, or a split into fewer groups.' },
  );

/** What another view hides is kept secret here too; what it shows is known, so hiding it would protect nothing. */
function follow(system: CellSystem, decided: Decided): void {
  for (const cell of system.cells) {
    const hidden = cell.published ? decided(cell.row, cell.column) : null;
    if (hidden === null) continue;
    cell.hidden = hidden;
    cell.sensitive = hidden;
    cell.isFixed = true;
    if (hidden && cell.value === 0) cell.floor = 0;
  }
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
