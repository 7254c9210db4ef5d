import { html } from 'hono/html';
import { isSymbol, type Result, type ResultColumn, type Row } from '../../reports/result.ts';
import type { Html, Page } from '../layout.ts';
import { emptyState } from '../parts/messages.ts';
import { stampLine } from '../parts/stamp.ts';
import { resultTable } from '../parts/table.ts';
import type { ReportCard } from '../source.ts';
import { dayText, monthText, numberText } from '../text/format.ts';

/** Lines of one page of the list. */
const SIZE = 250;

export interface PeopleView {
  report: ReportCard;
  list: Result;
  cell: { row: Record<string, string>; column: string } | null;
  /** May the reader open records? */
  mayOpen: boolean;
  /** Page of the list, from 1. */
  page: number;
  /** This page's own query, for the links to the others. */
  query: string;
  /** Address of the report with the same parameters. */
  back: string;
}

/** The people behind one count: those whom the reader may open, and how many more the figure holds. */
export function peoplePage(view: PeopleView): Page {
  const { report, list } = view;
  const what = cellWords(view);
  return {
    title: 'People behind the figure',
    section: report.title,
    menu: 'reports',
    crumbs: [
      { label: 'Overview', href: '/' },
      { label: 'Reports', href: '/reports' },
      { label: report.title, href: view.back },
    ],
    body: html`<h1>People behind the figure</h1>
<p class="finding">${sentence(view)}</p>
<p class="dated">${what}. Data as at ${dayText(list.stamp.asAt)}. Only people who may list names see this page, and that you opened it is recorded.</p>
${
  list.rows.length === 0
    ? emptyState(
        'There is nobody to list',
        ['The figure is nought, or it holds nobody whose record you may open.'],
        { label: 'Back to the report', href: view.back },
      )
    : html`<section class="section" aria-labelledby="people"><h2 id="people">People</h2>${resultTable(
        onPage(asRegister(view), view.page),
        {
          id: 'people-caption',
          caption: what,
          ...(view.mayOpen ? { href: recordHref(view) } : {}),
        },
      )}${paging(view)}</section>`
}
${stampLine(list.stamp)}`,
  };
}

/** Every person of the figure has a line; those whom the reader may not open have no record number in it. */
function sentence({ list }: PeopleView): string {
  const record = list.columns.findIndex((column) => column.name === 'person_id');
  const all = list.rows.length;
  const open =
    record < 0 ? 0 : list.rows.filter((row) => row[record] !== null && !isSymbol(row[record]!)).length;
  return `People you can open: ${numberText(open)} of ${numberText(all)} in this figure.`;
}

const onPage = (list: Result, page: number): Result => ({
  ...list,
  rows: list.rows.slice((page - 1) * SIZE, page * SIZE),
});

function paging({ list, page, query }: PeopleView): Html {
  const last = Math.ceil(list.rows.length / SIZE);
  if (last < 2) return html``;
  const to = (n: number) => `?${new URLSearchParams([...new URLSearchParams(query), ['page', String(n)]])}`;
  return html`<nav class="paging" aria-label="Pages of the list"><span>Page ${page} of ${last}, by name</span>${page > 1 ? html`<a href="${to(page - 1)}" rel="prev">Page before</a>` : ''}${page < last ? html`<a href="${to(page + 1)}" rel="next">Next page</a>` : ''}</nav>`;
}

/** The name leads to the record; a restricted line has no reference and leads nowhere. */
function recordHref(view: PeopleView): (row: Row, column: ResultColumn) => string | null {
  const at = asRegister(view).columns.findIndex((column) => column.name === 'ref');
  return (row, column) =>
    column.name === 'name' && typeof row[at] === 'string' ? `/people/${row[at]}` : null;
}

/** The list as a register: the name first and in one, without the record's number and what all lines share. */
function asRegister({ list, cell }: PeopleView): Result {
  const at = (name: string) => list.columns.findIndex((column) => column.name === name);
  const [family, given] = [at('family_name'), at('given_name')];
  if (family < 0 || given < 0) return list;
  const shared = new Set(['person_id', 'family_name', 'given_name', ...Object.keys(cell?.row ?? {})]);
  const kept = list.columns.flatMap((column, i) => (shared.has(column.name) ? [] : [i]));
  const name = (row: Row) => [row[family], row[given]].filter((part) => typeof part === 'string').join(', ');
  const column: ResultColumn = { name: 'name', label: 'Name', type: 'text', decimals: 0, description: null };
  return {
    ...list,
    columns: [column, ...kept.map((i) => list.columns[i]!)],
    rows: list.rows.map((row) => [name(row), ...kept.map((i) => row[i] ?? null)]),
  };
}

/** "NEET, October 2026": the column's label and the row's key in words. */
function cellWords(view: PeopleView): string {
  const { cell, report } = view;
  const chosen = view.list.chosen ?? [];
  if (cell === null) return [report.title, ...chosen].join(', ');
  const label = report.labels[cell.column] ?? cell.column;
  const totals = new Set(report.totals.map((total) => total.value));
  const row = Object.entries(cell.row)
    .filter(([, value]) => !totals.has(value))
    .map(([name, value]) =>
      /^\d{4}-\d{2}-\d{2}$/.test(value) ? monthText(value) : nameOf(view.list, name, value),
    );
  return [label, ...row, ...chosen].join(', ');
}

/** The name for a code (a ward's), as the listed people carry it. */
function nameOf(list: Result, name: string, value: string): string {
  if (!name.endsWith('_code')) return value;
  const at = list.columns.findIndex((column) => column.name === name.replace(/_code$/, '_name'));
  const found = list.rows.map((row) => row[at]).find((cell) => typeof cell === 'string');
  return typeof found === 'string' ? found : value;
}
