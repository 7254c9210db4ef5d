import { html } from 'hono/html';
import type { Html, Page } from '../../../dashboards/layout.ts';
import { counted, instantText, monthText, numberText } from '../../../dashboards/text/format.ts';
import type { LiveCheck } from '../../live-check.ts';
import { plainTable } from '../people/table.ts';

export interface ChecksView {
  period: string;
  checks: LiveCheck;
  /** What was asked for, in words. */
  chosen: readonly string[];
  /** Page of the list, from 1. */
  page: number;
  query: string;
  mayOpen: boolean;
}

/** Findings of one page of the list. */
const SIZE = 200;

/** What the Department's checks would say of the people of a worker, a team or a number, as the case store is now. */
export function checksPage(view: ChecksView): Page {
  const { checks, chosen, period } = view;
  return {
    title: 'Errors to put right',
    section: monthText(`${period}-01`),
    menu: 'returns',
    crumbs: [
      { label: 'Overview', href: '/' },
      { label: 'Monthly return', href: '/returns' },
      { label: monthText(`${period}-01`), href: `/returns/${period}` },
    ],
    body: html`<h1>Errors to put right</h1>
<p class="finding">${counted(checks.findings.length, 'error')}${chosen.length === 0 ? '' : ` of ${chosen.join(', ')}`} for ${monthText(`${period}-01`)}.</p>
<p class="dated">As the case store is now, checked ${instantText(checks.checkedAt)}. ${counted(checks.records, 'record')} in the return.</p>
${checks.findings.length === 0 ? html`<p>Nothing is left to do here.</p>` : table(view)}`,
  };
}

function table(view: ChecksView): Html {
  const { checks, page, mayOpen } = view;
  const shown = checks.findings.slice((page - 1) * SIZE, page * SIZE);
  return html`${plainTable({
    id: 'findings',
    caption: 'In the order of the file',
    heads: [
      'Record',
      'Number',
      'Priority',
      'Field',
      'Value',
      'What is wrong',
      'What to do',
      'Worker',
      'Team',
    ],
    rows: shown.map((f) => [
      f.ref !== null && mayOpen
        ? html`<a href="/people/${f.ref}">${f.ref}</a>`
        : (f.ref ?? f.record ?? 'the file'),
      f.number,
      f.priority === null ? 'not known' : String(f.priority),
      f.field ?? '–',
      f.value ?? '–',
      f.reason,
      f.fix,
      f.caseworker ?? 'Nobody yet',
      f.team ?? '–',
    ]),
  })}${paging(view)}`;
}

function paging({ checks, page, query }: ChecksView): Html {
  const last = Math.ceil(checks.findings.length / SIZE);
  if (last < 2) return html``;
  const to = (n: number) =>
    `/checks?${new URLSearchParams([...new URLSearchParams(query), ['page', String(n)]])}`;
  return html`<nav class="paging" aria-label="Pages of the list"><span>Page ${numberText(page)} of ${numberText(last)}</span>${page > 1 ? html`<a href="${to(page - 1)}" rel="prev">Page before</a>` : ''}${page < last ? html`<a href="${to(page + 1)}" rel="next">Next page</a>` : ''}</nav>`;
}
