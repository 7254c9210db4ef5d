import { z } from '@hono/zod-openapi';
import type pg from 'pg';
import { londonDay } from '../../base/dates.ts';
import { editionOn } from '../../nccis/editions.ts';
import { addLate, closeSeason, listSeasons, openSeason, seasonOf } from '../cohorts/seasons.ts';
import { fixedOnOf, freezeCohort, type SeasonOf } from '../cohorts/freeze.ts';
import { updateCohort } from '../cohorts/update.ts';
import { signedIn } from '../access/guard.ts';
import { day, laCode, text } from './fields.ts';
import { apiRoute, body, json, type Route } from './route.ts';
import type { CaseStore } from './writing.ts';

const Season = z
  .object({
    id: z.number(),
    kind: z.string(),
    season: z.number(),
    la: z.string(),
    state: z.enum(['opened', 'fixed', 'closed']),
    fixedOn: z.string().nullable(),
    closedOn: z.string().nullable(),
    members: z.number(),
    late: z.number(),
  })
  .openapi('Season');
const Of = z.strictObject({
  kind: z.enum(['guarantee', 'activity-survey']),
  season: z.number().int().min(2000).max(2199).openapi({ description: 'Calendar year of the summer' }),
  la: laCode,
});
const Change = z.object({
  ref: z.string(),
  name: z.string(),
  from: z.string(),
  to: z.string(),
  sent: z.string(),
  on: z.string(),
  transferredTo: z.string().nullable(),
});
const Updated = z
  .object({
    asAt: z.string(),
    applied: z.boolean(),
    members: z.number(),
    counts: z.record(z.string(), z.number()),
    changes: z.array(Change),
  })
  .openapi('CohortUpdate');

/** Seasons of the Guarantee and the Activity Survey, and the cohort's monthly update. */
export const seasonRoutes = (store: CaseStore, pool: pg.Pool): Route[] => [
  apiRoute(
    'cohort.manage',
    {
      method: 'get',
      path: '/api/seasons',
      summary: 'Seasons of the September Guarantee and the Activity Survey, newest first',
      responses: { 200: json('The seasons', z.object({ seasons: z.array(Season) })) },
    },
    async (c) => c.json({ seasons: await listSeasons(pool, signedIn(c).tenantId) }, 200),
  ),
  verb('open', 'Open a season; its cohort is empty until it is fixed', {}, (of, who) =>
    openSeason(pool, of, who),
  ),
  verb('freeze', 'Fix the season’s cohort as at the day that the edition names', {}, async (of, who) => {
    const edition = editionOn([...store.editions], `${of.season}-05-31`);
    const on = fixedOnOf(edition, of.kind, of.season);
    await freezeCohort(pool, editionOn([...store.editions], on), of, {
      userId: who,
      today: londonDay(store.clock()),
    });
    return seasonOf(pool, of);
  }),
  verb('close', 'Close a season for good', {}, (of, who) =>
    closeSeason(pool, of, londonDay(store.clock()), who),
  ),
  verb(
    'add',
    'Add somebody to a fixed cohort, late and with the reason',
    { ref: z.string(), reason: text(500) },
    (of, who, more) =>
      addLate(pool, editionOn([...store.editions], `${of.season}-05-31`), of, {
        ...{ ref: String(more.ref), reason: String(more.reason) },
        ...{ on: londonDay(store.clock()), userId: who },
      }),
  ),
  apiRoute(
    'cohort.manage',
    {
      method: 'post',
      path: '/api/cohort-updates',
      summary: 'Work out cohort statuses from age, plan, home and death; a dry run unless apply is true',
      request: { body: body(z.strictObject({ as_at: day, apply: z.boolean().default(false) })) },
      responses: { 200: json('What changes, or changed', Updated) },
    },
    async (c) => {
      const { as_at: asAt, apply } = c.req.valid('json');
      const who = signedIn(c);
      const by = { tenantId: who.tenantId, userId: who.id, clock: store.clock };
      return c.json(await updateCohort({ pool, editions: store.editions, asAt, dryRun: !apply, ...by }), 200);
    },
  ),
];

function verb(
  name: string,
  summary: string,
  more: Record<string, z.ZodType>,
  run: (of: SeasonOf, userId: number, more: Record<string, unknown>) => Promise<z.infer<typeof Season>>,
): Route {
  return apiRoute(
    'cohort.manage',
    {
      method: 'post',
      path: `/api/seasons/${name}`,
      summary,
      request: { body: body(Of.extend(more)) },
      responses: { 200: json('The season as it stands then', Season) },
    },
    async (c) => {
      const given = c.req.valid('json') as z.infer<typeof Of> & Record<string, unknown>;
      const who = signedIn(c);
      const of = { kind: given.kind, season: given.season, la: given.la, tenantId: who.tenantId };
      return c.json(await run(of, who.id, given), 200);
    },
  );
}
