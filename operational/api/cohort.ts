import { z } from '@hono/zod-openapi';
import { londonDay } from '../../base/dates.ts';
import { requireCode } from './codes.ts';
import { checkedEntry, FIELDS, lastDayOf, Warning } from './entry.ts';
import { closeOpen, day, inOrder, laCode, personPath } from './fields.ts';
import { entryError } from './problems.ts';
import { apiRoute, body, json, type Route } from './route.ts';
import { makeRoom } from './spells.ts';
import type { SessionPerson } from '../access/person.ts';
import { type CaseStore, personByRef, type Tx, writing } from './writing.ts';

const NewStatus = z
  .strictObject({
    status: z.string().openapi({ example: 'P', description: 'A code of the list YP10' }),
    la_code: laCode,
    started_on: day,
    ended_on: day.nullish(),
    transferred_to_la_code: laCode.nullish(),
    close_open: closeOpen,
  })
  .superRefine(inOrder('started_on', 'ended_on', 'It ends before it starts.'))
  .superRefine((value, context) => {
    const moved = value.status === 'T';
    if (moved === (value.transferred_to_la_code != null)) return;
    context.addIssue({
      code: 'custom',
      path: ['transferred_to_la_code'],
      message: moved
        ? 'A transfer names the authority that the person moved to.'
        : 'Only a transfer (T) names another authority.',
      params: {
        next: moved
          ? 'Give its three digits; 001 to 003 stand for Wales, Scotland and Northern Ireland.'
          : 'Leave it out.',
      },
    });
  })
  .openapi('NewCohortStatus');

type NewStatus = z.infer<typeof NewStatus>;

const addStatus = (store: CaseStore): Route =>
  apiRoute(
    'people.write',
    {
      method: 'post',
      path: '/api/people/{ref}/cohort-statuses',
      summary: 'Record that a person belongs to the cohort, or why no longer',
      request: { params: personPath, body: body(NewStatus) },
      responses: {
        201: json(
          'Recorded; `closed` is the id of the one that was ended',
          z.object({ id: z.number(), closed: z.number().nullable(), warnings: z.array(Warning) }),
        ),
      },
    },
    async (c) => {
      const given = c.req.valid('json');
      const made = await writing(store, c, async (tx, who) => {
        const person = await personByRef(tx, who, c.req.valid('param').ref, 'lock');
        await requireCode(tx, { set: 'YP10', code: given.status, day: given.started_on, field: 'status' });
        const cohortId = await cohortOf(tx, who, given.la_code);
        const day = lastDayOf(given, londonDay(store.clock()));
        const entry = { personId: person.id, day, fields: FIELDS.cohort, main: 'status' };
        const { done, warnings } = await checkedEntry(store, tx, who, entry, () =>
          insertStatus(tx, who, { personId: person.id, cohortId, given }),
        );
        return { ...done, warnings };
      });
      return c.json(made, 201);
    },
  );

async function insertStatus(
  tx: Tx,
  who: SessionPerson,
  { personId, cohortId, given }: { personId: number; cohortId: number; given: NewStatus },
) {
  const closed = await close(tx, personId, cohortId, given);
  const { id } = await tx
    .insertInto('cohort_member')
    .values({
      tenant_id: who.tenantId,
      cohort_id: cohortId,
      person_id: personId,
      status_code: given.status,
      started_on: given.started_on,
      ended_on: given.ended_on ?? null,
      transferred_to_la_code: given.transferred_to_la_code ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return { id, closed };
}

/** The NCCIS cohort of one of the tenant's authorities; made when it is the first time. */
async function cohortOf(tx: Tx, who: SessionPerson, la: string): Promise<number> {
  const tenant = await tx
    .selectFrom('tenant')
    .select('la_codes')
    .where('id', '=', who.tenantId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  if (!tenant.la_codes.includes(la))
    throw entryError(
      'la_code',
      `${la} is not an authority of this council.`,
      `Use ${tenant.la_codes.join(' or ')}.`,
    );
  const found = await tx
    .selectFrom('cohort')
    .select('id')
    .where('tenant_id', '=', who.tenantId)
    .where('kind', '=', 'nccis')
    .where('la_code', '=', la)
    .executeTakeFirst();
  if (found) return found.id;
  const made = await tx
    .insertInto('cohort')
    .values({ tenant_id: who.tenantId, kind: 'nccis', la_code: la })
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}

async function close(tx: Tx, personId: number, cohortId: number, given: NewStatus): Promise<number | null> {
  const held = await tx
    .selectFrom('cohort_member')
    .select(['id', 'status_code', 'started_on', 'ended_on'])
    .where('person_id', '=', personId)
    .where('cohort_id', '=', cohortId)
    .orderBy('started_on')
    .execute();
  const { closing, lastDay } = makeRoom(
    held,
    { started_on: given.started_on, ended_on: given.ended_on ?? null },
    { close: given.close_open, words: (m) => `the cohort status ${m.status_code}` },
  );
  if (!closing) return null;
  await tx.updateTable('cohort_member').set({ ended_on: lastDay }).where('id', '=', closing.id).execute();
  return closing.id;
}

/** Cohort statuses of a person. */
export const cohortRoutes = (store: CaseStore): Route[] => [addStatus(store)];
