import { z } from '@hono/zod-openapi';
import { londonDay } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import { requireAgeForCode, requireCode } from './codes.ts';
import { closeOpen, day, inOrder, personPath, source } from './fields.ts';
import { requireOrganisation } from './organisations.ts';
import { entryError } from './problems.ts';
import { apiRoute, body, json, type Route } from './route.ts';
import { makeRoom } from './spells.ts';
import { type CaseStore, personByRef, type Tx, writing } from './writing.ts';

const NewSituation = z
  .strictObject({
    domain: z.enum(['eet', 'housing', 'placement', 'legal']).default('eet'),
    code: z.string().openapi({ example: '210', description: 'A code of the domain’s list' }),
    started_on: day,
    ended_on: day.nullish(),
    ascertained_on: day.nullish().openapi({ description: 'When we came to know; today when left out' }),
    expected_end_on: day.nullish(),
    review_on: day.nullish(),
    organisation_id: z.number().int().nullish(),
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    is_primary: z.boolean().default(true),
    standing: z.enum(['provisional', 'confirmed']).default('confirmed'),
    source,
    close_open: closeOpen,
  })
  .superRefine(inOrder('started_on', 'ended_on', 'It ends before it starts.'))
  .superRefine(inOrder('started_on', 'ascertained_on', 'It was found out before it began.'))
  .superRefine(inOrder('started_on', 'expected_end_on', 'It is expected to end before it starts.'))
  .openapi('NewSituation');

type NewSituation = z.infer<typeof NewSituation>;

const Made = z.object({ id: z.number(), closed: z.number().nullable() }).openapi('MadeSituation');

const addSituation = (store: CaseStore): Route =>
  apiRoute(
    'people.write',
    {
      method: 'post',
      path: '/api/people/{ref}/situations',
      summary: 'Record what a person does from a day on',
      request: { params: personPath, body: body(NewSituation) },
      responses: { 201: json('Recorded; `closed` is the id of the one that was ended', Made) },
    },
    async (c) => {
      const given = c.req.valid('json');
      const made = await writing(store, c, async (tx, who) => {
        const person = await personByRef(tx, who, c.req.valid('param').ref, 'lock');
        await requireCode(tx, { set: given.domain, code: given.code, day: given.started_on, field: 'code' });
        if (given.domain === 'eet')
          requireAgeForCode(store.editions, person, { code: given.code, day: given.started_on });
        await requireOrganisation(tx, who, given.organisation_id);
        const closed =
          given.is_primary && given.standing === 'confirmed' ? await close(tx, person.id, given) : null;
        const id = await insert(tx, who.tenantId, person.id, given, londonDay(store.clock()));
        return { id, closed };
      });
      return c.json(made, 201);
    },
  );

async function close(tx: Tx, personId: number, given: NewSituation): Promise<number | null> {
  const held = await tx
    .selectFrom('situation as s')
    .leftJoin('code as k', (join) => join.onRef('k.set_id', '=', 's.domain').onRef('k.code', '=', 's.code'))
    .select(['s.id', 's.code', 's.started_on', 's.ended_on', 'k.label'])
    .where('s.person_id', '=', personId)
    .where('s.domain', '=', given.domain)
    .where('s.is_primary', '=', true)
    .where('s.standing', '=', 'confirmed')
    .orderBy('s.started_on')
    .execute();
  const { closing, lastDay } = makeRoom(
    held,
    { started_on: given.started_on, ended_on: given.ended_on ?? null },
    { close: given.close_open, words: (s) => `${s.code} ${s.label ?? ''}`.trim() },
  );
  if (!closing) return null;
  await tx.updateTable('situation').set({ ended_on: lastDay }).where('id', '=', closing.id).execute();
  return closing.id;
}

async function insert(
  tx: Tx,
  tenantId: number,
  personId: number,
  given: NewSituation,
  today: string,
): Promise<number> {
  const { source: source_code, close_open: _, detail, ascertained_on, ...facts } = given;
  const known = ascertained_on ?? today;
  if (known > today)
    throw entryError(
      'ascertained_on',
      'That day is in the future.',
      'Give the day on which you came to know.',
    );
  if (known < given.started_on)
    throw entryError(
      'started_on',
      'It starts in the future, so nobody can have seen it begin.',
      'Record it when it has begun; until then record an offer.',
    );
  const made = await tx
    .insertInto('situation')
    .values({
      ...facts,
      ascertained_on: known,
      detail: JSON.stringify(detail),
      source_code,
      tenant_id: tenantId,
      person_id: personId,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}

const NewVerification = z
  .strictObject({
    verified_on: day,
    method: z.enum(['person', 'parent', 'provider-list', 'worker', 'other-la', 'self-report', 'migration']),
    source,
  })
  .openapi('NewVerification');

const situationPath = personPath.extend({
  id: z
    .string()
    .regex(/^\d{1,15}$/, 'is not a number')
    .openapi({ param: { name: 'id', in: 'path' }, example: '5120' }),
});

const addVerification = (store: CaseStore): Route =>
  apiRoute(
    'people.write',
    {
      method: 'post',
      path: '/api/people/{ref}/situations/{id}/verifications',
      summary: 'Record that somebody confirmed what a person does',
      request: { params: situationPath, body: body(NewVerification) },
      responses: { 201: json('Recorded', z.object({ id: z.number() })) },
    },
    async (c) => {
      const { ref, id: text } = c.req.valid('param');
      const id = Number(text);
      const given = c.req.valid('json');
      const made = await writing(store, c, async (tx, who) => {
        const person = await personByRef(tx, who, ref, 'lock');
        const situation = await tx
          .selectFrom('situation')
          .select(['started_on'])
          .where('id', '=', id)
          .where('person_id', '=', person.id)
          .executeTakeFirst();
        if (!situation) throw noSuchSituation(id);
        requireVerifiable(given.verified_on, situation.started_on, londonDay(store.clock()));
        return tx
          .insertInto('verification')
          .values({
            tenant_id: who.tenantId,
            situation_id: id,
            verified_on: given.verified_on,
            method: given.method,
            source_code: given.source,
            user_id: who.id,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
      });
      return c.json(made, 201);
    },
  );

function requireVerifiable(verifiedOn: string, startedOn: string, today: string): void {
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
}

const noSuchSituation = (id: number): CasehouseError =>
  new CasehouseError('no-such-situation', `This person has no situation ${id}.`, {
    status: 404,
    next: 'Read the record again and take an id from its situations.',
  });

/** What a person does, and its confirmations. */
export const situationRoutes = (store: CaseStore): Route[] => [addSituation(store), addVerification(store)];
