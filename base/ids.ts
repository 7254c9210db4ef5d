/** Branded ids: a report id can't be passed where a snapshot id is wanted. */
type Brand<T, B extends string> = T & { readonly __brand: B };

/** `YYYYMMDD-HHMMSS` (UTC) of the known-at instant, e.g. `20261120-021000`, with `-2`, `-3` … when taken. */
export type SnapshotId = Brand<string, 'SnapshotId'>;
/** Kebab-case id of a report definition, e.g. `neet-by-month`. */
export type ReportId = Brand<string, 'ReportId'>;
/** Id of one run of one report, e.g. `r-20261120T081502-4f2a9c`. */
export type RunId = Brand<string, 'RunId'>;

export const snapshotId = (text: string): SnapshotId => text as SnapshotId;
export const reportId = (text: string): ReportId => text as ReportId;
export const runId = (text: string): RunId => text as RunId;
