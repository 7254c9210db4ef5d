import { beforeEach, expect, test } from 'vitest';
import { loadEditions } from '../../nccis/editions.ts';
import { rollOver, undoRollOver } from '../../operational/roll-over/roll-over.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';
import { type CasePeople, loadCase } from '../support/people.ts';

// The turn to 2025-26. Academic ages on 1 September 2025: born from 1 September 2009 on 15 or less, to 31 August 2007 18 or more.
const editions = loadEditions();
const home = [{ la: '336', from: '2020-01-01' }];
const status = [{ code: 'P', from: '2024-09-01' }];
const CASE: CasePeople = {
  organisations: { Canalside: { kind: 'school', la: '336', establishment: '3364001' } },
  cohorts: [{ kind: 'nccis' }],
  people: [
    {
      name: 'Leaver School',
      born: '2009-08-31',
      home,
      status,
      doing: [{ code: '110', from: '2024-09-01', end: '2025-08-31', at: 'Canalside' }],
      offers: [{ kind: 'intention', season: 2025, code: '121', on: '2025-04-01' }],
    },
    {
      name: 'Leaver Placed',
      born: '2008-09-01',
      home,
      status,
      doing: [
        { code: '110', from: '2024-09-01', to: '2025-09-08' },
        { code: '230', from: '2025-09-09', end: '2026-07-31' },
      ],
    },
    {
      name: 'Leaver Early',
      born: '2009-01-01',
      home,
      status,
      doing: [{ code: '110', from: '2024-09-01', to: '2025-07-20' }],
    },
    { name: 'Younger Stays', born: '2009-09-01', home, doing: [{ code: '110', from: '2024-09-01' }] },
    {
      name: 'Year Thirteen',
      born: '2007-09-01',
      home,
      status,
      doing: [{ code: '210', from: '2024-09-01', end: '2026-07-31' }],
    },
    {
      name: 'Eighteen Plain',
      born: '2007-08-31',
      home,
      status,
      doing: [{ code: '310', from: '2024-09-01' }],
    },
    {
      name: 'Eighteen Plan',
      born: '2007-08-31',
      home,
      status,
      is: [{ set: 'SEN', code: 'E', from: '2015-01-01' }],
    },
    {
      name: 'Twentyfive Plan',
      born: '2000-08-31',
      home,
      status,
      is: [{ set: 'SEN', code: 'E', from: '2015-01-01' }],
    },
    { name: 'Elsewhere Young', born: '2010-01-01', home: [{ la: '333', from: '2020-01-01' }] },
  ],
};
const at = (iso: string) => () => new Date(iso);
const AFTER = at('2025-09-15T09:00:00Z');

let database: FreshDatabase;
const turn = (dryRun: boolean, clock = AFTER) =>
  rollOver({ pool: database.pool, editions, year: 2025, dryRun, clock });
const rows = async (sql: string) =>
  (await database.pool.query(sql)).rows.map((r) => Object.values(r).join(' '));
const EVERYTHING = `select * from (
  select 'situation' as t, to_jsonb(s) - 'id' as row from situation s union all
  select 'member', to_jsonb(m) - 'id' from cohort_member m union all
  select 'characteristic', to_jsonb(c) - 'id' from characteristic c) x order by t, row::text`;
const everything = async () => (await database.pool.query(EVERYTHING)).rows;
beforeEach(async () => {
  database = await freshDatabase();
  await loadCase(database.pool, CASE);
  return () => database.drop();
});

const plain = (name: string) => name.replace(' Testcase', '');
const HAPPENS = [
  ['Leaver Placed', 'compulsory-age-ends', 11, 12],
  ['Leaver School', 'compulsory-age-ends', 11, 12],
  ['Younger Stays', 'enters-the-cohort', 10, 11],
  ['Twentyfive Plan', 'past-the-age-of-a-plan', 20, 21],
  ['Eighteen Plain', 'past-the-general-age', 13, 14],
  ['Twentyfive Plan', 'plan-ends', 20, 21],
];

