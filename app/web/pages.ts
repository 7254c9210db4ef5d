import { snapshotId } from '../../base/ids.ts';
import type { PageDeps } from '../../dashboards/live.ts';
import { chartAlt } from '../../reports/chart/alt.ts';
import { chartOption } from '../../reports/chart/option.ts';
import { readRuns } from '../../reports/run/ledger.ts';
import { currentSnapshot, listSnapshots } from '../../warehouse/snapshots.ts';
import { type Reporting, records, run } from './reporting.ts';

// An address holds plain text; the runner refuses a snapshot that is not there.
const branded = <R extends { snapshot?: string }>({ snapshot, ...request }: R) => ({
  ...request,
  snapshot: snapshot === undefined ? null : snapshotId(snapshot),
});

/** What the pages stand on: the same catalogue, runner and snapshots as the API. */
export const pageDeps = (reporting: Reporting): PageDeps => ({
  ...reporting,
  runReport: ({ person }, request) => run(reporting, person, branded(request)),
  runRecords: ({ person }, request) => records(reporting, person, branded(request)),
  snapshots: {
    list: () => listSnapshots(reporting.dataDir),
    current: () => currentSnapshot(reporting.dataDir),
  },
  lastRuns: async () => {
    const { entries } = await readRuns(reporting.dataDir);
    return Object.fromEntries(entries.map((entry) => [entry.report, entry.ranAt])); // of each, the last stays
  },
  chartOption,
  chartAlt,
});
