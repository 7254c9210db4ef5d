import { readFile } from 'node:fs/promises';
import { snapshotId } from '../../base/ids.ts';
import type { Night, PageDeps } from '../../dashboards/live.ts';
import { chartAlt } from '../../reports/chart/alt.ts';
import { chartOption } from '../../reports/chart/option.ts';
import { readRuns } from '../../reports/run/ledger.ts';
import { layout } from '../../warehouse/layout.ts';
import { currentSnapshot, listSnapshots } from '../../warehouse/snapshots.ts';
import { compare, diff, type Reporting, records, run } from './reporting.ts';

// An address holds plain text; the runner refuses a snapshot that is not there.
const branded = <R extends { snapshot?: string }>({ snapshot, ...request }: R) => ({
  ...request,
  snapshot: snapshot === undefined ? null : snapshotId(snapshot),
});

/** What the nightly loads did, oldest first; a line that was cut off in mid-writing is left out. */
async function readNights(dataDir: string): Promise<Night[]> {
  const text = await readFile(layout(dataDir).nights, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as Night];
    } catch {
      return [];
    }
  });
}

/** What the pages stand on: the same catalogue, runner and snapshots as the API. */
export const pageDeps = (reporting: Reporting, log: (line: string) => void): PageDeps => ({
  ...reporting,
  log,
  runReport: ({ person }, request) => run(reporting, person, branded(request)),
  runRecords: ({ person }, request) => records(reporting, person, branded(request)),
  compare: ({ person }, request) => compare(reporting, person, request),
  diff: ({ person }, { snapshot, ...request }) =>
    diff(reporting, person, { ...request, snapshots: snapshot === undefined ? [] : [snapshot] }),
  snapshots: {
    list: () => listSnapshots(reporting.dataDir),
    current: () => currentSnapshot(reporting.dataDir),
    nights: () => readNights(reporting.dataDir),
  },
  lastRuns: async () => {
    const { entries } = await readRuns(reporting.dataDir);
    return Object.fromEntries(entries.map((entry) => [entry.report, entry.ranAt])); // of each, the last stays
  },
  chartOption,
  chartAlt,
});
