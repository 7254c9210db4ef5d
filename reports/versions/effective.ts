import { addMonths, type Day, monthEnd } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Definition } from '../definitions/definition.ts';

/** A version and the last month end that it holds for in a run; null for the last. */
export interface Span {
  d: Definition;
  until: Day | null;
}

/** Does any published version of a report name the periods that it is in force for? */
export const hasPeriods = (catalogue: Catalogue, id: string): boolean =>
  publishedOf(catalogue, id).some((d) => d.effective !== null);

/** Newest first. */
const publishedOf = (catalogue: Catalogue, id: string): Definition[] =>
  catalogue.definitions.filter((d) => d.id === id && d.published);

/** The version in force for a month: the newest that names it, or that names no period; else the newest. */
export function versionInForce(catalogue: Catalogue, id: string, month: Day): Definition {
  const m = month.slice(0, 7);
  const holds = ({ effective }: Definition) =>
    effective === null || ((effective.from ?? m) <= m && m <= (effective.to ?? m));
  return publishedOf(catalogue, id).find(holds) ?? catalogue.find(id);
}

/** The versions in force over the months of a run, in order. One that is not a trend by month is of the period's end. */
export function spansFor(
  catalogue: Catalogue,
  newest: Definition,
  parameters: Readonly<Record<string, string | null>>,
): Span[] {
  const period = periodOf(newest, parameters);
  if (period === null) return [{ d: newest, until: null }];
  const last = versionInForce(catalogue, newest.id, period.to);
  if (dateColumn(newest) === null) return [{ d: last, until: null }];
  const spans: Span[] = [];
  for (
    let month = period.from;
    month <= period.to;
    month = monthEnd(addMonths(`${month.slice(0, 7)}-01`, 1))
  ) {
    const d = versionInForce(catalogue, newest.id, month);
    const span = spans.at(-1);
    if (span?.d === d) span.until = month;
    else spans.push({ d, until: month });
  }
  if (spans.length === 0) return [{ d: last, until: null }];
  spans.at(-1)!.until = null;
  return spans;
}

/** The months that a run is about: from and to, or its one month; null when it has none. */
function periodOf(
  d: Definition,
  parameters: Readonly<Record<string, string | null>>,
): { from: Day; to: Day } | null {
  const months = d.params.filter((p) => p.type === 'month').map((p) => p.name);
  const { from, to } = parameters;
  if (months.includes('from') && months.includes('to') && from && to) return { from, to };
  const only = parameters[months.find((name) => name !== 'from') ?? ''] ?? null;
  return only === null ? null : { from: only, to: only };
}

/** The column of the grain by which rows belong to months; null when there is none. */
export const dateColumn = (d: Definition): string | null =>
  d.columns.find((c) => (c.type === 'month' || c.type === 'date') && d.grain.includes(c.name))?.name ?? null;

/** Spans in words, for the stamp: `1.0.0 until 2025-08-31, then 2.0.0`. */
export const spansText = (spans: readonly Span[]): string =>
  spans.map(({ d, until }) => (until === null ? d.version : `${d.version} until ${until}`)).join(', then ');

/** Reads the spans of a stamp again. Throws `versions-unreadable` or `version-unknown`. */
export function readSpans(catalogue: Catalogue, id: string, text: string): Span[] {
  return text.split(', then ').map((part) => {
    const match = /^(\d+\.\d+\.\d+)(?: until (\d{4}-\d{2}-\d{2}))?$/.exec(part);
    if (match !== null) return { d: catalogue.find(id, match[1]), until: match[2] ?? null };
    throw new CasehouseError('versions-unreadable', `"${text}" does not say which versions were run.`, {
      next: 'Write it as "1.0.0 until 2025-08-31, then 2.0.0".',
    });
  });
}
