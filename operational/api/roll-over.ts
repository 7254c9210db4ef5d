import { z } from '@hono/zod-openapi';
import type pg from 'pg';
import { rollOver, undoRollOver } from '../roll-over/roll-over.ts';
import { signedIn } from '../access/guard.ts';
import { apiRoute, body, json, type Route } from './route.ts';
import type { CaseStore } from './writing.ts';

const Line = z.object({
  ref: z.string(),
  name: z.string(),
  dateOfBirth: z.string(),
  fromYear: z.number(),
  toYear: z.number(),
  kind: z.string(),
  what: z.string(),
  school: z.string().nullable(),
  intendedDestination: z.string().nullable(),
});
const Turned = z
  .object({
    year: z.number(),
    applied: z.boolean(),
    id: z.number().nullable(),
    before: z
      .boolean()
      .openapi({ description: 'The year had been rolled over before; nothing was changed now' }),
    movesUp: z.record(z.string(), z.number()),
    counts: z.record(z.string(), z.number()),
    lines: z.array(Line),
  })
  .openapi('RollOver');

const yearPath = z.object({
  year: z
    .string()
    .regex(/^20\d\d$/, 'is not a year')
    .openapi({ param: { name: 'year', in: 'path' }, example: '2026' }),
});

/** The turn of the academic year: what would happen, doing it, taking it back. */
export const rollOverRoutes = (store: CaseStore, pool: pg.Pool): Route[] => [
  apiRoute(
    'cohort.manage',
    {
      method: 'post',
      path: '/api/roll-overs/{year}',
      summary: 'Turn the academic year; a dry run unless apply is true',
      description:
        'The year is the one in which the academic year begins. The same year twice changes nothing.',
      request: { params: yearPath, body: body(z.strictObject({ apply: z.boolean().default(false) })) },
      responses: { 200: json('What would happen, or what was done', Turned) },
    },
    async (c) => {
      const who = signedIn(c);
      const done = await rollOver({
        pool,
        editions: store.editions,
        year: Number(c.req.valid('param').year),
        dryRun: !c.req.valid('json').apply,
        clock: store.clock,
        tenantId: who.tenantId,
        userId: who.id,
      });
      return c.json(done, 200);
    },
  ),
  apiRoute(
    'cohort.manage',
    {
      method: 'post',
      path: '/api/roll-overs/{year}/undo',
      summary: 'Take a roll-over back, but for those whose record went on since',
      request: { params: yearPath },
      responses: {
        200: json('Taken back', z.object({ year: z.number(), undone: z.number(), left: z.number() })),
      },
    },
    async (c) => {
      const who = signedIn(c);
      const by = { tenantId: who.tenantId, userId: who.id, clock: store.clock };
      return c.json(await undoRollOver(pool, Number(c.req.valid('param').year), by), 200);
    },
  ),
];
