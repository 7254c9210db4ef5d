import { entriesOf } from '../reports/entries.ts';
import type { Catalogue } from '../reports/catalogue.ts';
import type { Definition } from '../reports/definitions/definition.ts';
import type { Result } from '../reports/result.ts';
import type { VersionDiff } from '../reports/versions/diff.ts';
import type { CauseSplit } from '../reports/versions/split.ts';
import type {
  CompareRequest,
  DiffRequest,
  FailedLoad,
  PagePerson,
  PageSource,
  ParamField,
  RecordsRequest,
  ReportCard,
  RunRequest,
  SnapshotCard,
} from './source.ts';

/** What a runner wants to know besides the request. */
interface RunContext {
  dataDir: string;
  catalogue: Catalogue;
  clock: () => Date;
  person: PagePerson;
}

/** A manifest as the warehouse publishes it; the pages need no more than this. */
export interface PublishedSnapshot {
  id: string;
  knownAt: string;
  builtAt: string;
  seconds?: number | null;
  asAt: string;
  tables: readonly { name: string; rows: number }[];
  audits: readonly { name: string; passed: boolean }[];
  tenant: { name: string; demo: boolean };
  /** `known-at` when it was built on request and not by a night. */
  origin?: string;
}

/** One nightly load: published when `snapshot` is set, else `stopped` says why. */
export interface Night {
  at: string;
  seconds?: number;
  snapshot?: string;
  changes?: number;
  stopped?: string;
}

/** What the server hands to the pages. */
export interface PageDeps {
  dataDir: string;
  catalogue: Catalogue;
  clock: () => Date;
  log: (line: string) => void;
  runReport(context: RunContext, request: RunRequest): Promise<Result>;
  runRecords(context: RunContext, request: RecordsRequest): Promise<Result>;
  compare?(context: RunContext, request: CompareRequest): Promise<CauseSplit>;
  diff?(context: RunContext, request: DiffRequest): Promise<VersionDiff>;
  snapshots: {
    /** Newest first. */
    list(): Promise<readonly PublishedSnapshot[]>;
    current(): Promise<PublishedSnapshot | null>;
    /** Oldest first; absent when the warehouse keeps no such list. */
    nights?(): Promise<readonly Night[]>;
  };
  /** Instant of the last run by report id. */
  lastRuns?(): Promise<Readonly<Record<string, string>>>;
  /** Chart of a result as an ECharts option, and in words. */
  chartOption?(result: Result): object | null;
  chartAlt?(result: Result): string;
}

/** The pages' source over the real catalogue, runner and snapshots. */
export function liveSource(deps: PageDeps): PageSource {
  const context = (person: PagePerson): RunContext => ({
    dataDir: deps.dataDir,
    catalogue: deps.catalogue,
    clock: deps.clock,
    person,
  });
  const cards = deps.catalogue
    .reports()
    .map((d) => ({ ...cardOf(d), versions: versionsOf(deps.catalogue, d.id) }));
  const { compare, diff } = deps;
  return {
    clock: deps.clock,
    log: deps.log,
    reports: () => cards,
    run: (person, request) => deps.runReport(context(person), request),
    records: (person, request) => deps.runRecords(context(person), request),
    ...(compare === undefined
      ? {}
      : { compare: (person: PagePerson, request: CompareRequest) => compare(context(person), request) }),
    ...(diff === undefined
      ? {}
      : { diff: (person: PagePerson, request: DiffRequest) => diff(context(person), request) }),
    snapshots: async () => (await deps.snapshots.list()).map(snapshotOf),
    current: async () => {
      const current = await deps.snapshots.current();
      return current === null ? null : snapshotOf(current);
    },
    lastFailure: async () => lastFailure((await deps.snapshots.nights?.()) ?? []),
    stopped: async () => stoppedLoads((await deps.snapshots.nights?.()) ?? []),
    lastRuns: async () => (await deps.lastRuns?.()) ?? {},
    chartOption: (result) =>
      result.chart === null ? null : ((deps.chartOption?.(result) ?? null) as Record<string, unknown> | null),
    // The drawing library is large; it is loaded when somebody without script asks for a picture.
    chartPicture: async (result) => (await import('../reports/chart/picture.ts')).chartSvg(result),
    chartAlt: (result) =>
      deps.chartAlt?.(result) ?? `Chart of ${result.title}. The table below holds its figures.`,
  };
}

/** The last load when it stopped; null when it was published or there was none. */
export function lastFailure(nights: readonly Night[]): FailedLoad | null {
  const last = nights[nights.length - 1];
  return last?.stopped === undefined ? null : { at: last.at, message: last.stopped };
}

const LONGEST = 30;

/** The last loads that stopped, newest first. */
export const stoppedLoads = (nights: readonly Night[]): FailedLoad[] =>
  nights
    .flatMap(({ at, stopped }) => (stopped === undefined ? [] : [{ at, message: stopped }]))
    .slice(-LONGEST)
    .reverse();

const versionsOf = (catalogue: Catalogue, id: string): string[] =>
  catalogue.definitions.filter((d) => d.id === id && d.published).map((d) => d.version);

function cardOf(definition: Definition): ReportCard {
  const visible = definition.columns.filter((column) => !column.hidden);
  return {
    id: definition.id,
    title: definition.title,
    purpose: definition.purpose,
    version: definition.version,
    definition: definition.definition,
    fields: definition.params.map(fieldOf),
    grain: definition.grain,
    totals: definition.totals,
    hasRecords: definition.records !== null,
    recordColumns: Object.keys(definition.records?.columns ?? {}),
    labels: Object.fromEntries(visible.map((column) => [column.name, column.label])),
    entries: entriesOf(definition).slice(1),
  };
}

function fieldOf(param: Definition['params'][number]): ParamField {
  const options = param.options === null ? null : Object.entries(param.options);
  return {
    name: param.name,
    label: param.label,
    type: param.type,
    optional: param.optional,
    fallback: param.default === null ? null : String(param.default),
    choices: options?.map(([value, label]) => ({ value, label })) ?? null,
  };
}

function snapshotOf(manifest: PublishedSnapshot): SnapshotCard {
  return {
    id: manifest.id,
    knownAt: manifest.knownAt,
    builtAt: manifest.builtAt,
    asAt: manifest.asAt,
    rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
    tables: manifest.tables,
    audits: manifest.audits,
    seconds: manifest.seconds ?? null,
    asked: manifest.origin === 'known-at',
    tenant: { name: manifest.tenant.name, demo: manifest.tenant.demo },
  };
}
