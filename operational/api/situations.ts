import { z } from '@hono/zod-openapi';
import { type Day, londonDay } from '../../base/dates.ts';
import { makeRoomForSituation } from '../records/settle.ts';
import { keepDecision, type RecordState, stateOfEntry, tried } from '../records/states.ts';
import type { SessionPerson } from '../access/person.ts';
import { requireAgeForCode, requireCode } from './codes.ts';
import { checkedEntry, FIELDS, lastDayOf, Warning, withNumber } from './entry.ts';
import { closeOpen, day, inOrder, personPath, source, state } from './fields.ts';
import { requireOrganisation } from './organisations.ts';
import { entryError } from './problems.ts';
import { apiRoute, body, json, type Route } from './route.ts';
import { verificationRoutes } from './verifications.ts';
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
    state,
    source,
    close_open: closeOpen,
  })
  .superRefine(inOrder('started_on', 'ended_on', 'It ends before it starts.'))
  .superRefine(inOrder('started_on', 'expected_end_on', 'It is expected to end before it starts.'))
  .openapi('NewSituation');

type NewSituation = z.infer<typeof NewSituation>;

const Made = z
  .object({
    id: z.number(),
    closed: z.number().nullable(),
    state: z.string(),
    warnings: z
      .array(Warning)
      .openapi({ description: 'What the return’s checks find in it, and that was kept' }),
  })
  .openapi('MadeSituation');

const addSituation = (store: CaseStore): Route =>
  apiRoute(
    'people.write',
    {
      method: 'post',
      path: '/api/people/{ref}/situations',
      summary: 'Record what a person does from a day on',
      description:
        'A draft is kept as it is and counts nowhere; what is submitted must pass the return’s checks, and counts once it is verified.',
      request: { params: personPath, body: body(NewSituation) },
      responses: { 201: json('Recorded; `closed` is the id of the one that was ended', Made) },
    },
    async (c) => {
      const given = c.req.valid('json');
      const made = await writing(store, c, async (tx, who) => {
        const person = await personByRef(tx, who, c.req.valid('param').ref, 'lock');
        const ascertained = await requireSound(store, tx, who, person, given);
        const stateNow = await stateOfEntry(tx, who, given.state);
        return write(store, tx, who, { personId: person.id, given, ascertained, state: stateNow });
      });
      return c.json(made, 201);
    },
  );

/** The checks that need no more than the entry and the person; answers the day on which it was found out. */
async function requireSound(
  store: CaseStore,
  tx: Tx,
  who: SessionPerson,
  person: { date_of_birth: Day },
  given: NewSituation,
): Promise<Day> {
  const today = londonDay(store.clock());
  const { code, started_on, domain } = given;
  await requireCode(tx, { set: domain, code, day: started_on, field: 'code' });
  const values = { dob: person.date_of_birth, activity_code: code, start_date: started_on };
  if (domain === 'eet')
    await withNumber(store, tx, who, { day: started_on, values, element: 'ActivityCode' }, () =>
      requireAgeForCode(store.editions, person, { code, day: started_on }),
    );
  await requireOrganisation(tx, who, given.organisation_id);
  const ascertained = given.ascertained_on ?? today;
  if (ascertained > today)
    throw entryError(
      'ascertained_on',
      'That day is in the future.',
      'Give the day on which you came to know.',
    );
  if (given.ascertained_on == null && ascertained < started_on)
    throw entryError(
      'started_on',
      'It starts in the future, so nobody can have seen it begin.',
      'Record it when it has begun; until then record an offer.',
    );
  const known = { start_date: started_on, date_ascertained: ascertained };
  await withNumber(store, tx, who, { day: today, values: known, element: 'DateAscertained' }, () => {
    if (ascertained < started_on)
      throw entryError(
        'ascertained_on',
        'It was found out before it began.',
        `Check both days: ${started_on} and ${ascertained}.`,
      );
  });
  return ascertained;
}

interface Writing {
  personId: number;
  given: NewSituation;
  ascertained: Day;
  state: RecordState;
}

async function write(store: CaseStore, tx: Tx, who: SessionPerson, w: Writing) {
  const { given, personId } = w;
  const today = londonDay(store.clock());
  const entry = { personId, day: lastDayOf(given, today), fields: FIELDS.situation, main: 'code' };
  const counted = () => checkedEntry(store, tx, who, entry, () => insertVerified(tx, who, w));
  if (w.state === 'verified') {
    const { done, warnings } = await counted();
    await keepDecision(tx, who, {
      ...{ fact: 'situation', factId: done.id, personId, decision: 'verified', on: today },
      ...{ method: 'worker', source: given.source },
    });
    return { ...done, state: w.state, warnings };
  }
  // What is handed in must be fit to be verified: tried, and taken back.
  if (w.state === 'submitted') await tried(tx, counted);
  const id = await insert(tx, who.tenantId, w, 'provisional');
  if (w.state === 'submitted')
    await keepDecision(tx, who, {
      fact: 'situation',
      factId: id,
      personId,
      decision: 'submitted',
      on: today,
    });
  return { id, closed: null, state: w.state, warnings: [] };
}

async function insertVerified(tx: Tx, who: SessionPerson, w: Writing) {
  const { given, personId } = w;
  const takesPlace = given.is_primary && given.standing === 'confirmed';
  const closed = takesPlace
    ? await makeRoomForSituation(tx, {
        ...{ personId, domain: given.domain, close: given.close_open },
        ...{ started_on: given.started_on, ended_on: given.ended_on ?? null },
      })
    : null;
  return { id: await insert(tx, who.tenantId, { ...w, state: 'verified' }, given.standing), closed };
}

async function insert(tx: Tx, tenantId: number, w: Writing, standing: string): Promise<number> {
  const { source: source_code, close_open: _, detail, state: __, ...facts } = w.given;
  const made = await tx
    .insertInto('situation')
    .values({
      ...facts,
      standing,
      state: w.state,
      ascertained_on: w.ascertained,
      detail: JSON.stringify(detail),
      source_code,
      tenant_id: tenantId,
      person_id: w.personId,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}

/** What a person does, and its confirmations. */
export const situationRoutes = (store: CaseStore): Route[] => [
  addSituation(store),
  ...verificationRoutes(store),
];
