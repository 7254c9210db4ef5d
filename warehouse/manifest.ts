import { z } from 'zod';
import type { SnapshotId } from '../base/ids.ts';

/** A published table: `hash` is order-free over all its rows, so that a rebuilt one can be held against it. */
export interface TableCount {
  /** `marts.person_month`, `core.situation` … */
  name: string;
  rows: number;
  hash: string;
}

/** What is known of a snapshot without opening it; `manifest.json` in its folder. */
export interface Manifest {
  id: SnapshotId;
  /** ISO instant: changes known up to here are in. */
  knownAt: string;
  /** ISO instant at which the build ended. */
  builtAt: string;
  /** Seconds that capture and build took. */
  seconds: number;
  /** ISO day of the latest month end. */
  asAt: string;
  /** Months that it reports on. */
  months: { from: string; to: string };
  tables: TableCount[];
  audits: { name: string; passed: boolean }[];
  /** Which captures it holds. */
  position: { batch: number; knownAt: string };
  /** Contract that reports read. */
  contract: string;
  engine: string;
  tenant: { name: string; laCodes: string[]; demo: boolean };
  /** SHA-256 (hex) of the files as published. */
  files: Record<string, string>;
  /** `nightly` or, for one that was asked for, `known-at`. */
  origin: 'nightly' | 'known-at';
}

/** What must be in a manifest.json for it to be one; what else is in it is kept. */
export const manifestShape = z.looseObject({
  id: z.string(),
  knownAt: z.iso.datetime(),
  builtAt: z.iso.datetime(),
  asAt: z.iso.date(),
  months: z.object({ from: z.iso.date(), to: z.iso.date() }),
  tables: z.array(z.object({ name: z.string(), rows: z.number(), hash: z.string() })),
  audits: z.array(z.object({ name: z.string(), passed: z.boolean() })),
  tenant: z.object({ name: z.string(), laCodes: z.array(z.string()), demo: z.boolean() }),
  files: z.record(z.string(), z.string()),
  origin: z.enum(['nightly', 'known-at']),
});
