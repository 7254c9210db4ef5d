import { z } from '@hono/zod-openapi';
import { sql } from 'kysely';
import { type Day, londonDay } from '../../base/dates.ts';
import { CasehouseError } from '../../base/errors.ts';
import type { SessionPerson } from '../access/person.ts';
import { signedIn } from '../access/guard.ts';
import { confirm, type FactRow, factRow, factTables } from '../records/facts.ts';
import { type Fact, keepDecision, tried } from '../records/states.ts';
import { checkedEntry, FIELDS, lastDayOf, Warning } from './entry.ts';
import { day, factPath, source, text } from './fields.ts';
import { entryError } from './problems.ts';
import { apiRoute, body, json, type Route } from './route.ts';
import { insertVerification, method, requireVerifiable } from './verifications.ts';
import { type CaseStore, personByRef, type Tx, writing } from './writing.ts';

// How an entry gets from draft to verified. Who submitted an entry does not verify it.

const PATHS = { situations: 'situation', characteristics: 'characteristic', offers: 'offer' } as const;
const path = factPath.extend({
  facts: z
    .enum(['situations', 'characteristics', 'offers'])
    .openapi({ param: { name: 'facts', in: 'path' } }),
});
const Stated = z.object({ id: z.number(), state: z.string(), warnings: z.array(Warning) }).openapi('Stated');

interface At {
  tx: Tx;
  who: SessionPerson;
  fact: Fact;
  row: FactRow;
  today: Day;
}

const submit = (store: CaseStore): Route =>
  apiRoute(
    'people.write',
    {
      method: 'post',
      path: '/api/people/{ref}/{facts}/{id}/submit',
      summary: 'Hand in a draft to be verified',
      description: 'It must pass the return’s checks as they would be with it verified.',
      request: { params: path },
      responses: { 200: json('Waits to be verified', Stated) },
    },
    async (c) =>
      c.json(
        await writing(store, c, async (tx, who) => {
          const at = await factAt(store, tx, who, c.req.valid('param'), 'draft');
          await tried(tx, () => count(store, at, { close: true, standing: 'confirmed' }));
          await setState(at, 'submitted');
          await decided(at, 'submitted');
          return { id: at.row.id, state: 'submitted', warnings: [] };
        }),
        200,
      ),
  );

const Verified = z
  .strictObject({
    verified_on: day,
    method,
    source,
    close_open: z
      .boolean()
      .default(true)
      .openapi({ description: 'End the one that is open on the day before' }),
    standing: z.enum(['provisional', 'confirmed']).default('confirmed'),
  })
  .openapi('VerifiedEntry');

const verify = (store: CaseStore): Route =>
  apiRoute(
    'record.verify',
    {
      method: 'post',
      path: '/api/people/{ref}/{facts}/{id}/verify',
      summary: 'Verify what somebody else submitted, so that it counts',
      request: { params: path, body: body(Verified) },
      responses: { 200: json('Verified; it counts from now on', Stated) },
    },
    async (c) => {
      const given = c.req.valid('json');
      const done = await writing(store, c, async (tx, who) => {
        const at = await factAt(store, tx, who, c.req.valid('param'), 'submitted');
        await requireOther(at);
        if (given.verified_on > at.today)
          throw entryError(
            'verified_on',
            'That day is in the future.',
            'Give the day on which it was confirmed.',
          );
        const options = { close: given.close_open, standing: given.standing };
        const warnings = await count(store, at, options);
        if (at.fact === 'situation') {
          await requireVerifiable(store, tx, who, given.verified_on, at.row.started_on!);
          await insertVerification(tx, who, { situationId: at.row.id, ...given });
        }
        const evidence = { on: given.verified_on, method: given.method, source: given.source };
        await decided(at, 'verified', evidence);
        return { id: at.row.id, state: 'verified', warnings };
      });
      return c.json(done, 200);
    },
  );

const sendBack = (store: CaseStore): Route =>
  apiRoute(
    'record.verify',
    {
      method: 'post',
      path: '/api/people/{ref}/{facts}/{id}/send-back',
      summary: 'Send back what was submitted, with a reason; it is a draft again',
      request: { params: path, body: body(z.strictObject({ reason: text(500) })) },
      responses: { 200: json('A draft again', Stated) },
    },
    async (c) => {
      const { reason } = c.req.valid('json');
      const done = await writing(store, c, async (tx, who) => {
        const at = await factAt(store, tx, who, c.req.valid('param'), 'submitted');
        await setState(at, 'draft');
        await decided(at, 'sent-back', { reason });
        return { id: at.row.id, state: 'draft', warnings: [] };
      });
      return c.json(done, 200);
    },
  );

