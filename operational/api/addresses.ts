import { z } from '@hono/zod-openapi';
import { sql } from 'kysely';
import { FIELDS, requireForms } from './entry.ts';
import { closeOpen, day, inOrder, laCode, personPath, postcode, source, text } from './fields.ts';
import { apiRoute, body, json, type Route } from './route.ts';
import { makeRoom } from './spells.ts';
import { type CaseStore, personByRef, type Tx, writing } from './writing.ts';

const line = text(100).nullish();

const NewAddress = z
  .strictObject({
    kind: z.enum(['home', 'term', 'placement', 'correspondence']).default('home'),
    line_1: line,
    line_2: line,
    line_3: line,
    line_4: line,
    town: line,
    county: line,
    postcode,
    uprn: z.number().int().min(1).max(999999999999).nullish(),
    la_code: laCode.nullish(),
    ward_code: z
      .string()
      .regex(/^[EWSN]\d{8}$/, 'is not an ONS code of nine characters')
      .nullish(),
    lsoa_code: z
      .string()
      .regex(/^[EWSN]\d{8}$/, 'is not an ONS code of nine characters')
      .nullish(),
    started_on: day,
    ended_on: day.nullish(),
    confidential: z.boolean().default(false),
    source,
    close_open: closeOpen,
  })
  .superRefine(inOrder('started_on', 'ended_on', 'It ends before it starts.'))
  .superRefine((value, context) => {
    if (value.line_1 || value.line_2 || value.line_3 || value.line_4 || value.town || value.county) return;
    context.addIssue({
      code: 'custom',
      path: ['line_1'],
      message: 'The address has a postcode only.',
      params: { next: 'Give at least one line, the town or the county; the return needs one.' },
    });
  })
  .openapi('NewAddress');

type NewAddress = z.infer<typeof NewAddress>;

const addAddress = (store: CaseStore): Route =>
  apiRoute(
    'people.write',
    {
      method: 'post',
      path: '/api/people/{ref}/addresses',
      summary: 'Record where a person lives or gets letters',
      request: { params: personPath, body: body(NewAddress) },
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
        requireForms(store, { postcode: given.postcode }, FIELDS.address);
        const closed = given.kind === 'home' ? await close(tx, person.id, given) : null;
        const { id: addressId } = await tx
          .insertInto('address')
          .values({ tenant_id: who.tenantId, ...lines(given), ...(await place(tx, who.tenantId, given)) })
          .returning('id')
          .executeTakeFirstOrThrow();
        const { id } = await tx
          .insertInto('person_address')
          .values({
            tenant_id: who.tenantId,
            person_id: person.id,
            address_id: addressId,
            kind: given.kind,
            started_on: given.started_on,
            ended_on: given.ended_on ?? null,
            confidential: given.confidential,
            source_code: given.source,
          })
          .returning('id')
          .executeTakeFirstOrThrow();
        return { id, closed };
      });
      return c.json(made, 201);
    },
  );

const lines = ({ line_1, line_2, line_3, line_4, town, county, postcode: code, uprn }: NewAddress) => ({
  line_1,
  line_2,
  line_3,
  line_4,
  town,
  county,
  postcode: code,
  uprn,
});

/** Authority, ward and LSOA: as given, else those that most addresses of the same postcode have. */
async function place(tx: Tx, tenantId: number, given: NewAddress) {
  if (given.ward_code || given.lsoa_code || given.la_code) {
    const { la_code, ward_code, lsoa_code } = given;
    return { la_code, ward_code, lsoa_code, match: 'manual' };
  }
  const known = await tx
    .selectFrom('address')
    .select(['la_code', 'ward_code', 'lsoa_code'])
    .where('tenant_id', '=', tenantId)
    .where('postcode', '=', given.postcode)
    .where('ward_code', 'is not', null)
    .groupBy(['la_code', 'ward_code', 'lsoa_code'])
    .orderBy(sql`count(*)`, 'desc')
    .limit(1)
    .executeTakeFirst();
  return known
    ? { ...known, match: 'postcode' }
    : { la_code: null, ward_code: null, lsoa_code: null, match: 'none' };
}

async function close(tx: Tx, personId: number, given: NewAddress): Promise<number | null> {
  const held = await tx
    .selectFrom('person_address')
    .select(['id', 'started_on', 'ended_on'])
    .where('person_id', '=', personId)
    .where('kind', '=', 'home')
    .orderBy('started_on')
    .execute();
  const { closing, lastDay } = makeRoom(
    held,
    { started_on: given.started_on, ended_on: given.ended_on ?? null },
    { close: given.close_open, words: () => 'another home' },
  );
  if (!closing) return null;
  await tx.updateTable('person_address').set({ ended_on: lastDay }).where('id', '=', closing.id).execute();
  return closing.id;
}

/** Addresses of a person. */
export const addressRoutes = (store: CaseStore): Route[] => [addAddress(store)];
