import type { Result, Row } from '../../reports/result.ts';
import type { ReportCard } from '../source.ts';

/**
 * A row's key as texts. A grain column that the view does not show (no split) stands for its total, by which the
 * report finds the people again.
 */
export function rowKey(
  report: Pick<ReportCard, 'grain' | 'totals'>,
  result: Pick<Result, 'columns'>,
  row: Row,
): Record<string, string> {
  const key: Record<string, string> = {};
  for (const name of report.grain) {
    const at = result.columns.findIndex((column) => column.name === name);
    const cell =
      at < 0 ? (report.totals.find((total) => total.column === name)?.value ?? null) : (row[at] ?? null);
    if (cell !== null && typeof cell !== 'object') key[name] = String(cell);
  }
  return key;
}

/** Address of the people behind one count: the view's parameters, the row's grain and the column. */
export function peopleHref(
  report: string,
  params: Readonly<Record<string, string>>,
  cell: { row: Readonly<Record<string, string>>; column: string },
): string {
  const query = new URLSearchParams(params);
  query.set('cell', cell.column);
  for (const [name, value] of Object.entries(cell.row)) query.set(`row.${name}`, value);
  return `/reports/${report}/people?${query}`;
}

/** Splits the address of `peopleHref` again; `cell` is null when the address names none. */
export function readPeopleQuery(query: URLSearchParams): {
  params: Record<string, string>;
  cell: { row: Record<string, string>; column: string } | null;
} {
  const params: Record<string, string> = {};
  const row: Record<string, string> = {};
  for (const [name, value] of query) {
    if (name === 'cell' || value === '') continue;
    if (name.startsWith('row.')) row[name.slice(4)] = value;
    else params[name] = value;
  }
  const column = query.get('cell');
  return { params, cell: column === null || column === '' ? null : { row, column } };
}

/** Parameters of a report's own address: those with a text; empty fields of the form mean "not given". */
export function readParams(query: URLSearchParams, except: readonly string[] = []): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [name, value] of query) if (value !== '' && !except.includes(name)) params[name] = value;
  return params;
}

/** Address of the page that says why a report's figures changed, from what its own page shows. */
export function compareHref(view: {
  report: Pick<ReportCard, 'id'>;
  params: Readonly<Record<string, string>>;
  pinned: Readonly<Record<string, string>>;
}): string {
  const { version, snapshot } = view.pinned;
  const query = new URLSearchParams(view.params);
  if (version) query.set('to_version', version);
  if (snapshot) query.set('to_snapshot', snapshot);
  return `/reports/${view.report.id}/compare${query.size === 0 ? '' : `?${query}`}`;
}
