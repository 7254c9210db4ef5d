import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadableStream } from 'node:stream/web';
import type { Context } from 'hono';
import { addDays, addMonths, londonDay, monthEnd } from '../../../base/dates.ts';
import { CasehouseError } from '../../../base/errors.ts';
import { signedIn } from '../../../operational/access/guard.ts';
import type { Web } from '../../../operational/access/person.ts';
import type { Route } from '../../../operational/api/route.ts';
import { withUpload } from '../../../operational/imports/upload.ts';
import { returnCalendar } from '../../../operational/submissions/calendar.ts';
import { casesOf, resolveCase } from '../../../operational/submissions/cases.ts';
import { headingsOf, type ResponseKind, readResponse } from '../../../operational/submissions/responses.ts';
import { markSubmission } from '../../../operational/submissions/states.ts';
import { listSubmissions, stepsOf, submissionById } from '../../../operational/submissions/submission.ts';
import { liveCheck } from '../../live-check.ts';
import { makeReturn } from '../../make-return.ts';
import { compareReturn } from '../../return-compare.ts';
import { framed } from '../frame.ts';
import { pageRoute } from '../registry.ts';
import type { Returns } from '../return-routes.ts';
import { calendarPage } from './calendar.ts';
import { checksPage } from './checks.ts';
import { monthPage } from './month.ts';

const MONTH = ':period{[0-9]{4}-(?:0[1-9]|1[0-2])}';

/** The statutory return, as pages: its calendar, a month's steps from errors to the Department's answer, and the errors by owner. */
export const returnPages = (returns: Returns): Route[] => [
  pageRoute('get', '/returns', 'return.build', (c) => calendar(returns, c)),
  pageRoute('get', `/returns/${MONTH}`, 'return.build', (c) => month(returns, c)),
  pageRoute('post', `/returns/${MONTH}/make`, 'return.build', (c) => make(returns, c)),
  pageRoute('post', `/returns/${MONTH}/:id{[0-9]+}`, 'return.submit', (c) => mark(returns, c)),
  pageRoute('post', `/returns/${MONTH}/:id{[0-9]+}/answers`, 'return.submit', (c) => takeAnswer(returns, c)),
  pageRoute('post', `/returns/${MONTH}/answers/:kind/:id{[0-9]+}`, 'return.submit', (c) =>
    settle(returns, c),
  ),
  pageRoute('get', '/checks', 'people.list', (c) => checks(returns, c)),
];

async function calendar({ pool, editions, clock }: Returns, c: Context<Web>): Promise<Response> {
  const now = clock();
  const to = londonDay(now).slice(0, 7);
  const from = addMonths(`${to}-01`, -11).slice(0, 7);
  const { tenantId } = signedIn(c);
  return send(c, calendarPage(await returnCalendar(pool, { editions, tenantId, from, to, now })));
}

async function month(returns: Returns, c: Context<Web>): Promise<Response> {
  const { pool, editions, clock, dataDir } = returns;
  const who = signedIn(c);
  const period = c.req.param('period') ?? '';
  const { tenantId } = who;
  const [months, found, made, compared] = await Promise.all([
    returnCalendar(pool, { editions, tenantId, from: period, to: period, now: clock() }),
    orReason(liveCheck(pool, { period, now: clock(), tenantId })),
    listSubmissions(pool, tenantId, monthEnd(period)),
    orReason(compareReturn(pool, { dataDir, period, tenantId })),
  ]);
  const answered = made
    .filter((s) => s.state !== 'draft' && s.state !== 'superseded')
    .map(async (submission) => {
      const of = { tenantId, submission: submission.id };
      const [errors, duplicates] = [await casesOf(pool, 'errors', of), await casesOf(pool, 'duplicates', of)];
      return { submission, cases: { errors, duplicates } };
    });
  const view = {
    period,
    calendar: months,
    checks: found.value,
    why: found.reason,
    returns: await Promise.all(made.map(async (s) => ({ submission: s, steps: await stepsOf(pool, s.id) }))),
    comparison: compared.value,
    noComparison: compared.reason,
    maySubmit: who.permissions.has('return.submit'),
    mayOpen: who.permissions.has('people.read'),
    answered: await Promise.all(answered),
  };
  return send(c, monthPage(view));
}

/** What a part of the page needs, or the sentence that stands in its place. */
async function orReason<T>(work: Promise<T>): Promise<{ value: T | null; reason: string | null }> {
  try {
    return { value: await work, reason: null };
  } catch (error) {
    if (error instanceof CasehouseError && error.status < 500) return { value: null, reason: error.message };
    throw error;
  }
}

