import { randomBytes } from 'node:crypto';
import { CasehouseError } from '../../base/errors.ts';
import { runId, type SnapshotId } from '../../base/ids.ts';
import { snapshotAt } from '../../warehouse/nightly.ts';
import { openSnapshot, type SnapshotReader } from '../../warehouse/query.ts';
import type { Definition } from '../definitions/definition.ts';
import { type Marts, openMarts, type ServerMarts } from '../engines/engine.ts';
import { resultHash } from '../hash.ts';
import type { Cell, Result, ResultColumn, Row, Stamp } from '../result.ts';
import { chooseProfile, type Profile } from '../suppress/profiles.ts';
import { hasPeriods, readSpans, type Span, spansFor } from '../versions/effective.ts';
import { hide } from './hide.ts';
import { recordRun } from './ledger.ts';
import { bindings, canonicalParameters, type Parameters_ } from './parameters.ts';
import { maySeeSpecial, type RunContext, type RunRequest } from './request.ts';
import { addRatios, holds, isShown, namedRows, resultColumn, type Row_ } from './table.ts';
import { chosenOf, withChosen } from './title.ts';
import { runTrend } from './trend.ts';

/** Runs one report on one snapshot: the same request gives the same cells and the same result hash, always. */
export async function runReport(ctx: RunContext, request: RunRequest): Promise<Result> {
  readerProfile(ctx, ctx.catalogue.find(request.id, request.version ?? null), request);
  return withSnapshot(ctx, request, async (snapshot) => {
    const spans = await spansOf(ctx, request, snapshot);
    if (spans.length > 1) return runTrend(ctx, request, spans, snapshot);
    const d = spans[0]!.d;
    const profile = readerProfile(ctx, d, request);
    const parameters = await readParameters(d, request, snapshot);
    refuseFilters(d, parameters, profile);
    const rows = await computeRows(d, parameters, snapshot);
    const { asAt } = snapshot.manifest;
    await hide({ d, rows, parameters, profile, asAt, catalogue: ctx.catalogue, snapshot });
    const { columns, cells } = present(d, rows, parameters, ctx.catalogue.metrics);
    const stamp = await stampRun(ctx, d, { snapshot, parameters, profile, columns, cells });
    const chosen = await chosenOf(d, parameters, snapshot);
    return {
      ...titled(d.title, chosen),
      definition: d.definition,
      columns,
      rows: cells,
      notes: [...d.notes, ...profileNotes(profile)],
      chart: chartOf(d, columns, parameters, chosen),
      sources: sourcesOf(d, rows),
      stamp,
    };
  });
}

/** A title with what was chosen, and the choices by themselves when there are any. */
export const titled = (title: string, chosen: readonly string[]): Pick<Result, 'title' | 'chosen'> => ({
  title: withChosen(title, chosen),
  ...(chosen.length === 0 ? {} : { chosen }),
});

/** Sources that the header names, and those of the figures in these rows, each once. */
export function sourcesOf(d: Definition, rows: readonly Row_[]): string[] {
  const column = d.source_column;
  const named = column === null ? [] : rows.map((row) => row[column]);
  return [...new Set([...named.filter((cell): cell is string => typeof cell === 'string'), ...d.sources])];
}

/** The versions that a request is run with: one, unless its months cross from one version into the next. */
async function spansOf(ctx: RunContext, request: RunRequest, snapshot: SnapshotReader): Promise<Span[]> {
  const { catalogue } = ctx;
  if (request.versions) return readSpans(catalogue, request.id, request.versions);
  const newest = catalogue.find(request.id, request.version ?? null);
  if (request.version || !hasPeriods(catalogue, request.id)) return [{ d: newest, until: null }];
  return spansFor(catalogue, newest, await readParameters(newest, request, snapshot));
}

/** Marts that a statement can be run over: the snapshot's own, or those of the server that it was loaded into. */
export interface Queryable extends Marts {
  /** Where the figures are worked out, when not in the snapshot itself. */
  server?: Marts | null;
}

