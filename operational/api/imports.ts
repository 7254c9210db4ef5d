import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { stream } from 'hono/streaming';
import type pg from 'pg';
import type { ReadableStream } from 'node:stream/web';
import type { Edition } from '../../nccis/edition.ts';
import { signedIn } from '../access/guard.ts';
import type { Web } from '../access/person.ts';
import { type Doer, inTransaction } from '../imports/batch.ts';
import { decide, findBatch, listBatches, rowsOf } from '../imports/batches.ts';
import { applyBatch, approveBatch, matchBatch, refuseBatch, takeIn, undoBatch } from '../imports/intake.ts';
import { listMappings, saveMapping } from '../imports/mappings.ts';
import { importNccis } from '../imports/nccis.ts';
import { loadProfile, loadProfiles } from '../imports/profile.ts';
import { reconciliation } from '../imports/reconciliation.ts';
import { withUpload } from '../imports/upload.ts';
import { day } from './fields.ts';
import { OUTCOMES, Batch, Row, whole, idPath, linePath, Decision, Mapping, Saved } from './import-shapes.ts';
import { apiRoute, body, json, type Route } from './route.ts';

/** What the routes of imports stand on. */
export interface ImportDeps {
  pool: pg.Pool;
  dataDir: string;
  clock: () => Date;
  editions: readonly Edition[];
}

const shaped = <S extends z.ZodObject>(schema: S, row: object): z.infer<S> =>
  schema.parse(JSON.parse(JSON.stringify(row)));

const doer = ({ clock, editions }: ImportDeps, c: Context<Web>): Doer => {
  const who = signedIn(c);
  return { tenantId: who.tenantId, userId: who.id, clock, editions };
};

const listRoute = (deps: ImportDeps): Route =>
  apiRoute(
    'import.run',
    {
      method: 'get',
      path: '/api/imports',
      summary: 'Batches that came in, newest first',
      request: { query: z.strictObject({ before: whole.optional() }) },
      responses: { 200: json('At most 50', z.object({ batches: z.array(Batch) })) },
    },
    async (c) => {
      const { before } = c.req.valid('query');
      const list = await listBatches(deps.pool, signedIn(c).tenantId, {
        before: before ? Number(before) : null,
      });
      return c.json({ batches: list.map((b) => shaped(Batch, b)) }, 200);
    },
  );

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((v) => v === 'true');
const Sending = z.object({
  profile: z.string().openapi({ example: 'education-starters' }),
  file_name: z.string().max(200).default('file'),
  mapping: z.string().optional().openapi({ description: 'Name of a saved mapping' }),
  as_at: day.optional(),
  dates: z.enum(['dmy', 'mdy', 'ymd']).optional(),
  review: flag.openapi({ description: 'Stop after matching, for a person to look' }),
  set: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .openapi({ description: 'COLUMN=VALUE of columns that hold for the whole file' }),
});

const takeInRoute = (deps: ImportDeps): Route =>
  apiRoute(
    'import.run',
    {
      method: 'post',
      path: '/api/imports',
      summary: 'Take a file in: staged, matched and, unless it is to be reviewed, applied',
      description: 'The body is the file. One that can’t be read is refused whole and leaves nothing.',
      request: {
        query: Sending,
        body: {
          content: {
            'application/octet-stream': { schema: z.any().openapi({ type: 'string', format: 'binary' }) },
          },
        },
      },
      responses: { 201: json('Taken in', Batch) },
    },
    async (c) => {
      const sent = c.req.valid('query');
      const who = doer(deps, c);
      const given = Object.fromEntries([sent.set ?? []].flat().map((pair) => splitPair(pair)));
      const id = await withUpload(
        deps.dataDir,
        c.req.raw.body as ReadableStream<Uint8Array> | null,
        async (file) => {
          if (sent.profile === 'nccis') return takeReturn(deps, who, file);
          const { id } = await takeIn(deps.pool, who, {
            profile: sent.profile,
            file,
            fileName: sent.file_name,
            mapping: sent.mapping ?? null,
            asAt: sent.as_at ?? null,
            dates: sent.dates ?? null,
            review: sent.review,
            given,
          });
          return id;
        },
      );
      return c.json(shaped(Batch, await findBatch(deps.pool, who.tenantId, id)), 201);
    },
  );

async function takeReturn(deps: ImportDeps, who: Doer, file: string): Promise<number> {
  const done = await importNccis({
    pool: deps.pool,
    file,
    tenantId: who.tenantId,
    user: who.userId === null ? null : { id: who.userId },
    clock: who.clock,
    editions: [...deps.editions],
  });
  return done.batch;
}

const splitPair = (pair: string): [string, string] => {
  const at = pair.indexOf('=');
  return at < 1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
};

const showRoute = (deps: ImportDeps): Route =>
  apiRoute(
    'import.run',
    {
      method: 'get',
      path: '/api/imports/{id}',
      summary: 'One batch: what it was, how many rows came to what, who did what',
      request: { params: idPath },
      responses: { 200: json('The batch', Batch) },
    },
    async (c) => {
      const { id } = c.req.valid('param');
      return c.json(shaped(Batch, await findBatch(deps.pool, signedIn(c).tenantId, Number(id))), 200);
    },
  );

