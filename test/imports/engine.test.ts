import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyBatch, undoBatch } from '../../operational/imports/intake.ts';
import { decide, rowsOf } from '../../operational/imports/batches.ts';
import type { CasePeople } from '../support/people.ts';
import { type Desk, desk } from './support.ts';

const people: CasePeople = {
  organisations: {
    'Larkmoor College': { kind: 'college', la: '336', establishment: '3368001', ukprn: '10000001' },
    'Hollin Bank Academy': { kind: 'school', la: '336', establishment: '3369002' },
  },
  people: [
    // 1: not known since the summer
    {
      name: 'Asha',
      born: '2008-10-01',
      home: [{ from: '2020-01-01', postcode: 'WV1 1AA' }],
      doing: [{ code: '810', from: '2025-09-01' }],
    },
    // 2: at the college since September
    {
      name: 'Bilal',
      born: '2008-11-02',
      home: [{ from: '2020-01-01', postcode: 'WV1 1AB' }],
      doing: [{ code: '230', from: '2025-09-08', at: 'Larkmoor College', verified: ['2025-10-01'] }],
    },
    // 3: in a job since December
    {
      name: 'Chloe',
      born: '2008-12-03',
      home: [{ from: '2020-01-01', postcode: 'WV1 1AD' }],
      doing: [{ code: '330', from: '2025-12-01' }],
    },
    // 4 and 5: alike
    { name: 'Dilan', born: '2009-01-04', home: [{ from: '2020-01-01', postcode: 'WV1 1AE' }] },
    { name: 'Dylan', born: '2009-01-04', home: [{ from: '2020-01-01', postcode: 'WV1 1AE' }] },
    // 6: at the college for a year
    {
      name: 'Esme',
      born: '2008-03-05',
      home: [{ from: '2020-01-01', postcode: 'WV1 1AF' }],
      doing: [{ code: '230', from: '2024-09-02', at: 'Larkmoor College' }],
      identifiers: [{ kind: 'ULN', value: '1000000027' }],
    },
  ],
};
const HEAD = 'Forename,Surname,DOB,Postcode,UPN,DfENo,StartDate,EndDate,GoalLevel,GoalDescription';
const starters = (...rows: string[]) => `${[HEAD, ...rows].join('\r\n')}\r\n`;

let d: Desk;
beforeEach(async () => {
  d = await desk(people);
});
afterEach(() => d.close());