const discard = (store: CaseStore): Route =>
  apiRoute(
    'people.write',
    {
      method: 'post',
      path: '/api/people/{ref}/{facts}/{id}/discard',
      summary: 'Throw away a draft',
      request: { params: path },
      responses: { 200: json('Gone; the change log keeps it', z.object({ id: z.number() })) },
    },
    async (c) => {
      const done = await writing(store, c, async (tx, who) => {
        const at = await factAt(store, tx, who, c.req.valid('param'), 'draft');
        await sql`delete from ${sql.table(factTables[at.fact])} where id = ${at.row.id}`.execute(tx);
        return { id: at.row.id };
      });
      return c.json(done, 200);
    },
  );

/** The fact that a path names, locked with its person, when it is in the state; else an error that says where it stands. */
async function factAt(
  store: CaseStore,
  tx: Tx,
  who: SessionPerson,
  param: z.infer<typeof path>,
  wanted: 'draft' | 'submitted',
): Promise<At> {
  const person = await personByRef(tx, who, param.ref, 'lock');
  const fact = PATHS[param.facts];
  const row = await factRow(tx, fact, Number(param.id), person.id);
  if (!row)
    throw new CasehouseError(
      'no-such-fact',
      `This person has none of the ${param.facts} numbered ${param.id}.`,
      {
        status: 404,
        next: 'Read the record again and take an id from it.',
      },
    );
  if (row.state !== wanted)
    throw new CasehouseError('wrong-state', `It is ${row.state}, not ${wanted}.`, {
      status: 409,
      next:
        row.state === 'verified'
          ? 'It counts already. To correct it, record what is so instead.'
          : 'Read the record again; somebody may have been quicker.',
    });
  return { tx, who, fact, row, today: londonDay(store.clock()) };
}

/** Gives the fact its place among those that count, checked as any entry is; answers the warnings. */
async function count(
  store: CaseStore,
  { tx, who, fact, row, today }: At,
  options: { close: boolean; standing: string },
): Promise<Warning[]> {
  const entry = { personId: row.person_id, day: lastDayOf(row, today), fields: FIELDS[fact], main: 'code' };
  const { warnings } = await checkedEntry(store, tx, who, entry, () => confirm(tx, fact, row, options));
  return warnings;
}

/** Four eyes: the one who submitted it last is not the one who verifies it. */
async function requireOther({ tx, who, fact, row }: At): Promise<void> {
  const last = await tx
    .selectFrom('record_decision')
    .select('user_id')
    .where('fact', '=', fact)
    .where('fact_id', '=', row.id)
    .where('decision', '=', 'submitted')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last?.user_id !== who.id) return;
  throw new CasehouseError('own-entry', 'You submitted this yourself.', {
    status: 403,
    next: 'Ask somebody else who may verify.',
  });
}

const setState = ({ tx, fact, row }: At, state: string) =>
  sql`update ${sql.table(factTables[fact])} set state = ${state} where id = ${row.id}`.execute(tx);

const decided = (
  { tx, who, fact, row, today }: At,
  decision: 'submitted' | 'verified' | 'sent-back',
  more: { on?: Day; method?: string; source?: string; reason?: string } = {},
) => keepDecision(tx, who, { fact, factId: row.id, personId: row.person_id, decision, on: today, ...more });

const Waiting = z
  .object({
    fact: z.string(),
    id: z.number(),
    ref: z.string(),
    name: z.string(),
    code: z.string(),
    label: z.string().nullable(),
    started_on: z.string().nullable(),
    state: z.string(),
    by: z.string().nullable(),
    on: z.string().nullable(),
    reason: z.string().nullable().openapi({ description: 'Why it was sent back' }),
  })
  .openapi('Waiting');

const LOCKED = 3;

const waiting = (store: CaseStore): Route =>
  apiRoute(
    'people.list',
    {
      method: 'get',
      path: '/api/records/waiting',
      summary: 'What waits to be verified, oldest first; with state=draft what waits to be submitted',
      request: { query: z.object({ state: z.enum(['draft', 'submitted']).default('submitted') }) },
      responses: { 200: json('At most 500', z.object({ waiting: z.array(Waiting) })) },
    },
    async (c) => {
      const { rows } = await sql<
        z.infer<typeof Waiting> & { sensitivity: number }
      >`select * from waiting_record
        where tenant_id = ${signedIn(c).tenantId} and state = ${c.req.valid('query').state}
        order by "on" nulls first, fact, id limit 500`.execute(store.db);
      // What only those who work with a person see is named nowhere in a list.
      const hide = (r: z.infer<typeof Waiting> & { sensitivity: number }) =>
        r.sensitivity >= LOCKED ? { ...r, code: '', label: 'Withheld' } : r;
      return c.json({ waiting: rows.map((r) => Waiting.parse(hide(r))) }, 200);
    },
  );

/** States of entries: submit, verify, send back, throw away, and what waits. */
export const stateRoutes = (store: CaseStore): Route[] => [
  waiting(store),
  submit(store),
  verify(store),
  sendBack(store),
  discard(store),
];
