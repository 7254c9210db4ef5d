import { z } from '@hono/zod-openapi';
import { londonDay } from '../../base/dates.ts';
import { standingGuarantee } from '../records/settle.ts';
import { keepDecision, stateOfEntry, tried } from '../records/states.ts';
import type { SessionPerson } from '../access/person.ts';
import { requireCode } from './codes.ts';
import { checkedEntry, FIELDS, Warning } from './entry.ts';
import { day, laCode, personPath, source, state } from './fields.ts';
import { requireOrganisation } from './organisations.ts';
import { entryError } from './problems.ts';
import { apiRoute, body, json, type Route } from './route.ts';
import { type CaseStore, personByRef, type Tx, writing } from './writing.ts';

const NewOffer = z
  .strictObject({
    kind: z.enum(['intention', 'conditional', 'guarantee']),
    season: z.number().int().min(2000).max(2199).openapi({ description: 'Calendar year of the summer' }),
    year_group: z.union([z.literal(11), z.literal(12)]).nullish(),
    code: z.string(),
    la_code: laCode.nullish(),
    organisation_id: z.number().int().nullish(),
    made_on: day,
    state,
    source,
  })
  .superRefine((value, context) => {
    if (value.kind !== 'guarantee') return;
    for (const field of ['year_group', 'la_code'] as const)
      if (value[field] == null)
        context.addIssue({
          code: 'custom',
          path: [field],
          message: `A guarantee needs ${field}.`,
          params: { next: `Give ${field}.` },
        });
  })
  .openapi('NewOffer');

type NewOffer = z.infer<typeof NewOffer>;

const listOf = (offer: NewOffer): string =>
  offer.kind !== 'guarantee' ? 'ID01' : offer.year_group === 11 ? 'SG02' : 'SG11';

const addOffer = (store: CaseStore): Route =>
  apiRoute(
    'people.write',
    {
      method: 'post',
      path: '/api/people/{ref}/offers',
      summary: 'Record an intended destination, a conditional offer or a September Guarantee status',
      description: 'A season and year group has one guarantee status: a newer one replaces it.',
      request: { params: personPath, body: body(NewOffer) },
      responses: {
        201: json(
          'Recorded',
          z.object({
            id: z.number(),
            replaced: z.boolean(),
            state: z.string(),
            warnings: z.array(Warning),
          }),
        ),
      },
    },
    async (c) => {
      const given = c.req.valid('json');
      const made = await writing(store, c, async (tx, who) => {
        const person = await personByRef(tx, who, c.req.valid('param').ref, 'lock');
        if (given.made_on > londonDay(store.clock()))
          throw entryError('made_on', 'That day is in the future.', 'Give the day on which it was made.');
        await requireCode(tx, { set: listOf(given), code: given.code, day: given.made_on, field: 'code' });
        await requireOrganisation(tx, who, given.organisation_id);
        return write(store, tx, who, person.id, given);
      });
      return c.json(made, 201);
    },
  );

async function write(store: CaseStore, tx: Tx, who: SessionPerson, personId: number, given: NewOffer) {
  const today = londonDay(store.clock());
  const state = await stateOfEntry(tx, who, given.state);
  const entry = { personId, day: today, fields: FIELDS.offer, main: 'code' };
  const counted = () =>
    checkedEntry(store, tx, who, entry, () => writeVerified(tx, who.tenantId, personId, given));
  const decided = { fact: 'offer', personId, on: today } as const;
  if (state === 'verified') {
    const { done, warnings } = await counted();
    const evidence = { method: 'worker', source: given.source };
    await keepDecision(tx, who, { ...decided, factId: done.id, decision: 'verified', ...evidence });
    return { ...done, state, warnings };
  }
  if (state === 'submitted') await tried(tx, counted);
  const id = await insert(tx, who.tenantId, personId, { ...given, state });
  if (state === 'submitted') await keepDecision(tx, who, { ...decided, factId: id, decision: 'submitted' });
  return { id, replaced: false, state, warnings: [] };
}

async function writeVerified(tx: Tx, tenantId: number, personId: number, given: NewOffer) {
  const { source: source_code, ...facts } = given;
  const about = { personId, season: given.season, yearGroup: given.year_group ?? null };
  const held = given.kind === 'guarantee' ? await standingGuarantee(tx, about) : null;
  if (held === null)
    return { id: await insert(tx, tenantId, personId, { ...given, state: 'verified' }), replaced: false };
  await tx
    .updateTable('offer')
    .set({ ...facts, state: 'verified', source_code })
    .where('id', '=', held)
    .execute();
  return { id: held, replaced: true };
}

async function insert(tx: Tx, tenantId: number, personId: number, given: NewOffer): Promise<number> {
  const { source: source_code, ...facts } = given;
  const { id } = await tx
    .insertInto('offer')
    .values({ ...facts, source_code, tenant_id: tenantId, person_id: personId })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Intentions and guarantees of a person. */
export const offerRoutes = (store: CaseStore): Route[] => [addOffer(store)];
