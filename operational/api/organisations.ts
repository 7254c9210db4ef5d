import { z } from '@hono/zod-openapi';
import type { SessionPerson } from '../access/person.ts';
import { signedIn } from '../access/guard.ts';
import { entryError } from './problems.ts';
import { apiRoute, json, type Route } from './route.ts';
import type { CaseStore, Tx } from './writing.ts';

/** Refuse an organisation that the tenant does not hold; absent is fine. */
export async function requireOrganisation(
  tx: Tx,
  who: SessionPerson,
  id: number | null | undefined,
  field = 'organisation_id',
): Promise<void> {
  if (id == null) return;
  const found = await tx
    .selectFrom('organisation')
    .select('id')
    .where('id', '=', id)
    .where('tenant_id', '=', who.tenantId)
    .executeTakeFirst();
  if (!found)
    throw entryError(field, `There is no organisation ${id}.`, 'Choose one: GET /api/organisations.');
}

const Organisation = z
  .object({
    id: z.number(),
    kind: z.string(),
    name: z.string(),
    la_code: z.string().nullable(),
    establishment_no: z.string().nullable(),
    ukprn: z.string().nullable(),
  })
  .openapi('Organisation');

const listOrganisations = (store: CaseStore): Route =>
  apiRoute(
    'people.list',
    {
      method: 'get',
      path: '/api/organisations',
      summary: 'Schools, colleges, providers and partners, by name',
      request: { query: z.strictObject({ name: z.string().optional(), kind: z.string().optional() }) },
      responses: { 200: json('At most 100', z.object({ organisations: z.array(Organisation) })) },
    },
    async (c) => {
      const { name, kind } = c.req.valid('query');
      let query = store.db
        .selectFrom('organisation')
        .select(['id', 'kind', 'name', 'la_code', 'establishment_no', 'ukprn'])
        .where('tenant_id', '=', signedIn(c).tenantId)
        .orderBy('name')
        .limit(100);
      if (name) query = query.where('name', 'ilike', `%${name.replace(/[\\%_]/g, '\\$&')}%`);
      if (kind) query = query.where('kind', '=', kind);
      return c.json({ organisations: await query.execute() }, 200);
    },
  );

const Code = z
  .object({
    code: z.string(),
    label: z.string(),
    valid_from: z.string(),
    valid_to: z.string().nullable(),
  })
  .openapi('Code');

const listCodes = (store: CaseStore): Route =>
  apiRoute(
    'signed-in',
    {
      method: 'get',
      path: '/api/codes/{set}',
      summary: 'The codes of a list, such as eet, IC01, SEN, YP07, YP27',
      request: {
        params: z.object({ set: z.string().openapi({ param: { name: 'set', in: 'path' }, example: 'eet' }) }),
      },
      responses: { 200: json('In the list’s own order', z.object({ codes: z.array(Code) })) },
    },
    async (c) => {
      const codes = await store.db
        .selectFrom('code')
        .select(['code', 'label', 'valid_from', 'valid_to'])
        .where('set_id', '=', c.req.valid('param').set)
        .orderBy('sort')
        .execute();
      return c.json({ codes }, 200);
    },
  );

/** The lists that entries choose from. */
export const listRoutes = (store: CaseStore): Route[] => [listOrganisations(store), listCodes(store)];
