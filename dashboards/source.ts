import type { SnapshotId } from '../base/ids.ts';
import type { Result } from '../reports/result.ts';
import type { VersionDiff } from '../reports/versions/diff.ts';
import type { CauseSplit } from '../reports/versions/split.ts';

/** The signed-in person, as the session puts it on the Hono context. */
export interface PagePerson {
  id: number;
  name: string;
  role: string;
  permissions: ReadonlySet<string>;
}

/** One field of a report's form. */
export interface ParamField {
  name: string;
  label: string;
  /** month, day, instant, int, text, code …; unknown types get a text box. */
  type: string;
  optional: boolean;
  /** Shown as the hint: "−24 months", "latest". */
  fallback: string | null;
  /** Allowed values in order; null when any text may be given. */
  choices: readonly { value: string; label: string }[] | null;
}

/** What the catalogue says of one report. */
export interface ReportCard {
  id: string;
  title: string;
  purpose: string;
  version: string;
  definition: string;
  fields: readonly ParamField[];
  /** Columns that identify a row. */
  grain: readonly string[];
  /** Values of grain columns that mark a total. */
  totals: readonly { column: string; value: string }[];
  /** Whether the people behind its counts can be listed. */
  hasRecords: boolean;
  /** Count columns whose people can be listed. */
  recordColumns: readonly string[];
  /** Column name → label. */
  labels: Readonly<Record<string, string>>;
  /** Other forms of it that the catalogue lists, such as a split, each with an address of its own. */
  entries?: readonly { title: string; url: string }[];
  /** Published versions, newest first. */
  versions?: readonly string[];
}

/** One published night. */
export interface SnapshotCard {
  id: string;
  knownAt: string;
  builtAt: string;
  asAt: string;
  rows: number;
  tables: readonly { name: string; rows: number }[];
  audits: readonly { name: string; passed: boolean }[];
  /** Seconds from start to publication; null when the manifest does not say. */
  seconds: number | null;
  /** Built on request, to see what was known at an earlier time. */
  asked: boolean;
  tenant: { name: string; demo: boolean };
}

/** A nightly load that stopped; the snapshot before it still serves. */
export interface FailedLoad {
  at: string;
  /** What stopped it, in one line. */
  message: string;
}

export interface RunRequest {
  id: string;
  params: Record<string, string>;
  version?: string;
  snapshot?: SnapshotId;
  knownAt?: string;
}

export interface RecordsRequest extends RunRequest {
  cell?: { row: Record<string, string>; column: string };
}

/** Two figures to compare: versions and snapshots that are not named are the newest, and the ones before. */
export interface CompareRequest {
  id: string;
  params: Record<string, string>;
  from: { version?: string; snapshot?: SnapshotId };
  to: { version?: string; snapshot?: SnapshotId };
  cell?: { row: Record<string, string>; column: string };
}

/** Two versions of a report on one snapshot, the current one when none is named. */
export interface DiffRequest {
  id: string;
  a: string;
  b: string;
  params: Record<string, string>;
  snapshot?: SnapshotId;
}

/** Everything that the pages may ask; they hold no SQL and open no file of the warehouse. */
export interface PageSource {
  clock(): Date;
  /** A line for whoever runs the server; readers never see it. */
  log(line: string): void;
  reports(): readonly ReportCard[];
  run(person: PagePerson, request: RunRequest): Promise<Result>;
  records(person: PagePerson, request: RecordsRequest): Promise<Result>;
  /** Why a figure changed; absent where nothing can be compared. */
  compare?(person: PagePerson, request: CompareRequest): Promise<CauseSplit>;
  /** Two versions side by side; absent where there is no such comparison. */
  diff?(person: PagePerson, request: DiffRequest): Promise<VersionDiff>;
  /** Newest first. */
  snapshots(): Promise<readonly SnapshotCard[]>;
  current(): Promise<SnapshotCard | null>;
  /** The last load, when it failed and nothing was published since. */
  lastFailure(): Promise<FailedLoad | null>;
  /** Loads that stopped, newest first, as far back as the snapshots go. */
  stopped(): Promise<readonly FailedLoad[]>;
  /** Lines of the last runs by report id, when a ledger is there: ISO instant. */
  lastRuns(): Promise<Readonly<Record<string, string>>>;
  /** Chart of a result as an ECharts option, or null when the result has none. */
  chartOption(result: Result): Record<string, unknown> | null;
  /** Chart in words. */
  chartAlt(result: Result): string;
  /** Chart as an SVG document for readers without script; '' when the result has none. */
  chartPicture(result: Result): Promise<string>;
}
