import { CasehouseError } from '../../base/errors.ts';
import type { SnapshotId } from '../../base/ids.ts';
import type { Definition } from '../definitions/definition.ts';
import { type Cell, isSymbol, type Result, type ResultColumn } from '../result.ts';
import type { CellAddress, RunContext } from '../run/request.ts';
import { runReport } from '../run/run.ts';
import { compareTables, type CellDifference } from './compare.ts';
import { refuseDraft } from './draft-access.ts';
import { type Moved, whoMoved } from './moved.ts';
import { type SchemaChange, schemaChanges } from './schema.ts';

/** One corner of a comparison: a version on a snapshot. */
export interface Corner {
  version: string;
  snapshot: SnapshotId;
}

/** Why a figure changed: four runs, {old, new definition} × {old, new snapshot}. */
export interface CauseSplit {
  id: string;
  title: string;
  from: Corner;
  to: Corner;
  parameters: Record<string, string | null>;
  profile: string;
  /** Differences of the two headers; none when the version is the same. */
  changes: SchemaChange[];
  /** Columns of the new figure's run: how its cells are printed. */
  columns: readonly ResultColumn[];
  /** Cells that differ from the old figure to the new one, those that differ most first. A hidden cell is not among them. */
  cells: CellDifference[];
  /** The chosen cell's split; null when it can't be made, and `why` says the reason. */
  split: CellSplit | null;
  why: string | null;
}

export interface CellSplit {
  cell: CellAddress;
  label: string;
  decimals: number;
  /** The old and the new figure. */
  before: number;
  after: number;
  /** What the data alone changed, what the definition alone changed, and what only both together did; they add up. */
  data: number;
  definition: number;
  together: number;
  /** Who is in the new cell and was not in the old one, and the other way round; null where no list stands behind it. */
  entered: Moved | null;
  left: Moved | null;
}

export interface SplitRequest {
  id: string;
  from: { version?: string | null; snapshot: SnapshotId };
  to: { version?: string | null; snapshot: SnapshotId };
  params: Readonly<Record<string, string>>;
  /** The cell that differs most when absent. */
  cell?: CellAddress | null;
  profile?: string | null;
}

/**
 * Splits a change of figures into what the data did and what the definition did. All four runs are those of an ordinary
 * reader; when any of a cell's four figures is hidden there is no split of it. Throws `cell-unknown` for a column that is none.
 */
export async function splitCauses(ctx: RunContext, request: SplitRequest): Promise<CauseSplit> {
  const after = ctx.catalogue.find(request.id, request.to.version ?? null);
  const before = ctx.catalogue.find(request.id, request.from.version ?? after.version);
  for (const d of [before, after]) refuseDraft(ctx, d, request.profile ?? null);
  const runs = await fourRuns(ctx, request, before, after);
  const { parameters, profile } = runs.newNew.stamp;
  const cells = compareTables(before.grain, runs.oldOld, runs.newNew, 'skip').cells;
  const cell = request.cell ?? mostChanged(after, cells);
  const shared = {
    id: after.id,
    title: runs.newNew.title,
    from: { version: before.version, snapshot: runs.oldOld.stamp.snapshot },
    to: { version: after.version, snapshot: runs.newNew.stamp.snapshot },
    parameters,
    profile,
    changes: before === after ? [] : schemaChanges(before, after),
    columns: runs.newNew.columns,
    cells,
  };
  if (cell === null) return { ...shared, split: null, why: 'No figure that both show has changed.' };
  mustBeColumn(before, after, cell);
  const figures = [runs.oldOld, runs.oldNew, runs.newOld, runs.newNew].map((r) => figure(after, r, cell));
  const why = figures.find((f) => typeof f === 'string') ?? null;
  if (why !== null) return { ...shared, split: null, why: String(why) };
  const [oldOld, oldNew, newOld, newNew] = figures as [number, number, number, number];
  const decimals = runs.newNew.columns.find((c) => c.name === cell.column)?.decimals ?? 0;
  const exact = (n: number) => Math.round(n * 10 ** decimals) / 10 ** decimals;
  const moved = await whoMoved(ctx, { before, after, cell, runs, parameters, profile });
  const split: CellSplit = {
    cell,
    label: after.columns.find((c) => c.name === cell.column)?.label ?? cell.column,
    decimals,
    before: oldOld,
    after: newNew,
    data: exact(oldNew - oldOld),
    definition: exact(newOld - oldOld),
    together: exact(newNew - oldNew - newOld + oldOld),
    ...moved,
  };
  return { ...shared, split, why: null };
}