async function make({ pool, dataDir, clock }: Returns, c: Context<Web>): Promise<Response> {
  const who = signedIn(c);
  const period = c.req.param('period') ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'casehouse-return-')); // readable by this user only
  try {
    const by = { tenantId: who.tenantId, user: who.id };
    const { submission } = await makeReturn(pool, { dataDir, period, out: folder, clock }, by);
    return c.redirect(`/returns/${period}#return-${submission}`, 303);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function mark({ pool }: Returns, c: Context<Web>): Promise<Response> {
  const who = signedIn(c);
  const sent = await c.req.parseBody();
  const { state } = sent;
  if (state !== 'sent' && state !== 'accepted' && state !== 'failed')
    throw new CasehouseError('no-state', 'Nothing was said of the return.', {
      next: 'Say whether it was sent, accepted or failed.',
    });
  const note =
    typeof sent.note === 'string' && sent.note.trim() !== '' ? sent.note.trim().slice(0, 2000) : null;
  const id = Number(c.req.param('id'));
  await markSubmission(pool, id, state, { tenantId: who.tenantId, user: who.id, note });
  return c.redirect(`/returns/${c.req.param('period')}#return-${id}`, 303);
}

const kindOf = (text: unknown): ResponseKind => {
  if (text === 'errors' || text === 'duplicates') return text;
  throw new CasehouseError('no-kind', 'It was not said what the file is.', {
    next: 'Choose the error report or the suspected duplicates.',
  });
};

async function takeAnswer({ pool, dataDir }: Returns, c: Context<Web>): Promise<Response> {
  const { tenantId, id: user } = signedIn(c);
  const { file, kind, map } = await c.req.parseBody();
  if (!(file instanceof File) || file.size === 0)
    throw new CasehouseError('no-file', 'No file was chosen, or it is empty.', { next: 'Choose the file.' });
  const submission = await submissionById(pool, tenantId, Number(c.req.param('id')));
  const pairs = typeof map === 'string' ? map.split(';').filter((pair) => pair.trim() !== '') : [];
  const about = { dataDir, submission, tenantId, user, kind: kindOf(kind), fileName: file.name };
  await withUpload(dataDir, file.stream() as ReadableStream<Uint8Array>, (path) =>
    readResponse(pool, { ...about, map: headingsOf(pairs), file: path }),
  );
  return c.redirect(`/returns/${c.req.param('period')}#answers-${submission.id}`, 303);
}

async function settle({ pool }: Returns, c: Context<Web>): Promise<Response> {
  const { tenantId, id: user } = signedIn(c);
  const { state, resolution } = await c.req.parseBody();
  const said =
    typeof resolution === 'string' && resolution.trim() !== '' ? resolution.trim().slice(0, 2000) : null;
  const to = { state: typeof state === 'string' ? state : '', resolution: said };
  await resolveCase(pool, kindOf(c.req.param('kind')), Number(c.req.param('id')), to, { tenantId, user });
  return c.redirect(`/returns/${c.req.param('period')}#answers`, 303);
}

async function checks({ pool, clock }: Returns, c: Context<Web>): Promise<Response> {
  const who = signedIn(c);
  const query = new URL(c.req.url).searchParams;
  const text = (name: string) => query.get(name) || undefined;
  const last = addDays(`${londonDay(clock()).slice(0, 7)}-01`, -1).slice(0, 7);
  const period = /^\d{4}-(0[1-9]|1[0-2])$/.test(query.get('period') ?? '') ? query.get('period')! : last;
  const filter = { caseworker: text('caseworker'), team: text('team'), number: text('number') };
  const found = await liveCheck(pool, { period, filter, now: clock(), tenantId: who.tenantId });
  const page = Math.max(1, Math.trunc(Number(query.get('page'))) || 1);
  query.delete('page');
  const chosen = [
    ...(filter.caseworker ? [filter.caseworker] : []),
    ...(filter.team ? [filter.team] : []),
    ...(filter.number ? [`number ${filter.number}`] : []),
  ];
  const view = {
    period,
    checks: found,
    chosen,
    page,
    query: query.toString(),
    mayOpen: who.permissions.has('people.read'),
  };
  return send(c, checksPage(view));
}

/** The pages hold people's numbers: no store along the way may keep them. */
function send(c: Context<Web>, page: Parameters<typeof framed>[1]): Response | Promise<Response> {
  c.header('cache-control', 'no-store');
  return c.html(framed(c, page));
}
