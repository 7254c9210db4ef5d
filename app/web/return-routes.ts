import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as BodyStream } from 'node:stream/web';
import { z } from '@hono/zod-openapi';
import type pg from 'pg';
import { addMonths, londonDay, monthEnd } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { Edition } from '../../nccis/edition.ts';
import { signedIn } from '../../operational/access/guard.ts';
import { apiRoute, body, json, type Route } from '../../operational/api/route.ts';
import { withUpload } from '../../operational/imports/upload.ts';
import { returnCalendar } from '../../operational/submissions/calendar.ts';
import { casesOf, RESOLUTIONS, resolveCase } from '../../operational/submissions/cases.ts';
import { keptFile } from '../../operational/submissions/kept.ts';
import { headingsOf, readResponse } from '../../operational/submissions/responses.ts';
import { markSubmission } from '../../operational/submissions/states.ts';
import { listSubmissions, stepsOf, submissionById } from '../../operational/submissions/submission.ts';
import { liveCheck } from '../live-check.ts';
import { makeReturn } from '../make-return.ts';
import { compareReturn } from '../return-compare.ts';

/** What the returns' routes stand on. */
export interface Returns {
  pool: pg.Pool;
  dataDir: string;
  clock: () => Date;
  editions: Edition[];
}

/** Returns: made, sent, accepted, failed; their calendar, comparison and files, the Department's answers, and the checks live. */
export const returnRoutes = (returns: Returns): Route[] => [
  listReturns(returns),
  makeOne(returns),
  showOne(returns),
  markOne(returns),
  fileOfOne(returns),
  listCases(returns),
  readAnswer(returns),
  resolveOne(returns),
  calendar(returns),
  comparison(returns),
  checks(returns),
];

const month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'Write a month as 2026-10.')
  .openapi({ example: '2026-10' });
const las = z
  .string()
  .regex(/^\d{3}(,\d{3})*$/, 'Write authorities as 336 or 336,330.')
  .openapi({ example: '336' });
const idPath = z.object({
  id: z.coerce
    .number()
    .int()
    .positive()
    .openapi({ param: { name: 'id', in: 'path' } }),
});
const answer = z.record(z.string(), z.unknown());
const plain = (value: object): Record<string, unknown> => ({ ...value });
const split = (text: string | undefined): string[] => text?.split(',') ?? [];

const listReturns = ({ pool }: Returns): Route =>
  apiRoute(
    'return.build',
    {
      method: 'get',
      path: '/api/returns',
      summary: 'The returns that were made, newest month first',
      request: { query: z.object({ period: month.optional() }) },
      responses: { 200: json('With their states', z.object({ returns: z.array(answer) })) },
    },
    async (c) => {
      const { period } = c.req.valid('query');
      const made = await listSubmissions(pool, signedIn(c).tenantId, period ? monthEnd(period) : null);
      return c.json({ returns: made.map(plain) }, 200);
    },
  );

