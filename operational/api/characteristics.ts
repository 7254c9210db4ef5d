import { z } from '@hono/zod-openapi';
import { requireCode } from './codes.ts';
import { closeOpen, day, inOrder, personPath, source } from './fields.ts';
import { apiRoute, body, json, type Route } from './route.ts';
import { makeRoom } from './spells.ts';
import { type CaseStore, personByRef, type Tx, writing } from './writing.ts';

// Lists of which a person has one value at a time; of the others, several.
const ONE_AT_A_TIME: ReadonlySet<string> = new Set(['SEN', 'LEVEL_OF_NEED']);

const NewCharacteristic = z
  .strictObject({
    set: z.enum(['IC01', 'SEN', 'SEN_NEED', 'LEVEL_OF_NEED']),
    code: z.string().openapi({ example: 'E' }),
    started_on: day,
    ended_on: day.nullish(),
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
          z.object({ id: z.number(), closed: z.number().nullable() }),
        ),
      },
    },
    async (c) => {
      const given = c.req.valid('json');
      const made = await writing(store, c, async (tx, who) => {
        const person = await personByRef(tx, who, c.req.valid('param').ref, 'lock');
        const code = await requireCode(tx, {
          set: given.set,
          code: given.code,
          day: given.started_on,
          field: 'code',
        });
        const closed = await close(tx, person.id, given);
        const { id } = await tx
          .insertInto('characteristic')
          .values({
            tenant_id: who.tenantId,
            person_id: person.id,
            set_id: given.set,
            code: given.code,
            started_on: given.started_on,
            ended_on: given.ended_on ?? null,
            source_code: given.source,
            sensitivity: code.sensitivity,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        return { id, closed };
      });
      return c.json(made, 201);
    },
  );

async function close(tx: Tx, personId: number, given: NewCharacteristic): Promise<number | null> {
  let query = tx
    .selectFrom('characteristic as x')
    .leftJoin('code as k', (join) => join.onRef('k.set_id', '=', 'x.set_id').onRef('k.code', '=', 'x.code'))
    .select(['x.id', 'x.code', 'x.started_on', 'x.ended_on', 'k.label'])
    .where('x.person_id', '=', personId)
    .where('x.set_id', '=', given.set)
    .orderBy('x.started_on');
  if (!ONE_AT_A_TIME.has(given.set)) query = query.where('x.code', '=', given.code);
  const { closing, lastDay } = makeRoom(
    await query.execute(),
    { started_on: given.started_on, ended_on: given.ended_on ?? null },
    { close: given.close_open, words: (x) => `${given.set} ${x.code} ${x.label ?? ''}`.trim() },
  );
  if (!closing) return null;
  await tx.updateTable('characteristic').set({ ended_on: lastDay }).where('id', '=', closing.id).execute();
  return closing.id;
}

/** Characteristics of a person. */
export const characteristicRoutes = (store: CaseStore): Route[] => [addCharacteristic(store)];
