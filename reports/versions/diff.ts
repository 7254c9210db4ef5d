import type { SnapshotId } from '../../base/ids.ts';
import type { Definition } from '../definitions/definition.ts';
import type { RunContext } from '../run/request.ts';
import { runReport } from '../run/run.ts';
import { greatest, type VersionClass } from './class.ts';
import { compareTables, type TableComparison } from './compare.ts';
import { refuseDraft } from './draft-access.ts';
import { type SchemaChange, schemaChanges } from './schema.ts';

export interface VersionRef {
  version: string;
  hash: string;
  /** Not in the ledger yet. */
  draft: boolean;
}

/** Two versions of a report, on the same snapshots with the same parameters, as one reader may see them. */
export interface VersionDiff {
  id: string;
  title: string;
  a: VersionRef;
  b: VersionRef;
  changes: SchemaChange[];
  runs: DiffRun[];
  /** As far as these runs and this reader's cells show; publishing measures on more. */
  class: VersionClass;
}

export interface DiffRun extends TableComparison {
  snapshot: string;
  parameters: Record<string, string | null>;
  profile: string;
}

export interface DiffRequest {
  id: string;
  a: string;
  b: string;
  params: Readonly<Record<string, string>>;
  /** The current one when empty. */
  snapshots: readonly SnapshotId[];
  profile?: string | null;
}

/**
 * Runs both versions and compares them. Each run is that of an ordinary reader: suppressed for the role and written into the
 * ledger of runs. A cell that is hidden in either run is not compared, so that the diff tells nothing beyond the two.
 */
export async function diffVersions(ctx: RunContext, request: DiffRequest): Promise<VersionDiff> {
  const [a, b] = [ctx.catalogue.find(request.id, request.a), ctx.catalogue.find(request.id, request.b)];
  for (const d of [a, b]) refuseDraft(ctx, d, request.profile ?? null);
  const snapshots = request.snapshots.length === 0 ? [null] : request.snapshots;
  const runs: DiffRun[] = [];
  for (const snapshot of snapshots) runs.push(await diffRun(ctx, a, b, request, snapshot));
  const changes = schemaChanges(a, b);
  const classes = [...changes.map((change) => change.class), ...runs.map(classOf)];
  return { id: a.id, title: b.title, a: refOf(a), b: refOf(b), changes, runs, class: greatest(classes) };
}

async function diffRun(
  ctx: RunContext,
  a: Definition,
  b: Definition,
  request: DiffRequest,
  snapshot: SnapshotId | null,
): Promise<DiffRun> {
  const base = { id: request.id, snapshot, profile: request.profile ?? null };
  const first = await runReport(ctx, { ...base, version: a.version, params: accepted(a, b, request.params) });
  const { parameters, profile } = first.stamp;
  // The same values word for word, so that another default can't make two runs of different months.
  const same = Object.fromEntries(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  const second = await runReport(ctx, {
    ...base,
    version: b.version,
    snapshot: first.stamp.snapshot,
    params: accepted(b, a, { ...request.params, ...same }),
  });
  const comparison = compareTables(a.grain, first, second, 'skip');
  return { snapshot: first.stamp.snapshot, parameters, profile, ...comparison };
}

/** The given values that a version knows; one that neither knows stays, so that the run refuses it. */
const accepted = (mine: Definition, other: Definition, given: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(given).filter(
      ([name]) => mine.params.some((p) => p.name === name) || !other.params.some((p) => p.name === name),
    ),
  );

const classOf = (run: DiffRun): VersionClass =>
  run.cells.length > 0 || run.onlyA.length > 0 ? 'major' : run.onlyB.length > 0 ? 'minor' : 'patch';

const refOf = (d: Definition): VersionRef => ({ version: d.version, hash: d.hash, draft: !d.published });
