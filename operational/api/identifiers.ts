import { z } from '@hono/zod-openapi';
import type { SessionPerson } from '../access/person.ts';
import { requireForms } from './entry.ts';
import { personPath, source, text } from './fields.ts';
import { clash, entryError } from './problems.ts';
import { apiRoute, body, json, type Route } from './route.ts';
import { type CaseStore, personByRef, type Tx, writing } from './writing.ts';

const NewIdentifier = z
  .strictObject({
    kind: z.enum(['YPID', 'previous-YPID', 'UPN', 'former-UPN', 'ULN', 'local']),
    value: text(40),
    source,
  })
  .openapi('NewIdentifier');

const addIdentifier = (store: CaseStore): Route =>
  apiRoute(
    'people.write',
    {
      method: 'post',
      path: '/api/people/{ref}/identifiers',
      summary: 'Record a number that others know the person by',
      request: { params: personPath, body: body(NewIdentifier) },
      responses: { 201: json('Recorded', z.object({ id: z.number() })) },
    },
    async (c) => {
      const { kind, value, source: source_code } = c.req.valid('json');
      const made = await writing(store, c, async (tx, who) => {
        const person = await personByRef(tx, who, c.req.valid('param').ref, 'lock');
        const kept = normalised(kind, value);
        const column = COLUMNS[kind];
        if (column) requireForms(store, { [column]: kept }, { [column]: 'value' });
        if (kind === 'YPID') await requireOwnDatabase(tx, who, kept);
        return tx
          .insertInto('person_identifier')
          .values({ tenant_id: who.tenantId, person_id: person.id, kind, value: kept, source_code })
          .returning('id')
          .executeTakeFirstOrThrow();
      });
      return c.json(made, 201);
    },
  );

const normalised = (kind: string, value: string): string =>
  kind === 'local' ? value : value.toUpperCase().replace(/\s/g, '');

// The elements of the return that the numbers stand in; former ones are held to the same form.
const COLUMNS: Readonly<Record<string, string>> = {
  YPID: 'ypid',
  'previous-YPID': 'previous_ypid',
  UPN: 'upn',
  'former-UPN': 'upn',
  ULN: 'uln',
};

/** The first three digits of a young person's number are those of the database that gave it out. */
async function requireOwnDatabase(tx: Tx, who: SessionPerson, value: string): Promise<void> {
  const tenant = await tx
    .selectFrom('tenant')
    .select('database_id')
    .where('id', '=', who.tenantId)
    .executeTakeFirstOrThrow();
  if (!value.startsWith(tenant.database_id))
    throw entryError(
      'value',
      `A young person’s number of this council begins with ${tenant.database_id}.`,
      'Record a number of another council’s database as previous-YPID.',
    );
}

/** The next free young person's number of the tenant; the tenant's row is locked until the transaction ends. */
export async function nextYpid(tx: Tx, who: SessionPerson): Promise<string> {
  const tenant = await tx
    .selectFrom('tenant')
    .select('database_id')
    .where('id', '=', who.tenantId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  const { last } = await tx
    .selectFrom('person_identifier')
    .select((e) => e.fn.max('value').as('last'))
    .where('tenant_id', '=', who.tenantId)
    .where('kind', 'in', ['YPID', 'previous-YPID'])
    .where('value', 'like', `${tenant.database_id}%`)
    .executeTakeFirstOrThrow();
  const next = last ? BigInt(last) + 1n : BigInt(`${tenant.database_id}0000000001`);
  const value = String(next).padStart(13, '0');
  if (!value.startsWith(tenant.database_id))
    throw clash(
      '',
      'The council’s young person’s numbers are used up.',
      'Ask DfE for another database number.',
    );
  return value;
}

/** Numbers that others know a person by. */
export const identifierRoutes = (store: CaseStore): Route[] => [addIdentifier(store)];