test('000.3.1.4 a dry run says what would happen to whom, and changes nothing', async () => {
  const before = await everything();
  const dry = await turn(true, at('2025-08-01T09:00:00Z'));
  expect(dry).toMatchObject({ applied: false, id: null, before: false });
  expect(dry.lines.map((l) => [plain(l.name), l.kind, l.fromYear, l.toYear])).toEqual(HAPPENS);
  expect(dry.lines.find((l) => plain(l.name) === 'Leaver School')).toMatchObject({
    ...{ school: 'Canalside', intendedDestination: '121' },
    what: expect.stringContaining('810 (not known) begins'),
  });
  expect(dry.counts).toEqual({
    ...{ 'compulsory-age-ends': 2, 'enters-the-cohort': 1, 'past-the-age-of-a-plan': 1 },
    ...{ 'past-the-general-age': 1, 'plan-ends': 1 },
  });
  // of the seven members, by hand: three in Year 11, one in 12, two in 13, one in "20"
  expect(dry.movesUp).toEqual({ 11: 3, 12: 1, 13: 2, 20: 1 });
  expect(await everything()).toEqual(before);
  expect(await rows('select count(*) from roll_over')).toEqual(['0']);
});

test('000.3.1.4 compulsory age ends, follow-up opens with its provenance, the cohort moves on', async () => {
  const done = await turn(false);
  expect(done.lines.map((l) => [plain(l.name), l.kind, l.fromYear, l.toYear])).toEqual(HAPPENS);
  expect(
    await rows(`select split_part(p.given_name, ' ', 1), s.code, s.started_on, coalesce(s.ended_on::text, 'open'), s.source_code
      from situation s join person p on p.id = s.person_id where p.given_name like 'Leaver%' or p.given_name like 'Younger%'
      order by p.given_name, s.started_on`),
  ).toEqual([
    'Leaver 110 2024-09-01 2025-07-20 case',
    'Leaver 110 2024-09-01 2025-08-31 case',
    'Leaver 810 2025-09-01 2025-09-08 roll-over',
    'Leaver 230 2025-09-09 open case',
    'Leaver 110 2024-09-01 2025-08-31 case',
    'Leaver 810 2025-09-01 open roll-over',
    'Younger 110 2024-09-01 open case',
  ]);
  expect(
    await rows(
      "select detail ->> 'intended_destination' from situation where code = '810' and ended_on is null",
    ),
  ).toEqual(['121']);
  expect(
    await rows(`select replace(p.given_name, ' ', ''), m.status_code, m.started_on, coalesce(m.ended_on::text, 'open') from cohort_member m
      join person p on p.id = m.person_id where m.started_on = '2025-09-01' or m.ended_on is not null order by 1, 3`),
  ).toEqual([
    'EighteenPlain P 2024-09-01 2025-08-31',
    'EighteenPlain A 2025-09-01 open',
    'TwentyfivePlan P 2024-09-01 2025-08-31',
    'TwentyfivePlan A 2025-09-01 open',
    'YoungerStays P 2025-09-01 open',
  ]);
  expect(await rows('select ended_on from characteristic where ended_on is not null')).toEqual([
    '2025-08-31',
  ]);
});

test('000.3.1.4 the same year twice changes nothing; undone, everything is as it was', async () => {
  const before = await everything();
  await turn(false);
  const once = await everything();
  const again = await turn(false);
  expect(again).toMatchObject({ before: true, applied: true, lines: [] });
  expect(await everything()).toEqual(once);
  expect(await undoRollOver(database.pool, 2025, { clock: AFTER })).toEqual({
    year: 2025,
    undone: 5,
    left: 1,
  });
  // the one left: the not-known spell of the leaver who is placed has an end, so that nothing says it was not touched
  const changed = (await everything()).filter(
    (r) => !before.some((b) => JSON.stringify(b) === JSON.stringify(r)),
  );
  expect(changed.map((r) => r.row.code)).toEqual(['110', '810']);
  await expect(undoRollOver(database.pool, 2025)).rejects.toMatchObject({ code: 'no-roll-over' });
});

test('undo leaves alone whoever’s record went on since', async () => {
  await turn(false);
  await database.pool.query(
    "update situation set ended_on = '2025-09-10' where code = '810' and ended_on is null",
  );
  expect(await undoRollOver(database.pool, 2025, { clock: AFTER })).toMatchObject({ undone: 4, left: 2 });
  expect(
    await rows(
      "select code, coalesce(ended_on::text, 'open') from situation s join person p on p.id = s.person_id where p.given_name = 'Leaver School' order by started_on",
    ),
  ).toEqual(['110 2025-08-31', '810 2025-09-10']);
});

test('a year that has not begun is only looked at', async () => {
  await expect(turn(false, at('2025-08-31T20:00:00Z'))).rejects.toMatchObject({ code: 'year-not-begun' });
});
