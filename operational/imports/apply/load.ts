import type pg from 'pg';
import type { Held, Home, PersonRecord } from './record.ts';

const PARTS = {
  identifiers: 'select * from person_identifier where person_id = any ($1) order by id',
  homes: `select pa.*, jsonb_build_object('address_line_1', a.line_1, 'address_line_2', a.line_2, 'address_line_3', a.line_3,
      'address_line_4', a.line_4, 'town', a.town, 'county', a.county, 'postcode', a.postcode) as address
    from person_address pa join address a on a.id = pa.address_id where pa.person_id = any ($1) and pa.kind = 'home' order by pa.started_on, pa.id`,
  situations: `select * from situation where person_id = any ($1) and domain = 'eet' and is_primary and standing = 'confirmed'
    order by started_on, id`,
  verifications: `select v.*, s.person_id from verification v join situation s on s.id = v.situation_id where s.person_id = any ($1)
    order by v.verified_on, v.id`,
  // what waits to be verified is not known yet: a list is held against what counts
  characteristics: `select * from characteristic where person_id = any ($1) and coalesce(state, 'verified') = 'verified'
    order by started_on, id`,
  offers: `select * from offer where person_id = any ($1) and coalesce(state, 'verified') = 'verified' order by made_on, id`,
  members: 'select * from cohort_member where person_id = any ($1) order by started_on, id',
  contacts: 'select * from contact_point where person_id = any ($1) order by started_on, id',
  risks: 'select * from risk_indicator where person_id = any ($1) order by assessed_on, id',
} as const;

/**
 * The records of people, locked until the transaction ends; a number of somebody who was joined to another gives the record that
 * stands. Those who were deleted are missing.
 */
export async function loadRecords(
  client: pg.PoolClient,
  tenantId: number,
  ids: readonly number[],
): Promise<Map<number, PersonRecord>> {
  const { rows: chain } = await client.query<{ asked: number; id: number }>(
    `with recursive chain as (
       select id as asked, id, merged_into_id, deleted_at from person where tenant_id = $2 and id = any ($1)
       union all select c.asked, p.id, p.merged_into_id, p.deleted_at from chain c join person p on p.id = c.merged_into_id)
     select asked, id from chain where merged_into_id is null and deleted_at is null`,
    [ids, tenantId],
  );
  const standing = [...new Set(chain.map((c) => c.id))];
  const { rows: people } = await client.query(
    'select * from person where id = any ($1) order by id for no key update',
    [standing],
  );
  const records = new Map<number, PersonRecord>(
    people.map((person) => [
      person.id,
      {
        person,
        identifiers: [],
        homes: [],
        situations: [],
        verifications: [],
        characteristics: [],
        offers: [],
        members: [],
        contacts: [],
        risks: [],
      },
    ]),
  );
  for (const [part, sql] of Object.entries(PARTS)) {
    const { rows } = await client.query(sql, [standing]);
    for (const row of rows) {
      const list = records.get(row.person_id)?.[part as keyof typeof PARTS] as (Held | Home)[] | undefined;
      list?.push(row);
    }
  }
  return new Map(chain.flatMap(({ asked, id }) => (records.has(id) ? [[asked, records.get(id)!]] : [])));
}
