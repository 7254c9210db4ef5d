import { CasehouseError } from '../../base/errors.ts';
import type { SnapshotId } from '../../base/ids.ts';
import type { EngineSettings } from '../../base/settings.ts';
import { permissionsOf } from '../../operational/access/permissions.ts';
import type { Catalogue } from '../../reports/catalogue.ts';
import { runRecords } from '../../reports/run/records.ts';
import type { RecordsRequest, RunContext, RunRequest } from '../../reports/run/request.ts';
import { runReport } from '../../reports/run/run.ts';
import type { Result } from '../../reports/result.ts';
import { cornerSnapshots } from '../../reports/versions/corners.ts';
import { type DiffRequest, diffVersions, type VersionDiff } from '../../reports/versions/diff.ts';
import {
  type CauseSplit,
  type Corner,
  splitCauses,
  type SplitRequest,
} from '../../reports/versions/split.ts';
import { snapshotAt } from '../../warehouse/nightly.ts';
import { listSnapshots } from '../../warehouse/snapshots.ts';
import { knownAt } from '../moment.ts';

/** What the web runs reports with. */
export interface Reporting {
  dataDir: string;
  catalogue: Catalogue;
  clock: () => Date;
  /** Where figures are worked out; the snapshots themselves when absent. */
  engine?: EngineSettings | null;
}

interface Reader {
  name: string;
  role: string;
}

/** Run a report as its reader may see it. */
export const run = (reporting: Reporting, reader: Reader, request: RunRequest): Promise<Result> =>
  runReport(contextOf(reporting, reader), atMoment(request));

/** The people behind a count, for those who may list people. */
export const records = (reporting: Reporting, reader: Reader, request: RecordsRequest): Promise<Result> =>
  runRecords(contextOf(reporting, reader), atMoment(request));

/** A day of an address means the end of that day in London, as at the command line. */
const atMoment = <R extends RunRequest>(request: R): R =>
  request.knownAt ? { ...request, knownAt: knownAt(request.knownAt) } : request;

/** Why a figure changed, as its reader may see it; both versions and snapshots are found when they are not named. */
export async function compare(
  reporting: Reporting,
  reader: Reader,
  request: Omit<SplitRequest, 'from' | 'to'> & { from: Partial<Corner>; to: Partial<Corner> },
): Promise<CauseSplit> {
  const { from, to } = request;
  const [older, newer] = await cornerSnapshots(reporting.dataDir, from.snapshot ?? null, to.snapshot ?? null);
  const version = to.version ?? null;
  return splitCauses(contextOf(reporting, reader), {
    ...request,
    from: { version: from.version ?? version, snapshot: older },
    to: { version, snapshot: newer },
  });
}

/** Two versions of a report side by side, as its reader may see them. */
export const diff = (reporting: Reporting, reader: Reader, request: DiffRequest): Promise<VersionDiff> =>
  diffVersions(contextOf(reporting, reader), request);

/** What reports are run with for a reader. */
export const contextOf = (reporting: Reporting, reader: Reader): RunContext => ({
  ...reporting,
  person: { name: reader.name, role: reader.role, permissions: permissionsOf(reader.role) },
  resolveKnownAt: (instant) => lookBack(reporting, reader, instant),
});

// One look back at a time: each builds a snapshot, on the machine that also serves the pages.
let building: Promise<unknown> = Promise.resolve();

/** The snapshot of what was known then. Those who may see the loads may have one built; others use those that are there. */
async function lookBack({ dataDir, clock }: Reporting, reader: Reader, instant: string): Promise<SnapshotId> {
  const kept = (await listSnapshots(dataDir)).find(
    (snapshot) => Date.parse(snapshot.knownAt) === Date.parse(instant),
  );
  if (kept) return kept.id;
  if (!permissionsOf(reader.role).has('snapshot.read'))
    throw new CasehouseError('no-such-snapshot', 'No snapshot is kept of what was known at that moment.', {
      status: 404,
      next: 'Ask a manager or an analyst to look back to it once; then it is there for you too.',
    });
  const mine = building.then(() => snapshotAt(dataDir, new Date(instant), { clock }));
  building = mine.catch(() => {});
  return (await mine).id;
}
