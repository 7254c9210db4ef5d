import type { EngineSettings } from '../../base/settings.ts';
import type { SnapshotId } from '../../base/ids.ts';
import type { Catalogue } from '../catalogue.ts';

/** Who runs a report. */
export interface Reader {
  /** As shown to staff and printed on the result. */
  name: string;
  role: string;
  /** Rights of the session; when absent they follow from the role. */
  permissions?: ReadonlySet<string> | null;
}

/** What a run needs from its surroundings. */
export interface RunContext {
  dataDir: string;
  catalogue: Catalogue;
  clock: () => Date;
  person: Reader;
  /** Where figures are worked out; the snapshot itself (DuckDB) when absent. */
  engine?: EngineSettings | null;
  /** In place of the warehouse's own answer: the snapshot of what was known at an instant (ISO). */
  resolveKnownAt?: (knownAt: string) => Promise<SnapshotId>;
}

export interface RunRequest {
  id: string;
  /** When absent: the published one in force for the run's period, or the newest. */
  version?: string | null;
  /** For a trend over several versions, as its stamp says it: `1.0.0 until 2025-08-31, then 2.0.0`. */
  versions?: string | null;
  params: Readonly<Record<string, string>>;
  /** The current one when absent. */
  snapshot?: SnapshotId | null;
  /** ISO instant, in place of `snapshot`. */
  knownAt?: string | null;
  /** Suppression profile; the role's own when absent. */
  profile?: string | null;
}

/** One cell of a result: its row by the grain, and its column. */
export interface CellAddress {
  row: Readonly<Record<string, string>>;
  column: string;
}

export interface RecordsRequest extends RunRequest {
  /** Everybody that the report is about when absent. */
  cell?: CellAddress | null;
}

const LISTING_ROLES: ReadonlySet<string> = new Set([
  'caseworker',
  'tracker',
  'manager',
  'return-officer',
  'operator',
]);

const SPECIAL_ROLES: ReadonlySet<string> = new Set(['manager', 'return-officer', 'analyst', 'operator']);

/** May this reader see reports about single characteristics and needs (`audience: special`)? */
export const maySeeSpecial = (person: Reader): boolean =>
  person.permissions?.has('report.special') ?? SPECIAL_ROLES.has(person.role);

/** May this reader see who the people behind a figure are? */
export const maySeeNames = (person: Reader): boolean =>
  person.permissions ? person.permissions.has('people.list') : LISTING_ROLES.has(person.role);
