import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { numberOfCheck } from '../../nccis/codes.ts';
import { loadEditions } from '../../nccis/editions.ts';
import { rowsOf } from '../../operational/imports/batches.ts';
import type { CasePeople } from '../support/people.ts';
import { type Desk, desk } from './support.ts';

const people: CasePeople = {
  people: [
    { name: 'Asha', born: '2008-10-01', home: [{ from: '2020-01-01', postcode: 'WV1 1AA' }] },
    { name: 'Bilal', born: '2008-11-02', home: [{ from: '2020-01-01', postcode: 'WV1 1AB' }] },
  ],
};
let d: Desk;
beforeEach(async () => {
  d = await desk(people);
});
afterEach(() => d.close());

describe('what waits to be verified', () => {
  const offers =
    'Forename,Surname,DOB,Postcode,YearGroup,Season,GuaranteeStatus,DateMade\nAsha,Testcase,01/10/2008,WV1 1AA,11,2025,151,01/07/2025\n';
  const plans =
    'Forename,Surname,DOB,Postcode,Plan status,Plan start\nBilal,Testcase,02/11/2008,WV1 1AB,Current,12/01/2026\n';
  const offer = (state: string) =>
    d.db.pool.query(
      `insert into offer (tenant_id, person_id, kind, season, year_group, code, la_code, made_on, source_code, state)
       select 1, id, 'guarantee', 2025, 11, '151', '336', '2025-07-05', 'worker', $1 from person where given_name = 'Asha'`,
      [state],
    );
  const plan = (state: string) =>
    d.db.pool.query(
      `insert into characteristic (tenant_id, person_id, set_id, code, started_on, source_code, sensitivity, state)
       select 1, id, 'SEN', 'E', '2026-01-01', 'worker', 1, $1 from person where given_name = 'Bilal'`,
      [state],
    );

  test.each(['draft', 'submitted'])('as a %s entry is not taken for known by a list', async (state) => {
    await offer(state);
    await plan(state);
    expect(await d.take('september-offers', offers)).toMatchObject({ rows_applied: 1 });
    expect(await d.take('ehc-plans', plans)).toMatchObject({ rows_applied: 1 });
    expect(await d.rows('select state, made_on::text from offer order by id')).toEqual([
      `${state}|2025-07-05`,
      '|2025-07-01',
    ]);
    expect(
      await d.rows("select state, started_on::text from characteristic where set_id = 'SEN' order by id"),
    ).toEqual([`${state}|2026-01-01`, '|2026-01-12']);
  });

  test('and what is verified is', async () => {
    await offer('verified');
    await plan('verified');
    expect(await d.take('september-offers', offers)).toMatchObject({ rows_unchanged: 1 });
    expect(await d.take('ehc-plans', plans)).toMatchObject({ rows_unchanged: 1 });
  });
});

test('a row is refused with the number that the edition gives the check', async () => {
  const batch = await d.take(
    'transfer-destinations',
    'Forename,Surname,DOB,Postcode,YoungPersonsID\nAsha,Testcase,,WV1 1AA,\nAsha,Testcase,01/10/2090,WV1 1AA,\nAsha,,01/10/2008,WV1 1AA,\n',
  );
  const rows = await rowsOf(d.db.pool, 1, batch.id);
  expect(rows.map((r) => [r.outcome, r.error_number])).toEqual([
    ['rejected', '8'],
    ['rejected', '8'],
    ['rejected', '3'],
  ]);
});

test('checks are found by what they find, in every edition', () => {
  for (const edition of loadEditions())
    expect([
      numberOfCheck(edition, 'dob', 'empty'),
      numberOfCheck(edition, 'ypid', 'form'),
      numberOfCheck(edition, 'transferred_to_la', 'empty'),
      numberOfCheck(edition, 'lead_la', { condition: 'source_las' }),
      numberOfCheck(edition, 'phone', 'empty'),
    ]).toEqual(['8', '1', '13', '26', null]);
});