describe('a list of starters', () => {
  const list = starters(
    'Asha,Testcase,01/10/2008,WV1 1AA,,3368001,15/01/2026,31/07/2027,Level 3,Media',
    'BILAL,TESTCASE,02/11/2008,wv11ab,,336/8001,10/09/2025,,,',
    'Chloe,Testcase,03/12/2008,WV1 1AD,,3368001,01/10/2025,,,',
    'Dillan,Testcase,04/01/2009,WV1 1AE,,3368001,01/10/2025,,,',
    'Esme,Testcase,05/03/2008,WV1 1AF,,3368001,01/09/2025,,,',
    'Nobody,Knows,05/05/2008,WV9 9AF,,3368001,01/09/2025,,,',
    'Asha,Testcase,31/02/2008,WV1 1AA,,3368001,15/01/2026,,,',
    'Asha,Testcase,01/10/2008,WV1 1AA,,3368001',
  );

  test('begins, verifies, asks and refuses, and every row is in one of four counts', async () => {
    const batch = await d.take('education-starters', list);
    expect(await d.outcomes(batch)).toEqual([
      '2 applied 230 at Larkmoor College was begun on 2026-01-15.',
      '3 applied The activity that is held was verified.',
      '4 queried The store knows 330 from 1 December 2025, still open, which is not earlier.',
      '5 queried It resembles 2 people in the store.',
      '6 queried The store has 230 at Larkmoor College from 2 September 2024, still open; the list says that it began on 2025-09-01, more than 28 days apart.',
      '7 queried Nobody in the store resembles it.',
      '8 rejected DOB "31/02/2008" is not a date that can be read.',
      '9 rejected It has 6 cells where the heading has 10; which of them is which can’t be told.',
    ]);
    expect(batch).toMatchObject({
      state: 'applied',
      rows_read: 8,
      rows_applied: 2,
      rows_unchanged: 0,
      rows_queried: 4,
      rows_rejected: 2,
      rows_settled: 1,
      read_as: 'UTF-8, comma',
    });
    expect(
      await d.rows(
        "select s.code, s.started_on, s.ended_on, s.expected_end_on, s.detail ->> 'course', s.source_code from situation s join person p on p.id = s.person_id where p.ref = 'C1' order by 2",
      ),
    ).toEqual(['810|2025-09-01|2026-01-14|||case', '230|2026-01-15||2027-07-31|Media|college']);
    expect(await d.rows('select v.verified_on, v.method from verification v order by v.id')).toEqual([
      '2025-10-01|person',
      '2026-02-10|provider-list',
      '2026-02-10|provider-list',
    ]);
  });

  test('the same file again changes nothing, also on another day', async () => {
    await d.take('education-starters', list);
    const before = await d.rows("select count(*) from change_log where table_name <> 'import_batch'");
    const state = await d.dump();
    d.now = new Date('2026-02-12T10:00:00Z');
    const again = await d.take('education-starters', list);
    expect(again).toMatchObject({ rows_applied: 0, rows_unchanged: 2, rows_queried: 4, rows_rejected: 2 });
    expect(await d.rows("select count(*) from change_log where table_name <> 'import_batch'")).toEqual(
      before,
    );
    expect(await d.dump()).toBe(state);
  });

  test('a batch is undone to the byte, and refused when a later change touched it', async () => {
    const before = await d.dump();
    const batch = await d.take('education-starters', list);
    expect(await d.dump()).not.toBe(before);
    const undone = await undoBatch(d.db.pool, d.who, batch.id);
    expect(undone.state).toBe('undone');
    expect(await d.dump()).toBe(before);
    await expect(undoBatch(d.db.pool, d.who, batch.id)).rejects.toMatchObject({ code: 'batch-state' });

    const second = await d.take('education-starters', list);
    await d.db.pool.query(
      "update situation set review_on = '2026-03-01' where code = '230' and started_on = '2026-01-15'",
    );
    const now = await d.dump();
    await expect(undoBatch(d.db.pool, d.who, second.id)).rejects.toMatchObject({
      code: 'undo-blocked',
      blockers: [expect.objectContaining({ table: 'situation', ref: 'C1', lines: [2] })],
    });
    expect(await d.dump()).toBe(now);
  });

  test('what was queried is decided later, by whom is kept, and applied then; undone together', async () => {
    const before = await d.dump();
    const batch = await d.take('education-starters', list);
    const [row] = await rowsOf(d.db.pool, 1, batch.id, { outcome: 'queried', after: 4, limit: 1 });
    expect(row!.candidates.map((c) => [c.ref, c.verdicts.given_name, c.verdicts.dob])).toEqual([
      ['C4', 'similar', 'same'],
      ['C5', 'different', 'same'],
    ]);
    await decide(d.db.pool, d.who, batch.id, 5, { decision: 'person', ref: 'C4' });
    await decide(d.db.pool, d.who, batch.id, 7, { decision: 'reject' });
    const applied = await applyBatch(d.db.pool, d.who, batch.id);
    expect(applied).toMatchObject({ applications: 2, rows_applied: 3, rows_queried: 2, rows_rejected: 3 });
    expect((await d.outcomes(batch))[3]).toMatch(/^5 applied 230 at Larkmoor College/);
    await undoBatch(d.db.pool, d.who, batch.id);
    expect(await d.dump()).toBe(before);
  });
});

test('someone new in two lists that wait is made once: the second looks again when it is applied', async () => {
  const rows = ['Gwen,Newcomer,01/05/2010,WV1 1AG,3369002,11', 'Hari,Newcomer,02/05/2010,WV1 1AH,3369002,11'];
  const list = `${['Forename,Surname,DOB,Postcode,School DfENo,Year group', ...rows].join('\r\n')}\r\n`;
  const first = await d.take('school-cohort', list, { review: true });
  const second = await d.take('school-cohort', list, { review: true });
  expect(await applyBatch(d.db.pool, d.who, first.id)).toMatchObject({ rows_applied: 2 });
  expect(await applyBatch(d.db.pool, d.who, second.id)).toMatchObject({ rows_applied: 0, rows_unchanged: 2 });
  const { rows: held } = await d.db.pool.query("select from person where family_name = 'Newcomer'");
  expect(held).toHaveLength(2);
});