const rowsRoute = (deps: ImportDeps): Route =>
  apiRoute(
    'import.run',
    {
      method: 'get',
      path: '/api/imports/{id}/rows',
      summary: 'Rows of a batch in the order of the file, with the candidates of those that wait',
      request: {
        params: idPath,
        query: z.strictObject({
          outcome: z.enum([...OUTCOMES, 'waiting']).optional(),
          after: whole.optional().openapi({ description: 'The last line of the page before' }),
        }),
      },
      responses: { 200: json('At most 100', z.object({ rows: z.array(Row) })) },
    },
    async (c) => {
      const { outcome, after } = c.req.valid('query');
      const rows = await rowsOf(deps.pool, signedIn(c).tenantId, Number(c.req.valid('param').id), {
        outcome: outcome ?? null,
        after: after === undefined ? -1 : Number(after),
      });
      return c.json({ rows: rows.map((row) => shaped(Row, row)) }, 200);
    },
  );

const decideRoute = (deps: ImportDeps): Route =>
  apiRoute(
    'import.run',
    {
      method: 'post',
      path: '/api/imports/{id}/rows/{line}/decision',
      summary: 'Decide a row that waits: whose it is, somebody new, not to be used, or left for later',
      request: { params: linePath, body: body(Decision) },
      responses: { 200: json('The row as it then stands', Row) },
    },
    async (c) => {
      const { id, line } = c.req.valid('param');
      const who = doer(deps, c);
      await decide(deps.pool, who, Number(id), Number(line), c.req.valid('json'));
      const [row] = await rowsOf(deps.pool, who.tenantId, Number(id), { after: Number(line) - 1, limit: 1 });
      return c.json(shaped(Row, row!), 200);
    },
  );

const STEPS = {
  match: { work: matchBatch, summary: 'Look again for the people of rows that have none' },
  approve: { work: approveBatch, summary: 'Say that a person has looked at a matched batch' },
  apply: { work: applyBatch, summary: 'Apply what is matched and decided' },
  undo: { work: undoBatch, summary: 'Take back all that a batch did, unless something was changed since' },
  refuse: { work: refuseBatch, summary: 'Turn a batch down before it is applied' },
} as const;

const stepRoutes = (deps: ImportDeps): Route[] =>
  Object.entries(STEPS).map(([verb, { work, summary }]) =>
    apiRoute(
      'import.run',
      {
        method: 'post',
        path: `/api/imports/{id}/${verb}`,
        summary,
        request: { params: idPath },
        responses: { 200: json('The batch as it then stands', Batch) },
      },
      async (c) => {
        const who = doer(deps, c);
        const { id } = await work(deps.pool, who, Number(c.req.valid('param').id));
        return c.json(shaped(Batch, await findBatch(deps.pool, who.tenantId, id)), 200);
      },
    ),
  );

const reconciliationRoute = (deps: ImportDeps): Route =>
  apiRoute(
    'import.run',
    {
      method: 'get',
      path: '/api/imports/{id}/reconciliation.csv',
      summary: 'Every row of a batch with its outcome and reason, and the counts',
      request: { params: idPath },
      responses: { 200: { description: 'CSV, UTF-8', content: { 'text/csv': { schema: z.string() } } } },
    },
    async (c) => {
      const { tenantId } = signedIn(c);
      const id = Number(c.req.valid('param').id);
      await findBatch(deps.pool, tenantId, id); // a 404 is no half of a file
      c.header('content-type', 'text/csv; charset=utf-8');
      c.header('content-disposition', `attachment; filename="reconciliation-${id}.csv"`);
      return stream(c, async (out) => {
        for await (const part of reconciliation(deps.pool, tenantId, id)) await out.write(part);
      }) as never;
    },
  );

const profilesRoute = (): Route =>
  apiRoute(
    'import.run',
    {
      method: 'get',
      path: '/api/imports/profiles',
      summary: 'The lists that can be taken in, with their columns',
      responses: {
        200: json('Every profile', z.object({ profiles: z.array(z.record(z.string(), z.unknown())) })),
      },
    },
    async (c) => {
      const profiles = [...loadProfiles().values()].map(({ id, title, about, version, columns, mapped }) => ({
        id,
        title,
        about,
        version,
        mapped,
        columns,
      }));
      return c.json({ profiles }, 200);
    },
  );

const mappingRoutes = (deps: ImportDeps): Route[] => [
  apiRoute(
    'import.run',
    {
      method: 'get',
      path: '/api/imports/mappings',
      summary: 'Saved mappings of headings, each in its newest version',
      responses: { 200: json('By name', z.object({ mappings: z.array(Saved) })) },
    },
    async (c) => {
      const list = await listMappings(deps.pool, signedIn(c).tenantId);
      return c.json({ mappings: list.map((m) => shaped(Saved, m)) }, 200);
    },
  ),
  apiRoute(
    'import.run',
    {
      method: 'post',
      path: '/api/imports/mappings',
      summary: 'Save a mapping, or its next version',
      request: { body: body(Mapping) },
      responses: { 201: json('Saved', Saved) },
    },
    async (c) => {
      const { profile, ...mapping } = c.req.valid('json');
      const who = doer(deps, c);
      const saved = await inTransaction(deps.pool, who, (client) =>
        saveMapping(client, who, loadProfile(profile), mapping),
      );
      return c.json(shaped(Saved, saved), 201);
    },
  ),
];

/** Files that come in: lists, their exceptions, and what becomes of them. */
export const importRoutes = (deps: ImportDeps): Route[] => [
  listRoute(deps),
  takeInRoute(deps),
  profilesRoute(),
  ...mappingRoutes(deps),
  showRoute(deps),
  rowsRoute(deps),
  decideRoute(deps),
  ...stepRoutes(deps),
  reconciliationRoute(deps),
];
