import { CasehouseError } from '../../base/errors.ts';
import type { SnapshotId } from '../../base/ids.ts';
import { currentSnapshot, listSnapshots } from '../../warehouse/snapshots.ts';

/** The snapshots to compare: those named, else the current one and the one that knows next less. Throws `no-snapshot`. */
export async function cornerSnapshots(
  dataDir: string,
  from: SnapshotId | null,
  to: SnapshotId | null,
): Promise<[SnapshotId, SnapshotId]> {
  const newer = to ?? (await currentSnapshot(dataDir))?.id ?? null;
  if (newer === null) {
    throw new CasehouseError('no-snapshot', 'There is no snapshot to read yet.', {
      status: 503,
      next: 'Run `casehouse nightly`, which builds and publishes one.',
    });
  }
  if (from !== null) return [from, newer];
  const all = await listSnapshots(dataDir);
  const at = all.findIndex((m) => m.id === newer);
  return [all[at + 1]?.id ?? newer, newer];
}
