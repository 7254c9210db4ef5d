import type { Transaction } from 'kysely';
import { londonDay } from '../../../base/dates.ts';
import { signedIn } from '../../access/guard.ts';
import type { SessionPerson } from '../../access/person.ts';
import type { Tables } from '../../tables.ts';
import { personPath } from '../fields.ts';
import { apiRoute, json, type Route } from '../route.ts';
import { type CaseStore, personByRef } from '../writing.ts';
import {
  addressesOf,
  characteristicsOf,
  cohortStatusesOf,
  contactPointsOf,
  contactsOf,
  identifiersOf,
  offersOf,
  situationsOf,
} from './facts.ts';
import { PersonRecord } from './shape.ts';

type Tx = Transaction<Tables>;

// Sensitivity of rows that only the people who work with a person see.
const LOCKED = 3;

const getPerson = (store: CaseStore): Route =>
  apiRoute(
    'people.read',
    {
      method: 'get',
      path: '/api/people/{ref}',
      summary: 'A person’s whole record',
      request: { params: personPath },
      responses: { 200: json('The record as it is now', PersonRecord) },
    },
    async (c) => c.json(await readRecord(store, signedIn(c), c.req.valid('param').ref), 200),
  );

/** A person's whole record at one moment, as the reader may see it; throws `no-such-person`. */
export const readRecord = (store: CaseStore, who: SessionPerson, ref: string): Promise<PersonRecord> =>
  store.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((tx) => recordOf(tx, who, ref, londonDay(store.clock())));

/** What is there and is not for this reader is named in `withheld`, never left out in silence. */
async function recordOf(tx: Tx, who: SessionPerson, ref: string, today: string): Promise<PersonRecord> {
  const person = await personByRef(tx, who, ref);
  const worksWith = await isInvolved(tx, who, person.id, today);
  const withheld = new Set<string>();
  const open = <T extends { sensitivity: number }>(part: string, rows: T[]): Omit<T, 'sensitivity'>[] =>
    rows.flatMap(({ sensitivity, ...row }) => {
      if (sensitivity < LOCKED || worksWith) return [row];
      withheld.add(part);
      return [];
    });
  const addresses = (await addressesOf(tx, person.id)).map((address) => {
    if (!address.confidential || worksWith) return address;
    withheld.add('addresses');
    return { ...address, ...NOWHERE };
  });
  const readsNotes = who.permissions.has('notes.read');
  const contacts = (await contactsOf(tx, person.id)).map(({ happened_at, summary, ...contact }) => {
    if (summary !== null && !readsNotes) withheld.add('notes');
    return {
      ...contact,
      happened_at: happened_at === null ? null : new Date(happened_at).toISOString(),
      summary: readsNotes ? summary : null,
    };
  });
  const points = await contactPointsOf(tx, person.id);
  const seesPoints = who.permissions.has('contact-points.read');
  if (points.length > 0 && !seesPoints) withheld.add('contact_points');
  return {
    ...ownFields(person),
    year11_school: await schoolName(tx, person.year11_school_id),
    identifiers: await identifiersOf(tx, person.id),
    addresses,
    contact_points: seesPoints ? points : [],
    situations: await situationsOf(tx, person.id),
    characteristics: open('characteristics', await characteristicsOf(tx, person.id)),
    offers: await offersOf(tx, person.id),
    cohort_statuses: await cohortStatusesOf(tx, person.id),
    contacts: open('contacts', contacts),
    withheld: [...withheld],
  };
}

const NOWHERE = {
  line_1: null,
  line_2: null,
  line_3: null,
  line_4: null,
  town: null,
  county: null,
  postcode: null,
  la_code: null,
  ward_code: null,
  lsoa_code: null,
};

const ownFields = (person: Awaited<ReturnType<typeof personByRef>>) => ({
  ref: person.ref,
  row_version: person.row_version,
  given_name: person.given_name,
  middle_names: person.middle_names,
  family_name: person.family_name,
  known_as: person.known_as,
  date_of_birth: person.date_of_birth,
  return_gender_code: person.return_gender_code,
  ethnicity_code: person.ethnicity_code,
  date_of_death: person.date_of_death,
  year11_la_code: person.year11_la_code,
});

async function schoolName(tx: Tx, id: number | null): Promise<string | null> {
  if (id === null) return null;
  const school = await tx.selectFrom('organisation').select('name').where('id', '=', id).executeTakeFirst();
  return school?.name ?? null;
}

/** Whether the reader, or the reader's team, works with the person today. */
async function isInvolved(tx: Tx, who: SessionPerson, personId: number, today: string): Promise<boolean> {
  const found = await tx
    .selectFrom('involvement as v')
    .innerJoin('app_user as u', (join) =>
      join.on((e) => e.or([e('v.user_id', '=', e.ref('u.id')), e('v.team_id', '=', e.ref('u.team_id'))])),
    )
    .select('v.id')
    .where('u.id', '=', who.id)
    .where('v.person_id', '=', personId)
    .where('v.started_on', '<=', today)
    .where((e) => e.or([e('v.ended_on', 'is', null), e('v.ended_on', '>=', today)]))
    .executeTakeFirst();
  return found !== undefined;
}

/** Reading a person's record. */
export const recordRoutes = (store: CaseStore): Route[] => [getPerson(store)];
