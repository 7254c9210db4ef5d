import type { Result, Stamp } from '../result.ts';
import { parseCell, runRecords } from './records.ts';
import type { RunContext } from './request.ts';
import { runReport } from './run.ts';

/** Runs again what a stamp says was run: same version, snapshot, parameters and profile. Throws when one of them is gone. */
export function rerun(ctx: RunContext, stamp: Stamp): Promise<Result> {
  const given = Object.entries(stamp.parameters).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  const records = stamp.parameters.records ?? null;
  const request = {
    id: stamp.report,
    version: stamp.version,
    versions: stamp.parameters.versions ?? null,
    params: Object.fromEntries(given.filter(([name]) => name !== 'records' && name !== 'versions')),
    snapshot: stamp.snapshot,
    profile: stamp.profile,
  };
  if (records === null) return runReport(ctx, request);
  return runRecords(ctx, { ...request, cell: records === 'all' ? null : parseCell(records) });
}
