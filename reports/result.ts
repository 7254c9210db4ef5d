import type { ReportId, RunId, SnapshotId } from '../base/ids.ts';

/** What a column holds. `percent` and `rate` are rounded already; `decimals` says to how many places. */
export type ColumnType =
  | 'text'
  | 'code' // text that looks like a number and must keep its zeros
  | 'date' // ISO day
  | 'month' // ISO day of the month's end, shown as "October 2026"
  | 'instant' // ISO 8601 with zone Z
  | 'count' // whole number of people or things
  | 'number'
  | 'percent'
  | 'days'
  | 'flag';

export interface ResultColumn {
  /** SQL name, lower snake case. */
  name: string;
  label: string;
  type: ColumnType;
  /** Places after the point for `number` and `percent`; 0 for the rest. */
  decimals: number;
  /** One sentence: what the column means and where the definition comes from. */
  description: string | null;
}

/** A value that is not shown. `c` confidential, `x` not available, `z` not applicable, `low` rounds to zero but is not. */
export interface Symbol_ {
  readonly symbol: 'c' | 'x' | 'z' | 'low' | 'u';
}

/** null is "no value". Dates, months and instants are ISO text. */
export type Cell = string | number | boolean | null | Symbol_;
export type Row = readonly Cell[];

export const isSymbol = (cell: Cell): cell is Symbol_ => typeof cell === 'object' && cell !== null;

/** A chart as data: the same for the screen, Word and the alt text. */
export interface Chart {
  kind: 'line' | 'bar';
  /** Column of the category axis. */
  x: string;
  /** Columns of the series, at most four. */
  y: readonly string[];
  /** The finding, when the report has one to say; else its title is used. */
  title: string | null;
  /** Column that splits the rows into series (long form), or null. */
  series?: string | null;
}

/** A place in a trend from which another version's definition holds. */
export interface Break {
  /** Counts from 1; the chart's line and the note carry it. */
  number: number;
  /** The date column and its first value under the new version. */
  column: string;
  at: string;
  /** Versions before and after. */
  from: string;
  to: string;
  reason: string;
}

/** Where a result came from; printed on every format so that it can be reproduced and verified. */
export interface Stamp {
  /** Name of the council whose figures these are; absent in stamps from before it was printed. */
  authority?: string;
  report: ReportId;
  version: string;
  /** SHA-256 (hex) of the definition's text with line ends normalised to LF. */
  definitionHash: string;
  snapshot: SnapshotId;
  /** ISO instant: when the snapshot was built. */
  snapshotBuiltAt: string;
  /** ISO day: the latest month end that the snapshot holds. */
  asAt: string;
  /** ISO instant up to which changes were known. */
  knownAt: string;
  /** Name → canonical text; null is "all". */
  parameters: Record<string, string | null>;
  rowCount: number;
  /** Order-free, typed hash (hex SHA-256) of columns and rows as shown: see reports/hash.ts. */
  resultHash: string;
  /** Suppression profile: none, council, publication or dfe-match. */
  profile: string;
  /** e.g. "DuckDB v1.5.6". */
  engine: string;
  runId: RunId;
  /** Who ran it, as shown to staff. */
  person: string;
  /** ISO instant of the run. */
  ranAt: string;
}

/** What the runner returns and all that a renderer receives. */
export interface Result {
  /** With what was chosen: "NEET and not known, by month: Bilston South, by academic age". */
  title: string;
  /** The choices that the title names, for a file's name; absent when there are none. */
  chosen?: readonly string[];
  /** The measure in one or two sentences. */
  definition: string;
  columns: readonly ResultColumn[];
  rows: readonly Row[];
  /** Numbered notes below the table, in order; text only. */
  notes: readonly string[];
  chart: Chart | null;
  /** Where the trend crosses from one version into the next; absent when it is all of one. The notes say the same. */
  breaks?: readonly Break[];
  /** Figures' origin with date and licence, when the report shows others' figures. */
  sources: readonly string[];
  stamp: Stamp;
}
