import { html } from 'hono/html';
import type { Html, Page } from '../../../dashboards/layout.ts';
import { counted, shortDayText } from '../../../dashboards/text/format.ts';
import type { searchPeople } from '../../../operational/api/people/search.ts';
import { plainTable } from './table.ts';

type Found = Awaited<ReturnType<typeof searchPeople>>;

/** The people that a search found, a page of them. Names stand on the page, not in its title. */
export function foundPage({ q, found }: { q: string; found: Found | null }): Page {
  return {
    title: 'Find a person',
    section: null,
    menu: null,
    crumbs: [{ label: 'Overview', href: '/' }],
    body: html`<h1>Find a person</h1>${form(q)}${found === null ? '' : found.total === 0 ? nobody(q) : list(q, found)}`,
  };
}

const form = (q: string): Html => html`<form action="/people" method="post">
<div class="field">
<label for="who">Name or number</label>
<p class="hint" id="who-hint">A name, or the beginnings of several names, or a reference, UPN, ULN or young person’s number.</p>
<input id="who" name="q" type="search" autocomplete="off" spellcheck="false" maxlength="100" required aria-describedby="who-hint" value="${q}">
</div>
<button type="submit">Find</button>
</form>`;

const nobody = (q: string): Html => html`<p class="finding">Nobody was found for “${q}”.</p>
<p>Try the beginning of the family name alone, or a number.</p>`;

function list(q: string, found: Found): Html {
  const { page, size, total } = found;
  const last = Math.ceil(total / size);
  return html`<p class="finding">${counted(total, 'person', 'people')} found for “${q}”.</p>
${plainTable({
  id: 'found',
  caption: last > 1 ? `People by name, page ${page} of ${last}` : 'People by name',
  heads: ['Name', 'Born', 'Doing now', 'Since', 'Year 11 school', 'Reference'],
  rows: found.people.map((p) => [
    html`<a href="/people/${p.ref}">${p.family_name}, ${p.given_name}</a>${p.known_as ? ` (${p.known_as})` : ''}`,
    shortDayText(p.date_of_birth),
    p.activity ?? 'Nothing recorded',
    p.activity_since ? shortDayText(p.activity_since) : '–',
    p.school ?? '–',
    p.ref,
  ]),
})}
${last > 1 ? turnPages(q, page, last) : ''}`;
}

/** Buttons, not links: a link would carry what was searched for in its address. */
const turnPages = (
  q: string,
  page: number,
  last: number,
): Html => html`<form action="/people" method="post" aria-label="Pages of the list">
<input type="hidden" name="q" value="${q}">
${page > 1 ? html`<button type="submit" class="quiet" name="page" value="${page - 1}">Page before</button>` : ''}
${page < last ? html`<button type="submit" class="quiet" name="page" value="${page + 1}">Next page</button>` : ''}
</form>`;
