import { addMonths, type Day, monthEnd } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { SnapshotReader } from '../../warehouse/query.ts';
import type { Column, Definition } from '../definitions/definition.ts';
import type { Break, Result, Symbol_ } from '../result.ts';
import { suppressInTurns } from '../suppress/suppress.ts';
import { dateColumn, type Span, spansText } from '../versions/effective.ts';
import type { Parameters_ } from './parameters.ts';
import type { RunContext, RunRequest } from './request.ts';
import {
  chartOf,
  computeRows,
  present,
  profileNotes,
  readerProfile,
  readParameters,
  refuseFilters,
  sourcesOf,
  stampRun,
  titled,
} from './run.ts';
import type { Row_ } from './table.ts';
import { chosenOf } from './title.ts';

const UNAVAILABLE: Symbol_ = Object.freeze({ symbol: 'x' });

/**
 * A trend that crosses versions: each month from the version in force for it, in the columns of the last; a column that a
 * version does not have is shown as not available in its months. Hidden cells are found over the whole table.
 */
export async function runTrend(
  ctx: RunContext,
  request: RunRequest,
  spans: readonly Span[],
  snapshot: SnapshotReader,
): Promise<Result> {
  const newest = spans.at(-1)!.d;
  const column = dateColumn(newest);
  if (column === null || spans.some(({ d }) => d.grain.join() !== newest.grain.join()))
    throw notJoined(spans);
  const profiles = spans.map(({ d }) => readerProfile(ctx, d, request));
  const profile = profiles.at(-1)!;
  const parameters = await readParameters(newest, request, snapshot);
  const rows: Row_[] = [];
  const breaks: Break[] = [];
  for (const [i, span] of spans.entries()) {
    const after = i === 0 ? null : spans[i - 1]!.until;
    const part = await partOf({ span, after, column, newest, request, parameters, snapshot });
    refuseFilters(span.d, part.parameters, profile);
    if (i > 0) breaks.push(breakOf(spans, i, column, firstDay(part.rows, column) ?? nextMonth(after!)));
    rows.push(...part.rows);
  }
  const d = merged(spans);
  await suppressInTurns({ d, rows, parameters, profile, asAt: snapshot.manifest.asAt });
  const { columns, cells } = present(newest, rows, parameters, ctx.catalogue.metrics);
  const asked = { ...parameters, versions: spansText(spans) };
  const stamp = await stampRun(ctx, newest, { snapshot, parameters: asked, profile, columns, cells });
  const chosen = await chosenOf(newest, parameters, snapshot);
  return {
    ...titled(newest.title, chosen),
    definition: newest.definition,
    columns,
    rows: cells,
    notes: [...newest.notes, ...profileNotes(profile), ...breaks.map(breakNote)],
    chart: chartOf(newest, columns, parameters, chosen),
    breaks,
    sources: sourcesOf(newest, rows),
    stamp,
  };
}

interface PartRequest {
  span: Span;
  /** Last month end of the version before; null for the first. */
  after: Day | null;
  column: string;
  newest: Definition;
  request: RunRequest;
  parameters: Parameters_;
  snapshot: SnapshotReader;
}

/** One version's own months, before anything is hidden. */
async function partOf(part: PartRequest): Promise<{ rows: Row_[]; parameters: Parameters_ }> {
  const { span, after, column, newest, request, snapshot } = part;
  const { d, until } = span;
  const given = Object.entries({ ...part.parameters }).filter(
    (entry): entry is [string, string] =>
      entry[1] !== null && (d.params.some((p) => p.name === entry[0]) || entry[0] in request.params),
  );
  const params = {
    ...Object.fromEntries(given),
    ...(after === null ? {} : { from: nextMonth(after) }),
    ...(until === null ? {} : { to: until }),
  };
  const parameters = await readParameters(d, { id: d.id, params }, snapshot);
  const rows = await computeRows(d, parameters, snapshot);
  // A longer period belongs to the version in force at its end.
  const mine = rows.filter((row) => {
    const day = String(row[column]);
    return (after === null || day > after) && (until === null || day <= until);
  });
  const shared = (c: Column) => d.columns.some((old) => old.name === c.name && old.type === c.type);
  const bare = newest.columns.map((c) => ({ name: c.name, known: shared(c) }));
  return {
    parameters,
    rows: mine.map((row) =>
      Object.fromEntries(bare.map(({ name, known }) => [name, known ? (row[name] ?? null) : UNAVAILABLE])),
    ),
  };
}

/** The last version's rules of hiding with those of all others: a cell is hidden when any version of the trend would hide it. */
function merged(spans: readonly Span[]): Definition {
  const newest = spans.at(-1)!.d;
  const names = new Set(newest.columns.map((c) => c.name));
  const columns = newest.columns.map((c) => {
    const all = spans.flatMap(({ d }) => d.columns.filter((other) => other.name === c.name));
    const others = [...new Set(all.flatMap((other) => other.suppress.with))].filter((name) =>
      names.has(name),
    );
    return { ...c, suppress: { small: all.some((other) => other.suppress.small), with: others } };
  });
  const identities = spans.flatMap(({ d }) => d.identities);
  const known = identities.filter((one, i) => {
    const used = [one.total, ...one.parts.map((part) => part.column)];
    return (
      identities.findIndex((other) => other.text === one.text) === i && used.every((name) => names.has(name))
    );
  });
  return { ...newest, columns, identities: known };
}

function breakOf(spans: readonly Span[], i: number, column: string, at: Day): Break {
  const [from, to] = [spans[i - 1]!.d, spans[i]!.d];
  const reason = to.effective?.reason ?? 'the definition changed';
  return { number: i, column, at, from: from.version, to: to.version, reason };
}

const breakNote = ({ number, at, from, to, reason }: Break): string =>
  `Break ${number}, from ${monthName(at)}: these months follow version ${to} of the definition, those before version ${from} (${reason}). Figures on the two sides can't be compared as they stand.`;

const monthName = (day: Day): string =>
  new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(day));

const nextMonth = (day: Day): Day => monthEnd(addMonths(`${day.slice(0, 7)}-01`, 1));

const firstDay = (rows: readonly Row_[], column: string): Day | null =>
  rows.map((row) => String(row[column])).sort()[0] ?? null;

const notJoined = (spans: readonly Span[]): CasehouseError =>
  new CasehouseError(
    'versions-not-joined',
    `These months cross versions whose rows do not fit together: ${spansText(spans)}.`,
    { next: 'Ask for the months of one version, or name the version that all months should follow.' },
  );
