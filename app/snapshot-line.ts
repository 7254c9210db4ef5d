import type { Manifest } from '../warehouse/manifest.ts';

/** One snapshot in one line, for people. */
export function snapshotLine(manifest: Manifest): string {
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const knownAt = manifest.knownAt.slice(0, 16).replace('T', ' ');
  return `${manifest.id}: data as at ${manifest.asAt}, known at ${knownAt} UTC, ${rows.toLocaleString('en-GB')} rows, ${manifest.audits.length} audits passed`;
}
