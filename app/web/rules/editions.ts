import { html } from 'hono/html';
import type { Page } from '../../../dashboards/layout.ts';
import { counted, numberText, shortDayText } from '../../../dashboards/text/format.ts';
import type { Edition } from '../../../nccis/edition.ts';
import { itemsOf } from '../../../operational/reference/items.ts';
import { plainTable } from '../people/table.ts';

/** The editions of the Department's requirement: when each holds, and how much of it is only assumed. */
export function editionsPage(editions: readonly Edition[]): Page {
  const newest = [...editions].reverse();
  const drafts = newest.filter((e) => e.status === 'draft');
  return {
    title: 'Rules',
    section: null,
    menu: 'rules',
    crumbs: [{ label: 'Overview', href: '/' }],
    body: html`<h1>Rules of the return</h1>
<p class="finding">${counted(editions.length, 'edition')} of the Department’s requirement; each month keeps the rules that were in force at its end.</p>
${drafts.length === 0 ? '' : html`<p class="dated">${drafts.map((e) => e.id).join(', ')} ${drafts.length === 1 ? 'is a draft' : 'are drafts'}: the Department’s own text has not been seen, so the newest known rules stand in.</p>`}
<section class="section" aria-labelledby="editions"><h2 id="editions">Editions</h2>
${plainTable({
  id: 'editions',
  caption: 'Newest first',
  heads: ['Edition', 'In force from', 'To', 'State', 'Activities', 'Codes', 'Checks', 'Only assumed'],
  rows: newest.map((e) => [
    html`<a href="/rules/${e.id}">${e.id}</a>`,
    shortDayText(e.from),
    e.to === null ? 'now' : shortDayText(e.to),
    e.status === 'draft' ? 'Draft' : 'Active',
    numberText(e.activities.length),
    numberText(e.codes.length),
    numberText(e.checks.length),
    numberText(itemsOf(e).filter((item) => item.assumed).length),
  ]),
})}</section>`,
  };
}
