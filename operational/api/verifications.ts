import { z } from '@hono/zod-openapi';
import { type Day, londonDay } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { SessionPerson } from '../access/person.ts';
import { checkedEntry, FIELDS, lastDayOf, Warning, withNumber } from './entry.ts';
import { day, factPath, source } from './fields.ts';
import { entryError } from './problems.ts';
import { apiRoute, body, json, type Route } from './route.ts';
import { type CaseStore, personByRef, type Tx, writing } from './writing.ts';

/** How somebody came to be sure. */
export const method = z.enum([
  'person',
  'parent',
  'provider-list',
  'worker',
  'other-la',
  'self-report',
  'migration',
]);

const NewVerification = z.strictObject({ verified_on: day, method, source }).openapi('NewVerification');

const addVerification = (store: CaseStore): Route =>
  apiRoute(
    'people.write',
    {
      method: 'post',
      path: '/api/people/{ref}/situations/{id}/verifications',
      summary: 'Record that somebody confirmed what a person does',
      request: { params: factPath, body: body(NewVerification) },
      responses: {
        201: json('Recorded', z.object({ id: z.number(), warnings: z.array(Warning) })),
      },
    },
    async (c) => {
      const { ref, id: text } = c.req.valid('param');
      const id = Number(text);
      const given = c.req.valid('json');
      const made = await writing(store, c, async (tx, who) => {
        const person = await personByRef(tx, who, ref, 'lock');
        const situation = await tx
          .selectFrom('situation')
          .select(['started_on', 'ended_on'])
          .where('id', '=', id)
          .where('person_id', '=', person.id)
          .executeTakeFirst();
        if (!situation) throw noSuchSituation(id);
        await requireVerifiable(store, tx, who, given.verified_on, situation.started_on);
        const day = lastDayOf(situation, londonDay(store.clock()));
        const entry = { personId: person.id, day, fields: FIELDS.situation, main: 'verified_on' };
        const { done, warnings } = await checkedEntry(store, tx, who, entry, () =>
          insertVerification(tx, who, { situationId: id, ...given }),
        );
        return { ...done, warnings };
      });
      return c.json(made, 201);
    },
  );

/** Keeps a confirmation of an activity with who made it. */
export const insertVerification = (
  tx: Tx,
  who: SessionPerson,
  given: { situationId: number; verified_on: Day; method: string; source: string },
): Promise<{ id: number }> =>
  tx
    .insertInto('verification')
    .values({
      tenant_id: who.tenantId,
      situation_id: given.situationId,
      verified_on: given.verified_on,
      method: given.method,
      source_code: given.source,
      user_id: who.id,
    })
    .returning('id')
    .executeTakeFirstOrThrow();

/** Refuse a confirmation before the activity began or in the future, under DfE's numbers. */
export async function requireVerifiable(
  store: CaseStore,
  tx: Tx,
  who: SessionPerson,
  verifiedOn: Day,
  startedOn: Day,
): Promise<void> {
  const today = londonDay(store.clock());
  const order = { start_date: startedOn, date_verified: verifiedOn };
  await withNumber(
    store,
    tx,
    who,
    { day: today, values: order, element: 'DateVerified', periodEnd: today },
    () => {
      if (verifiedOn < startedOn)
        throw entryError(
          'verified_on',
          `It was verified before it began on ${startedOn}.`,
          'Give the day on which the activity was confirmed, or correct its start first.',
        );
      if (verifiedOn > today)
        throw entryError(
          'verified_on',
          'That day is in the future.',
          'Give the day on which the activity was confirmed.',
        );
    },
  );
}

const noSuchSituation = (id: number): CasehouseError =>
  new CasehouseError('no-such-situation', `This person has no situation ${id}.`, {
    status: 404,
    next: 'Read the record again and take an id from its situations.',
  });

/** Confirmations of what a person does. */
export const verificationRoutes = (store: CaseStore): Route[] => [addVerification(store)];
