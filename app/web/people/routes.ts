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
import { recordPage } from './record.ts';

/** Finding people and reading a record, as pages. */
export const peoplePages = (store: CaseStore): Route[] => [
  pageRoute('get', '/people', 'people.list', (c) =>
    c.html(framed(c, { ...foundPage({ q: '', found: null }), here: '/people' })),
  ),
  // What is searched for is personal, so it comes as a body: addresses stay in histories and in logs along the way.
  pageRoute('post', '/people', 'people.list', (c) => find(store, c)),
  pageRoute('get', '/people/:ref', 'people.read', (c) => open(store, c)),
];

const SIZE = 25;

async function find(store: CaseStore, c: Context<Web>): Promise<Response> {
  const sent = await c.req.parseBody();
  const q = textOf(sent.q).trim().slice(0, 100);
  const page = Math.min(10_000, Math.max(1, Math.trunc(Number(textOf(sent.page))) || 1));
  if (q === '') return c.redirect('/people', 303);
  const who = signedIn(c);
  const asked = { page, size: SIZE };
  // A text with a digit is a number that identifies somebody: names hold none.
  const found = /\d/.test(q)
    ? await byNumber(store, who, q, asked)
    : await searchPeople(store, who, { ...asked, name: q });
  c.header('cache-control', 'no-store');
  return c.html(framed(c, { ...foundPage({ q, found }), here: '/people' }));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

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
  return c.html(framed(c, recordPage(record, londonDay(store.clock()))));
}
