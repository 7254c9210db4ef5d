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
    body: html`<h1>Find a person</h1>${found === null ? howTo : found.total === 0 ? nobody(q) : list(q, found)}`,
  };
}

const howTo = html`<p>Type a name, or the beginnings of several names, or a reference, UPN, ULN or young person’s number into the box above.</p>`;

const nobody = (q: string): Html => html`<p class="finding">Nobody was found for “${q}”.</p>
<p>Try the beginning of the family name alone, or a number.</p>`;

function list(q: string, found: Found): Html {
  const { page, size, total } = found;
  const last = Math.ceil(total / size);
  const to = (n: number) => `/people?q=${encodeURIComponent(q)}&page=${n}`;
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
<p>${page > 1 ? html`<a href="${to(page - 1)}" rel="prev">Page before</a> ` : ''}${page < last ? html`<a href="${to(page + 1)}" rel="next">Next page</a>` : ''}</p>`;
}
