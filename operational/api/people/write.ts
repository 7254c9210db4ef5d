import { randomInt } from 'node:crypto';
import { z } from '@hono/zod-openapi';
import { londonDay } from '../../../base/dates.ts';
import { CasehouseError } from '../../../base/errors.ts';
import type { SessionPerson } from '../../access/person.ts';
import { checkedEntry, FIELDS, requireForms, Warning } from '../entry.ts';
import { personPath, source } from '../fields.ts';
import { nextYpid } from '../identifiers.ts';
import { EntryError } from '../problems.ts';
import { apiRoute, body, json, type Route } from '../route.ts';
import { type CaseStore, personByRef, type Tx, writing } from '../writing.ts';
import { requireSoundPerson } from './checks.ts';
import { personFields } from './fields.ts';

const NewPerson = z.strictObject({ ...personFields, source }).openapi('NewPerson');

const MadePerson = z
  .object({ ref: z.string(), ypid: z.string(), row_version: z.number(), warnings: z.array(Warning) })
  .openapi('MadePerson');

const addPerson = (store: CaseStore): Route =>
  apiRoute(
    'people.write',
    {
      method: 'post',
      path: '/api/people',
      summary: 'Begin a record of a person',
      request: { body: body(NewPerson) },
      responses: { 201: json('Made, with its number and its young person’s number', MadePerson) },
    },
    async (c) => {
      const { source: source_code, ...facts } = c.req.valid('json');
      const made = await writing(store, c, async (tx, who) => {
        const today = londonDay(store.clock());
        requireNames(store, facts);
        await requireSoundPerson(tx, who, facts, new Set(Object.keys(facts)), today);
        const entry = { personId: null, day: today, fields: FIELDS.person, main: '' };
        const begin = () => insertPerson(tx, who, facts, source_code);
        const { done, warnings } = await checkedEntry(store, tx, who, entry, begin, (p) => p.id);
        const { id: _, ...about } = done;
        return { ...about, warnings };
      });
      return c.json(made, 201);
    },
  );

async function insertPerson(
  tx: Tx,
  who: SessionPerson,
  facts: Omit<z.infer<typeof NewPerson>, 'source'>,
  source_code: string,
) {
  const ypid = await nextYpid(tx, who); // holds the tenant's row, so two writers can't take one number
  const person = await tx
    .insertInto('person')
    .values({ ...facts, tenant_id: who.tenantId, ref: await freeRef(tx, who) })
    .returning(['id', 'ref', 'row_version'])
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('person_identifier')
    .values({ tenant_id: who.tenantId, person_id: person.id, kind: 'YPID', value: ypid, source_code })
    .execute();
  return { ...person, ypid };
}

/** Names in the characters and lengths that the return takes. */
const requireNames = (
  store: CaseStore,
  { given_name, middle_names, family_name }: Partial<z.infer<typeof NewPerson>>,
): void => requireForms(store, { given_name, middle_name: middle_names, family_name }, FIELDS.person);

/** A number that nobody has and that says nothing, not even how many records there are. */
async function freeRef(tx: Tx, who: SessionPerson): Promise<string> {
  for (;;) {
    const ref = String(randomInt(1_000_000, 10_000_000));
    const taken = await tx
      .selectFrom('person')
      .select('id')
      .where('tenant_id', '=', who.tenantId)
      .where('ref', '=', ref)
      .executeTakeFirst();
    if (!taken) return ref;
  }
}

const ChangedPerson = z
  .strictObject({
    ...z.object(personFields).partial().shape,
    row_version: z.number().int().openapi({ description: 'As it was when the record was read' }),
  })
  .openapi('ChangedPerson');

const changePerson = (store: CaseStore): Route =>
  apiRoute(
    'people.write',
    {
      method: 'patch',
      path: '/api/people/{ref}',
      summary: 'Change fields of a person’s own record',
      description:
        'Only the fields that are sent change. A record that changed since it was read is refused with 409.',
      request: { params: personPath, body: body(ChangedPerson) },
      responses: {
        200: json(
          'Changed',
          z.object({ ref: z.string(), row_version: z.number(), warnings: z.array(Warning) }),
        ),
      },
    },
    async (c) => {
      const { row_version: read, ...changes } = c.req.valid('json');
      if (Object.keys(changes).length === 0) throw nothingToChange();
      const changed = await writing(store, c, async (tx, who) => {
        const person = await personByRef(tx, who, c.req.valid('param').ref, 'lock');
        if (person.row_version !== read) throw stale(person.ref);
        const today = londonDay(store.clock());
        requireNames(store, changes);
        const facts = { ...person, ...changes };
        await requireSoundPerson(tx, who, facts, new Set(Object.keys(changes)), today);
        const entry = { personId: person.id, day: today, fields: FIELDS.person, main: '' };
        const { done, warnings } = await checkedEntry(store, tx, who, entry, () =>
          tx
            .updateTable('person')
            .set({ ...changes, row_version: read + 1 })
            .where('id', '=', person.id)
            .returning(['ref', 'row_version'])
            .executeTakeFirstOrThrow(),
        );
        return { ...done, warnings };
      });
      return c.json(changed, 200);
    },
  );

const nothingToChange = (): EntryError =>
  new EntryError([
    {
      field: '',
      reason: 'No field to change was sent.',
      next: 'Send at least one field beside row_version.',
    },
  ]);

const stale = (ref: string): CasehouseError =>
  new CasehouseError(
    'stale',
    `Somebody changed the record ${ref} after you opened it. Your change was not kept.`,
    {
      status: 409,
      next: 'Read the record again, look at what changed, and send your change with the new row_version.',
    },
  );

/** Beginning and changing records of people. */
export const personWriteRoutes = (store: CaseStore): Route[] => [addPerson(store), changePerson(store)];