/** The rows of a report before anything is hidden, with its ratios. For the runner's own use: never hand them to a reader. */
export async function computeRows(
  d: Definition,
  parameters: Parameters_,
  snapshot: Queryable,
): Promise<Row_[]> {
  const marts = snapshot.server ?? snapshot;
  const { columns, rows } = await marts.run(d.sql, bindings(d, parameters, d.sql));
  const named = namedRows(d, columns, rows);
  addRatios(d, named);
  return named;
}

/**
 * Opens the snapshot that a request names, or the current one, with the server that works its figures out, and closes both whatever
 * happens. Special marts are on no server.
 */
export async function withSnapshot<T>(
  ctx: RunContext,
  request: RunRequest,
  use: (snapshot: SnapshotReader) => Promise<T>,
): Promise<T> {
  const { audience } = ctx.catalogue.find(request.id, request.version ?? null);
  const snapshot = await openSnapshot(ctx.dataDir, await snapshotOf(ctx, request), audience);
  let server: ServerMarts | null = null;
  try {
    server = audience === 'special' ? null : await openMarts(ctx.engine ?? null, snapshot);
    return await use({ ...snapshot, engine: server?.engine ?? snapshot.engine, server } as SnapshotReader);
  } finally {
    await server?.close().catch(() => {});
    snapshot.close();
  }
}

async function snapshotOf(ctx: RunContext, request: RunRequest): Promise<SnapshotId | 'current'> {
  const knownAt = request.knownAt ?? null;
  if (request.snapshot && knownAt !== null) {
    throw new CasehouseError('snapshot-twice', 'The run names a snapshot and a known-at time.', {
      next: 'Give one of the two.',
    });
  }
  if (knownAt === null) return request.snapshot ?? 'current';
  const instant = new Date(knownAt);
  if (Number.isNaN(instant.getTime())) {
    throw new CasehouseError('known-at-invalid', `"${knownAt}" is not a moment in time.`, {
      next: 'Give it as 2026-10-31T09:00:00Z.',
    });
  }
  if (ctx.resolveKnownAt !== undefined) return ctx.resolveKnownAt(instant.toISOString());
  return (await snapshotAt(ctx.dataDir, instant, { clock: ctx.clock })).id;
}

export function readerProfile(ctx: RunContext, d: Definition, request: RunRequest): Profile {
  if (
    d.access === 'managers' &&
    !['manager', 'return-officer', 'analyst', 'operator'].includes(ctx.person.role)
  ) {
    throw new CasehouseError('report-refused', `Your role may not run ${d.id}.`, {
      status: 403,
      next: 'Ask a manager for the figure.',
    });
  }
  if (d.audience === 'special' && !maySeeSpecial(ctx.person)) {
    throw new CasehouseError(
      'report-refused',
      `${d.title} is about single characteristics, which your role may not see.`,
      { status: 403, next: 'Ask a manager, or take the report of DfE’s vulnerable group as a whole.' },
    );
  }
  return chooseProfile(ctx.person.role, request.profile ?? null);
}

export function readParameters(
  d: Definition,
  request: RunRequest,
  snapshot: SnapshotReader,
): Promise<Parameters_> {
  return canonicalParameters(d, request.params, {
    asAt: snapshot.manifest.asAt,
    wards: async (la) => {
      const all = 'select distinct ward_code, ward_name from marts.ward order by ward_code';
      const mine = `select distinct w.ward_code, w.ward_name from marts.ward w
        join marts.person_month r on r.ward_code = w.ward_code where r.la_code = $la order by w.ward_code`;
      const { rows } = await (la === null ? snapshot.run(all) : snapshot.run(mine, { la }));
      return rows.map((row) => ({ code: String(row[0]), name: String(row[1]) }));
    },
    authorities: async () => {
      const { rows } = await snapshot.run(
        'select distinct la_code from marts.person_month where la_code is not null order by la_code',
      );
      return rows.map((row) => String(row[0]));
    },
  });
}

