import { z } from '@hono/zod-openapi';
import { sql } from 'kysely';
import { londonDay } from '../../../base/dates.ts';
import { signedIn } from '../../access/guard.ts';
import type { SessionPerson } from '../../access/person.ts';
import { day } from '../fields.ts';
import { apiRoute, body, json, type Route } from '../route.ts';
import type { CaseStore } from '../writing.ts';

const LARGEST_PAGE = 100;

// What may stand in an address, which browsers and proxies keep: nothing that says who somebody is.
const impersonal = {
  activity: z
    .string()
    .max(10)
    .optional()
    .openapi({ description: 'Code of what they do now', example: '619' }),
  school: z.string().max(7).optional().openapi({ description: 'Establishment number of the Year 11 school' }),
  ward: z.string().max(9).optional().openapi({ description: 'ONS code of the ward of their home' }),
};

const terms = {
  ...impersonal,
  name: z.string().max(100).optional().openapi({ description: 'Beginnings of names, in any order' }),
  ref: z.string().max(20).optional(),
  identifier: z
    .string()
    .max(40)
    .optional()
    .openapi({ description: 'A whole YPID, UPN, ULN or local number' }),
  date_of_birth: day.optional(),
};

const Query = z.strictObject({
  ...impersonal,
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  size: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(25),
});

const Body = z.strictObject({
  ...terms,
  page: z.number().int().min(1).max(10_000).default(1),
  size: z.number().int().min(1).max(LARGEST_PAGE).default(25),
});

// Every part of every name after a blank, so that one pattern finds the beginning of any of them.
const NAMES = sql<string>`lower(translate(concat_ws(' ', '', p.given_name, p.family_name, p.known_as), '-', ' '))`;

export type Search = z.infer<typeof Body>;

const Found = z
  .object({
    total: z.number(),
    page: z.number(),
    size: z.number(),
    people: z.array(
      z.object({
        ref: z.string(),
        given_name: z.string(),
        family_name: z.string(),
        known_as: z.string().nullable(),
        date_of_birth: z.string(),
        activity_code: z.string().nullable(),
        activity: z.string().nullable(),
        activity_since: z.string().nullable(),
        school: z.string().nullable(),
        ward_code: z.string().nullable(),
      }),
    ),
  })
  .openapi('PeopleFound');

/** One page of the people that the reader may list, by name. */
export async function searchPeople(store: CaseStore, who: SessionPerson, want: Search) {
  const matching = people(store, who, want);
  const { total } = await matching
    .select((e) => e.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const found = await matching
    .select([
      'p.ref',
      'p.given_name',
      'p.family_name',
      'p.known_as',
      'p.date_of_birth',
      's.code as activity_code',
      'k.label as activity',
      's.started_on as activity_since',
      'o.name as school',
      'a.ward_code',
    ])
    .orderBy('p.family_name')
    .orderBy('p.given_name')
    .orderBy('p.id')
    .limit(want.size)
    .offset((want.page - 1) * want.size)
    .execute();
  return { total: Number(total), page: want.page, size: want.size, people: found };
}

/** People of the reader's tenant with what they do and where they live today, as far as both are known. */
function people(store: CaseStore, who: SessionPerson, want: Search) {
  const today = londonDay(store.clock());
  let query = store.db
    .selectFrom('person as p')
    .leftJoin('situation as s', (join) =>
      join
        .onRef('s.person_id', '=', 'p.id')
        .on('s.domain', '=', 'eet')
        .on('s.is_primary', '=', true)
        .on('s.standing', '=', 'confirmed')
        .on('s.started_on', '<=', today)
        .on((e) => e.or([e('s.ended_on', 'is', null), e('s.ended_on', '>=', today)])),
    )
    .leftJoin('code as k', (join) => join.onRef('k.set_id', '=', 's.domain').onRef('k.code', '=', 's.code'))
    .leftJoin('organisation as o', 'o.id', 'p.year11_school_id')
    // A confidential home must not be found by its ward either.
    .leftJoin('person_address as pa', (join) =>
      join
        .onRef('pa.person_id', '=', 'p.id')
        .on('pa.kind', '=', 'home')
        .on('pa.confidential', '=', false)
        .on('pa.started_on', '<=', today)
        .on((e) => e.or([e('pa.ended_on', 'is', null), e('pa.ended_on', '>=', today)])),
    )
    .leftJoin('address as a', 'a.id', 'pa.address_id')
    .where('p.tenant_id', '=', who.tenantId)
    .where('p.deleted_at', 'is', null)
    .where('p.merged_into_id', 'is', null);
  for (const word of want.name
    ?.normalize('NFC')
    .toLowerCase()
    .split(/[\s-]+/)
    .filter(Boolean) ?? [])
    query = query.where(NAMES, 'like', `% ${word.replace(/[\\%_]/g, '\\$&')}%`);
  if (want.ref) query = query.where('p.ref', '=', want.ref);
  if (want.date_of_birth) query = query.where('p.date_of_birth', '=', want.date_of_birth);
  if (want.activity) query = query.where('s.code', '=', want.activity);
  if (want.school) query = query.where('o.establishment_no', '=', want.school);
  if (want.ward) query = query.where('a.ward_code', '=', want.ward);
  const { identifier } = want;
  if (identifier)
    query = query.where((e) =>
      e.exists(
        e
          .selectFrom('person_identifier as i')
          .select('i.id')
          .whereRef('i.person_id', '=', 'p.id')
          .where('i.value', '=', identifier.trim().toUpperCase()),
      ),
    );
  return query;
}

const getPeople = (store: CaseStore): Route =>
  apiRoute(
    'people.list',
    {
      method: 'get',
      path: '/api/people',
      summary: 'List people',
      description:
        'Addresses are kept by browsers and proxies, so this takes nothing personal: to find people by name, date of birth or number, post to /api/people/search.',
      request: { query: Query },
      responses: { 200: json('A page of them, by name', Found) },
    },
    async (c) => c.json(await searchPeople(store, signedIn(c), c.req.valid('query')), 200),
  );

const postSearch = (store: CaseStore): Route =>
  apiRoute(
    'people.list',
    {
      method: 'post',
      path: '/api/people/search',
      summary: 'Find people by name, date of birth or number, or by what GET takes',
      request: { body: body(Body) },
      responses: { 200: json('A page of them, by name', Found) },
    },
    async (c) => c.json(await searchPeople(store, signedIn(c), c.req.valid('json')), 200),
  );

/** Finding people. */
export const searchRoutes = (store: CaseStore): Route[] => [getPeople(store), postSearch(store)];
