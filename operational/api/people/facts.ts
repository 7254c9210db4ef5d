import type { Transaction } from 'kysely';
import type { Tables } from '../../tables.ts';

type Tx = Transaction<Tables>;

// The parts of a record, newest first. Each answers in the shape of ./shape.ts.

export const identifiersOf = (tx: Tx, personId: number) =>
  tx
    .selectFrom('person_identifier')
    .select(['id', 'kind', 'value', 'source_code'])
    .where('person_id', '=', personId)
    .orderBy('kind')
    .orderBy('id')
    .execute();

export const addressesOf = (tx: Tx, personId: number) =>
  tx
    .selectFrom('person_address as pa')
    .innerJoin('address as a', 'a.id', 'pa.address_id')
    .select(['pa.id', 'pa.kind', 'pa.started_on', 'pa.ended_on', 'pa.confidential'])
    .select(['a.line_1', 'a.line_2', 'a.line_3', 'a.line_4', 'a.town', 'a.county', 'a.postcode'])
    .select(['a.la_code', 'a.ward_code', 'a.lsoa_code'])
    .where('pa.person_id', '=', personId)
    .orderBy('pa.started_on', 'desc')
    .orderBy('pa.id', 'desc')
    .execute();

export const contactPointsOf = (tx: Tx, personId: number) =>
  tx
    .selectFrom('contact_point')
    .select(['id', 'kind', 'value', 'owner', 'preferred', 'safe_to_leave_message', 'started_on', 'ended_on'])
    .where('person_id', '=', personId)
    .orderBy('preferred', 'desc')
    .orderBy('started_on', 'desc')
    .execute();

export async function situationsOf(tx: Tx, personId: number) {
  const situations = await tx
    .selectFrom('situation as s')
    .leftJoin('code as k', (join) => join.onRef('k.set_id', '=', 's.domain').onRef('k.code', '=', 's.code'))
    .leftJoin('organisation as o', 'o.id', 's.organisation_id')
    .select(['s.id', 's.domain', 's.code', 'k.label', 's.started_on', 's.ended_on', 's.ascertained_on'])
    .select(['s.expected_end_on', 's.review_on', 'o.name as organisation', 's.detail', 's.is_primary'])
    .select(['s.standing', 's.state', 's.source_code'])
    .where('s.person_id', '=', personId)
    .orderBy('s.started_on', 'desc')
    .orderBy('s.id', 'desc')
    .execute();
  const verifications = await tx
    .selectFrom('verification as v')
    .innerJoin('situation as s', 's.id', 'v.situation_id')
    .leftJoin('app_user as u', 'u.id', 'v.user_id')
    .select(['v.situation_id', 'v.id', 'v.verified_on', 'v.method', 'v.source_code', 'u.name as by'])
    .where('s.person_id', '=', personId)
    .orderBy('v.verified_on', 'desc')
    .orderBy('v.id', 'desc')
    .execute();
  return situations.map((s) => ({
    ...s,
    state: s.state ?? 'verified',
    verifications: verifications.filter((v) => v.situation_id === s.id).map(({ situation_id: _, ...v }) => v),
  }));
}

export const characteristicsOf = async (tx: Tx, personId: number) =>
  (await characteristicRows(tx, personId)).map((x) => ({ ...x, state: x.state ?? 'verified' }));

const characteristicRows = (tx: Tx, personId: number) =>
  tx
    .selectFrom('characteristic as x')
    .leftJoin('code as k', (join) => join.onRef('k.set_id', '=', 'x.set_id').onRef('k.code', '=', 'x.code'))
    .select(['x.id', 'x.set_id as set', 'x.code', 'k.label', 'x.started_on', 'x.ended_on', 'x.source_code'])
    .select(['x.sensitivity', 'x.state'])
    .where('x.person_id', '=', personId)
    .orderBy('x.started_on', 'desc')
    .orderBy('x.id', 'desc')
    .execute();

export const offersOf = async (tx: Tx, personId: number) =>
  (await offerRows(tx, personId)).map((f) => ({ ...f, state: f.state ?? 'verified' }));

const offerRows = (tx: Tx, personId: number) =>
  tx
    .selectFrom('offer as f')
    .leftJoin('organisation as o', 'o.id', 'f.organisation_id')
    .select([
      'f.id',
      'f.kind',
      'f.season',
      'f.year_group',
      'f.code',
      'f.la_code',
      'o.name as organisation',
      'f.made_on',
      'f.state',
    ])
    .where('f.person_id', '=', personId)
    .orderBy('f.season', 'desc')
    .orderBy('f.id', 'desc')
    .execute();

export const cohortStatusesOf = (tx: Tx, personId: number) =>
  tx
    .selectFrom('cohort_member as m')
    .innerJoin('cohort as c', 'c.id', 'm.cohort_id')
    .select(['m.id', 'c.kind as cohort', 'c.la_code', 'c.season', 'm.status_code as status'])
    .select(['m.started_on', 'm.ended_on', 'm.transferred_to_la_code'])
    .where('m.person_id', '=', personId)
    .orderBy('m.started_on', 'desc')
    .orderBy('m.id', 'desc')
    .execute();

export const contactsOf = (tx: Tx, personId: number) =>
  tx
    .selectFrom('event_person as ep')
    .innerJoin('event as e', 'e.id', 'ep.event_id')
    .leftJoin('app_user as u', 'u.id', 'e.user_id')
    .select([
      'e.id',
      'e.kind_code as kind',
      'e.channel_code as channel',
      'e.direction',
      'e.state',
      'e.happened_at',
    ])
    .select(['e.outcome_code as outcome', 'e.summary', 'u.name as by', 'e.sensitivity'])
    .where('ep.person_id', '=', personId)
    .orderBy('e.happened_at', 'desc')
    .orderBy('e.id', 'desc')
    .limit(200)
    .execute();
