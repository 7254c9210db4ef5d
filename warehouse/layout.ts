import { join } from 'node:path';
import type { SnapshotId } from '../base/ids.ts';

/** Where the warehouse keeps its files below the data folder. */
export const layout = (dataDir: string) => {
  const root = join(dataDir, 'warehouse');
  const snapshots = join(root, 'snapshots');
  return {
    root,
    snapshots,
    /** Every version of every captured row. One writer: the nightly load. */
    history: join(root, 'history.duckdb'),
    /** Text file: the id of the snapshot that serves. */
    current: join(root, 'current'),
    /** Key of the pseudonyms; never leaves this folder. */
    pseudonymKey: join(root, 'pseudonym.key'),
    /** CSV on its way from Postgres. */
    transfer: join(root, 'transfer'),
    snapshot: (id: SnapshotId) => join(snapshots, id),
    building: (id: SnapshotId) => join(snapshots, `${id}.building`),
    /** Published figures that were taken in, a file each: `casehouse import benchmark`. */
    benchmarks: join(root, 'benchmarks'),
    /** The council's own codes as of the last capture: text of JSON. */
    localCodes: join(root, 'local-codes.json'),
    /** What the last nightly loads did: a line of JSON each. */
    nights: join(root, 'nights.jsonl'),
  };
};

export type Layout = ReturnType<typeof layout>;
