import type { Context } from 'hono';
import { londonDay } from '../../../base/dates.ts';
import { signedIn } from '../../../operational/access/guard.ts';
import type { Web } from '../../../operational/access/person.ts';
import { readRecord } from '../../../operational/api/people/record.ts';
import { searchPeople } from '../../../operational/api/people/search.ts';
import type { Route } from '../../../operational/api/route.ts';
import type { CaseStore } from '../../../operational/api/writing.ts';
import { framed } from '../frame.ts';
import { pageRoute } from '../registry.ts';
import { foundPage } from './found.ts';
import { readLabels } from './labels.ts';
import { recordPage } from './record.ts';
import { keepSearches, type Searches } from './searches.ts';

/** Finding people and reading a record, as pages. */
export const peoplePages = (store: CaseStore): Route[] => {
  const searches = keepSearches(store.clock);
  return [
    pageRoute('get', '/people', 'people.list', (c) => show(store, searches, c)),
    // What is searched for is personal, so it comes as a body: addresses stay in histories and in logs along the way.
    pageRoute('post', '/people', 'people.list', (c) => search(searches, c)),
    pageRoute('get', '/people/:ref', 'people.read', (c) => open(store, c)),
  ];
};

const SIZE = 25;

/** Keeps the search and leads to its results, so that reload and back never ask to send a form again. */
async function search(searches: Searches, c: Context<Web>): Promise<Response> {
  const sent = await c.req.parseBody();
  const q = textOf(sent.q).trim().slice(0, 100);
  if (q === '') return c.redirect('/people', 303);
  const name = searches.keep(signedIn(c).id, q);
  return c.redirect(`/people?search=${name}&page=${pageOf(textOf(sent.page))}`, 303);
}

async function show(store: CaseStore, searches: Searches, c: Context<Web>): Promise<Response> {
  const who = signedIn(c);
  const q = searches.find(who.id, c.req.query('search') ?? '');
  c.header('cache-control', 'no-store');
  if (q === null) return c.html(framed(c, { ...foundPage({ q: '', found: null }), here: '/people' }));
  const asked = { page: pageOf(c.req.query('page') ?? ''), size: SIZE };
  // A text with a digit is a number that identifies somebody: names hold none.
  const found = /\d/.test(q)
    ? await byNumber(store, who, q, asked)
    : await searchPeople(store, who, { ...asked, name: q });
  return c.html(framed(c, foundPage({ q, found })));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const pageOf = (text: string): number => Math.min(10_000, Math.max(1, Math.trunc(Number(text)) || 1));

async function byNumber(
  store: CaseStore,
  who: ReturnType<typeof signedIn>,
  q: string,
  asked: { page: number; size: number },
) {
  const byRef = await searchPeople(store, who, { ...asked, ref: q });
  return byRef.total > 0 ? byRef : searchPeople(store, who, { ...asked, identifier: q });
}

async function open(store: CaseStore, c: Context<Web>): Promise<Response> {
  const record = await readRecord(store, signedIn(c), c.req.param('ref') ?? '');
  return c.html(framed(c, recordPage(record, londonDay(store.clock()), await readLabels(store))));
}