const makeOne = ({ pool, dataDir, clock }: Returns): Route =>
  apiRoute(
    'return.build',
    {
      method: 'post',
      path: '/api/returns',
      summary: "Make a month's return of the last snapshot; it is a draft, and its file is kept",
      request: {
        body: body(
          z.strictObject({ period: month, la_codes: z.array(z.string().regex(/^\d{3}$/)).optional() }),
        ),
      },
      responses: { 201: json('Its number, what the checks find, and how it compares', answer) },
    },
    async (c) => {
      const who = signedIn(c);
      const given = c.req.valid('json');
      const folder = await mkdtemp(join(tmpdir(), 'casehouse-return-')); // readable by this user only
      try {
        const request = { dataDir, period: given.period, las: given.la_codes, out: folder, clock };
        const { made, report, ...about } = await makeReturn(pool, request, {
          tenantId: who.tenantId,
          user: who.id,
        });
        const { file: _file, ...summary } = made;
        return c.json(plain({ ...summary, ...about, checks: report.totals }), 201);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  );

const showOne = ({ pool }: Returns): Route =>
  apiRoute(
    'return.build',
    {
      method: 'get',
      path: '/api/returns/{id}',
      summary: 'A return with the steps of its life',
      request: { params: idPath },
      responses: { 200: json('The return', answer) },
    },
    async (c) => {
      const found = await submissionById(pool, signedIn(c).tenantId, c.req.valid('param').id);
      return c.json({ ...found, steps: await stepsOf(pool, found.id) }, 200);
    },
  );

const markOne = ({ pool }: Returns): Route =>
  apiRoute(
    'return.submit',
    {
      method: 'post',
      path: '/api/returns/{id}/states',
      summary: 'Say what became of a return: sent, accepted or failed',
      request: {
        params: idPath,
        body: body(
          z.strictObject({
            state: z.enum(['sent', 'accepted', 'failed']),
            note: z.string().max(2000).nullish(),
          }),
        ),
      },
      responses: { 200: json('The return, and those that it supersedes', answer) },
    },
    async (c) => {
      const who = signedIn(c);
      const { state, note } = c.req.valid('json');
      const done = await markSubmission(pool, c.req.valid('param').id, state, {
        tenantId: who.tenantId,
        user: who.id,
        note: note ?? null,
      });
      return c.json(plain(done), 200);
    },
  );

const fileOfOne = ({ pool, dataDir }: Returns): Route =>
  apiRoute(
    'return.build',
    {
      method: 'get',
      path: '/api/returns/{id}/file',
      summary: 'The exact file of a return, as it was made',
      request: { params: idPath },
      responses: { 200: { description: 'XML' } },
    },
    async (c) => {
      const found = await submissionById(pool, signedIn(c).tenantId, c.req.valid('param').id);
      const file = await keptFile(dataDir, found);
      const { size } = await stat(file);
      return c.body(Readable.toWeb(createReadStream(file)) as ReadableStream, 200, {
        'content-type': 'application/xml',
        'content-length': String(size),
        'content-disposition': `attachment; filename="${found.file.replace(/[^\w.-]/g, '_')}"`,
      });
    },
  );

const kind = z.enum(['errors', 'duplicates']);

const listCases = ({ pool }: Returns): Route =>
  apiRoute(
    'return.build',
    {
      method: 'get',
      path: '/api/returns/{id}/answers',
      summary: 'What the Department found in a return: errors, or suspected duplicates',
      request: { params: idPath, query: z.object({ kind: kind.default('errors') }) },
      responses: { 200: json('Open ones first', z.object({ cases: z.array(answer) })) },
    },
    async (c) => {
      const { tenantId } = signedIn(c);
      const found = await submissionById(pool, tenantId, c.req.valid('param').id);
      const cases = await casesOf(pool, c.req.valid('query').kind, { tenantId, submission: found.id });
      return c.json({ cases: cases.map(plain) }, 200);
    },
  );

const readAnswer = ({ pool, dataDir }: Returns): Route =>
  apiRoute(
    'return.submit',
    {
      method: 'post',
      path: '/api/returns/{id}/answers',
      summary: "Read the Department's answer to a return: its list of errors, or of suspected duplicates",
      description:
        'The body is the file. One that can’t be read is refused whole; the same twice adds nothing.',
      request: {
        params: idPath,
        query: z.strictObject({
          kind,
          file_name: z.string().max(200).default('file'),
          map: z
            .union([z.string(), z.array(z.string())])
            .optional()
            .openapi({ description: 'FIELD=HEADING where a column is not found by itself' }),
        }),
        body: {
          content: {
            'application/octet-stream': { schema: z.any().openapi({ type: 'string', format: 'binary' }) },
          },
        },
      },
      responses: {
        201: json('Rows read, how many were new, and of how many the person is not one of ours', answer),
      },
    },
    async (c) => {
      const { tenantId, id: user } = signedIn(c);
      const { kind: what, file_name: fileName, map } = c.req.valid('query');
      const submission = await submissionById(pool, tenantId, c.req.valid('param').id);
      const about = {
        dataDir,
        submission,
        tenantId,
        user,
        kind: what,
        fileName,
        map: headingsOf([map ?? []].flat()),
      };
      const body = c.req.raw.body as BodyStream | null;
      const read = await withUpload(dataDir, body, (file) => readResponse(pool, { ...about, file }));
      return c.json(plain(read), 201);
    },
  );

const resolveOne = ({ pool }: Returns): Route =>
  apiRoute(
    'return.submit',
    {
      method: 'post',
      path: '/api/return-answers/{kind}/{id}',
      summary: `Say what became of one: ${Object.values(RESOLUTIONS)
        .map((states) => states.join(', '))
        .join('; ')}`,
      request: {
        params: idPath.extend({ kind: kind.openapi({ param: { name: 'kind', in: 'path' } }) }),
        body: body(z.strictObject({ state: z.string(), resolution: z.string().max(2000).nullish() })),
      },
      responses: { 200: json('Kept', z.object({ kept: z.boolean() })) },
    },
    async (c) => {
      const who = signedIn(c);
      const { kind: what, id } = c.req.valid('param');
      const { state, resolution } = c.req.valid('json');
      await resolveCase(
        pool,
        what,
        id,
        { state, resolution: resolution ?? null },
        { tenantId: who.tenantId, user: who.id },
      );
      return c.json({ kept: true }, 200);
    },
  );

const calendar = ({ pool, editions, clock }: Returns): Route =>
  apiRoute(
    'return.build',
    {
      method: 'get',
      path: '/api/return-calendar',
      summary:
        'The months with the day on which each return is due, its state, and the evidence of what was done',
      request: { query: z.object({ from: month.optional(), to: month.optional() }) },
      responses: { 200: json('Oldest first', z.object({ months: z.array(answer) })) },
    },
    async (c) => {
      const { from, to = londonDay(clock()).slice(0, 7) } = c.req.valid('query');
      const first = from ?? addMonths(`${to}-01`, -11).slice(0, 7);
      if (first > to || addMonths(`${first}-01`, 120) < `${to}-01`)
        throw new CasehouseError('months', `From ${first} to ${to} is no span of at most ten years.`, {
          next: 'Give an earlier month as “from”.',
        });
      const { tenantId } = signedIn(c);
      const months = await returnCalendar(pool, { editions, tenantId, from: first, to, now: clock() });
      return c.json({ months: months.map(plain) }, 200);
    },
  );

const comparison = ({ pool, dataDir }: Returns): Route =>
  apiRoute(
    'return.build',
    {
      method: 'get',
      path: '/api/return-comparison',
      summary: "A month's return against the one that stands for the month before",
      request: { query: z.object({ period: month, la: las.optional() }) },
      responses: { 200: json('Who came, who went, codes, alarms', answer) },
    },
    async (c) => {
      const { period, la } = c.req.valid('query');
      const { tenantId } = signedIn(c);
      return c.json(plain(await compareReturn(pool, { dataDir, period, las: split(la), tenantId })), 200);
    },
  );

const checks = ({ pool, clock }: Returns): Route =>
  apiRoute(
    'people.list',
    {
      method: 'get',
      path: '/api/checks',
      summary:
        "What the Department's checks would say of the case store as it is now, by caseworker and team",
      request: {
        query: z.object({
          period: month.optional(),
          la: las.optional(),
          caseworker: z.string().optional(),
          team: z.string().optional(),
          number: z.string().optional(),
          priority: z.coerce.number().int().min(1).max(3).optional(),
        }),
      },
      responses: { 200: json('Findings, totals by number and by owner, and the monthly table', answer) },
    },
    async (c) => {
      const { period, la, ...filter } = c.req.valid('query');
      const { tenantId } = signedIn(c);
      const found = await liveCheck(pool, { period, las: split(la), filter, now: clock(), tenantId });
      return c.json(plain(found), 200);
    },
  );