/** By definition and snapshot: `oldNew` is the old definition on the new snapshot. */
export interface FourRuns {
  oldOld: Result;
  oldNew: Result;
  newOld: Result;
  newNew: Result;
}

async function fourRuns(
  ctx: RunContext,
  request: SplitRequest,
  before: Definition,
  after: Definition,
): Promise<FourRuns> {
  const run = (d: Definition, snapshot: SnapshotId, params: Readonly<Record<string, string>>) =>
    runReport(ctx, {
      id: d.id,
      version: d.version,
      snapshot,
      params: Object.fromEntries(
        Object.entries(params).filter(([name]) => d.params.some((p) => p.name === name)),
      ),
      profile: request.profile ?? null,
    });
  const newNew = await runReport(ctx, {
    id: after.id,
    version: after.version,
    snapshot: request.to.snapshot,
    params: request.params,
    profile: request.profile ?? null,
  });
  // "Latest" means another month on an older snapshot: the same values, word for word, for all four.
  const given = Object.entries(newNew.stamp.parameters).filter((e): e is [string, string] => e[1] !== null);
  const params = { ...request.params, ...Object.fromEntries(given) };
  const same = before === after;
  const newOld = await run(after, request.from.snapshot, params);
  const oldNew = same ? newNew : await run(before, request.to.snapshot, params);
  const oldOld = same ? newOld : await run(before, request.from.snapshot, params);
  return { oldOld, oldNew, newOld, newNew };
}

/** The differing count of people that changed most, else the first number. */
function mostChanged(d: Definition, cells: readonly CellDifference[]): CellAddress | null {
  const numbers = cells.filter(({ a, b }) => typeof a === 'number' && typeof b === 'number');
  const listed = Object.keys(d.records?.columns ?? {});
  const found = numbers.find(({ column }) => listed.includes(column)) ?? numbers[0];
  return found === undefined ? null : addressOf(found);
}

/** The address of a differing cell. */
export const addressOf = (cell: CellDifference): CellAddress => ({
  row: Object.fromEntries(Object.entries(cell.row).map(([name, value]) => [name, String(value)])),
  column: cell.column,
});

function mustBeColumn(before: Definition, after: Definition, cell: CellAddress): void {
  if ([before, after].some((d) => d.columns.some((c) => c.name === cell.column && !c.hidden))) return;
  throw new CasehouseError('cell-unknown', `${after.id} has no column "${cell.column}".`, {
    status: 404,
    next: `Use one of: ${after.columns
      .filter((c) => !c.hidden)
      .map((c) => c.name)
      .join(', ')}.`,
  });
}

/** A run's figure in the cell, or why there is none. */
function figure(d: Definition, result: Result, cell: CellAddress): number | string {
  const where = `${result.stamp.version} on snapshot ${result.stamp.snapshot}`;
  const at = result.columns.findIndex((c) => c.name === cell.column);
  if (at < 0) return `Version ${where} does not show this column, so its change can't be split.`;
  const keys = d.grain.flatMap((name) => {
    const i = result.columns.findIndex((c) => c.name === name);
    return i < 0 ? [] : [{ name, i }];
  });
  const row = result.rows.find((r) =>
    keys.every(({ name, i }) => cell.row[name] === undefined || String(r[i]) === cell.row[name]),
  );
  if (row === undefined) return `Version ${where} has no such row, so its change can't be split.`;
  return numberIn(row[at] ?? null, where);
}

function numberIn(cell: Cell, where: string): number | string {
  if (typeof cell === 'number') return cell;
  if (isSymbol(cell) && cell.symbol === 'c')
    return 'One of the four figures is hidden because it is small, or because it would give away one that is, so the change is not split.';
  return `Version ${where} has no number here, so its change can't be split.`;
}