/** All less all-but-one is that one: a reader from whom cells are hidden gets no filters. */
export function refuseFilters(d: Definition, parameters: Parameters_, profile: Profile): void {
  const filter = d.params.find((p) => p.filter && parameters[p.name] !== null);
  if (filter === undefined || profile.name === 'none') return;
  throw new CasehouseError(
    'filter-refused',
    `${d.id} cannot be narrowed by "${filter.name}" under profile "${profile.name}".`,
    {
      status: 403,
      next: 'Run it without the filter, or take the report that shows all groups side by side.',
    },
  );
}

/** The columns that these parameters show and their cells, with symbols in the place of the values that they stand for. */
export function present(
  d: Definition,
  rows: readonly Row_[],
  parameters: Parameters_,
  metrics: ReadonlyMap<string, { definition: string }> = new Map(),
): { columns: ResultColumn[]; cells: Row[] } {
  const shown = d.columns.filter((c) => isShown(c, parameters));
  const columns = shown.map((c) =>
    resultColumn(c, c.metric === null ? null : (metrics.get(c.metric)?.definition ?? null)),
  );
  const cells = rows.map((row) =>
    shown.map((c): Cell => {
      const symbol = c.symbol === null ? null : row[c.symbol];
      if (symbol === 'c' || symbol === 'x' || symbol === 'z' || symbol === 'low' || symbol === 'u')
        return { symbol };
      return row[c.name] ?? null;
    }),
  );
  return { columns, cells };
}

export interface RunOutcome {
  /** What was read; the reader itself may be closed by now. */
  snapshot: Pick<SnapshotReader, 'id' | 'manifest' | 'engine'>;
  parameters: Parameters_;
  profile: Profile;
  columns: readonly ResultColumn[];
  cells: readonly Row[];
}

/** Makes the stamp and writes the run into the ledger. */
export async function stampRun(ctx: RunContext, d: Definition, outcome: RunOutcome): Promise<Stamp> {
  const { snapshot, parameters, profile, columns, cells } = outcome;
  const ranAt = ctx.clock().toISOString();
  const stamp: Stamp = {
    authority: snapshot.manifest.tenant.name,
    report: d.id,
    version: d.version,
    definitionHash: d.hash,
    snapshot: snapshot.id,
    snapshotBuiltAt: snapshot.manifest.builtAt,
    asAt: snapshot.manifest.asAt,
    knownAt: snapshot.manifest.knownAt,
    parameters,
    rowCount: cells.length,
    resultHash: resultHash(columns, cells),
    profile: profile.name,
    engine: snapshot.engine,
    runId: runId(`r-${ranAt.slice(0, 19).replaceAll(/[-:]/g, '')}-${randomBytes(3).toString('hex')}`),
    person: ctx.person.name,
    ranAt,
  };
  await recordRun(ctx.dataDir, {
    runId: stamp.runId,
    ranAt,
    person: ctx.person.name,
    role: ctx.person.role,
    report: stamp.report,
    version: stamp.version,
    definitionHash: stamp.definitionHash,
    parameters,
    snapshot: stamp.snapshot,
    profile: stamp.profile,
    rows: stamp.rowCount,
    resultHash: stamp.resultHash,
  });
  return stamp;
}

/** The chart that these parameters and columns allow, or null. */
export function chartOf(
  d: Definition,
  columns: readonly ResultColumn[],
  parameters: Parameters_,
  chosen: readonly string[],
): Result['chart'] {
  if (d.chart === null || !holds(d.chart.when, parameters)) return null;
  const has = (name: string) => columns.some((c) => c.name === name);
  const y = d.chart.y.filter(has);
  if (y.length === 0 || !has(d.chart.x)) return null;
  return {
    kind: d.chart.kind,
    x: d.chart.x,
    y,
    title: d.chart.title === null ? null : withChosen(d.chart.title, chosen),
    series: d.chart.series !== null && has(d.chart.series) ? d.chart.series : null,
  };
}

/** What a reader must know of the hiding. */
export function profileNotes(profile: Profile): string[] {
  if (profile.name === 'none') return [];
  return [
    `Shown with suppression profile "${profile.name}" (${profile.title.toLowerCase()}): [c] stands for a figure that is withheld because it is small or because it would give away one that is.`,
  ];
}
