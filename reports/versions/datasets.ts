import { snapshotId } from '../../base/ids.ts';
import { openSnapshot } from '../../warehouse/query.ts';
import { listSnapshots } from '../../warehouse/snapshots.ts';
import type { Dataset } from './probe.ts';

/** The named snapshots, or the newest `most` when none is named, opened to be measured on. Close each. */
export async function openDatasets(
  dataDir: string,
  names: readonly string[],
  most: number,
): Promise<Dataset[]> {
  const all = await listSnapshots(dataDir);
  const ids = names.length > 0 ? names.map(snapshotId) : all.slice(0, most).map((m) => m.id);
  const open: Dataset[] = [];
  try {
    for (const id of ids) {
      const hasSpecial = all.some((m) => m.id === id && 'special.duckdb' in m.files);
      const reader = await openSnapshot(dataDir, id, hasSpecial ? 'special' : 'official');
      open.push({
        name: id,
        asAt: reader.manifest.asAt,
        run: (sql, params) => reader.run(sql, params),
        close: () => reader.close(),
      });
    }
    return open;
  } catch (error) {
    for (const data of open) data.close();
    throw error;
  }
}
