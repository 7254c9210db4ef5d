import { z } from '@hono/zod-openapi';
import { londonDay } from '../../base/dates.ts';
import { makeRoomForCharacteristic } from '../records/settle.ts';
import { keepDecision, type RecordState, stateOfEntry, tried } from '../records/states.ts';
import type { SessionPerson } from '../access/person.ts';
import { requireCode } from './codes.ts';
import { checkedEntry, FIELDS, lastDayOf, Warning, withNumber } from './entry.ts';
import { closeOpen, day, inOrder, personPath, source, state } from './fields.ts';
import { apiRoute, body, json, type Route } from './route.ts';
import { type CaseStore, personByRef, type Tx, writing } from './writing.ts';

const NewCharacteristic = z
  .strictObject({
    set: z.enum(['IC01', 'SEN', 'SEN_NEED', 'LEVEL_OF_NEED']),
    code: z.string().openapi({ example: 'E' }),
    started_on: day,
    ended_on: day.nullish(),
    state,
    source,
    close_open: closeOpen,
  })
  .superRefine(inOrder('started_on', 'ended_on', 'It ends before it starts.'))
  .openapi('NewCharacteristic');

type NewCharacteristic = z.infer<typeof NewCharacteristic>;

const addCharacteristic = (store: CaseStore): Route =>
  apiRoute(
    'people.write',
    {
      method: 'post',
      path: '/api/people/{ref}/characteristics',
      summary: 'Record a characteristic, SEND status, type of need or level of need',
      request: { params: personPath, body: body(NewCharacteristic) },
      responses: {
        201: json(
          'Recorded; `closed` is the id of the one that was ended',
          z.object({
            id: z.number(),
            closed: z.number().nullable(),
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
        const { sensitivity } = await requireCode(tx, {
          set: given.set,
          code: given.code,
          day: given.started_on,
          field: 'code',
        });
        const stateNow = await stateOfEntry(tx, who, given.state);
        return write(store, tx, who, { personId: person.id, given, sensitivity, state: stateNow });
      });
      return c.json(made, 201);
    },
  );

interface Writing {
  personId: number;
  given: NewCharacteristic;
  sensitivity: number;
  state: RecordState;
}

async function write(store: CaseStore, tx: Tx, who: SessionPerson, w: Writing) {
  const today = londonDay(store.clock());
  const { personId, given } = w;
  const entry = { personId, day: lastDayOf(given, today), fields: FIELDS.characteristic, main: 'code' };
  const counted = () => checkedEntry(store, tx, who, entry, () => insertVerified(store, tx, who, w));
  const decided = { fact: 'characteristic', personId, on: today } as const;
  if (w.state === 'verified') {
    const { done, warnings } = await counted();
    const evidence = { method: 'worker', source: given.source };
    await keepDecision(tx, who, { ...decided, factId: done.id, decision: 'verified', ...evidence });
    return { ...done, state: w.state, warnings };
  }
  if (w.state === 'submitted') await tried(tx, counted);
  const id = await insert(tx, who, w);
  if (w.state === 'submitted') await keepDecision(tx, who, { ...decided, factId: id, decision: 'submitted' });
  return { id, closed: null, state: w.state, warnings: [] };
}

async function insertVerified(store: CaseStore, tx: Tx, who: SessionPerson, w: Writing) {
  const { set, code, started_on, ended_on = null, close_open: close } = w.given;
  const about = { personId: w.personId, set, code, close, started_on, ended_on };
  const values = { send_flag: 'Y', sen_support_flag: 'Y' };
  const flags = { day: londonDay(store.clock()), values, element: 'SENSupportFlag' };
  const room = () => makeRoomForCharacteristic(tx, about);
  const closed = set === 'SEN' ? await withNumber(store, tx, who, flags, room) : await room();
  return { id: await insert(tx, who, { ...w, state: 'verified' }), closed };
}

async function insert(tx: Tx, who: SessionPerson, w: Writing): Promise<number> {
  const { id } = await tx
    .insertInto('characteristic')
    .values({
      tenant_id: who.tenantId,
      person_id: w.personId,
      set_id: w.given.set,
      code: w.given.code,
      started_on: w.given.started_on,
      ended_on: w.given.ended_on ?? null,
      source_code: w.given.source,
      sensitivity: w.sensitivity,
      state: w.state,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Characteristics of a person. */
export const characteristicRoutes = (store: CaseStore): Route[] => [addCharacteristic(store)];
