import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadEditions } from '../../nccis/editions.ts';
import { freezeCohort, type SeasonOf } from '../../operational/cohorts/freeze.ts';
import { addLate, closeSeason, listSeasons, openSeason } from '../../operational/cohorts/seasons.ts';
import { updateCohort } from '../../operational/cohorts/update.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';
import { type CasePeople, loadCase } from '../support/people.ts';

const editions = loadEditions();
const edition = editions.find((e) => e.id === '2020-21')!;
const home = [{ la: '336', from: '2020-01-01' }];
const status = [{ code: 'P', from: '2024-09-01' }];
const at = (name: string, born: string, more: object = {}) => ({ name, born, home, status, ...more });
// Academic ages in 2024-25: born from 1 September 2008 to 31 August 2009 Year 11, the year before Year 12.
const CASE: CasePeople = {
  organisations: {
    Here: { kind: 'school', la: '336', establishment: '3364001' },
    There: { kind: 'school', la: '333', establishment: '3334001' },
  },
  cohorts: [{ kind: 'nccis' }],
  people: [
    at('Eleven Here', '2009-01-01', {
      doing: [{ code: '110', from: '2024-09-01', at: 'Here' }],
      year11School: 'Here',
    }),
    at('Eleven There', '2009-01-01', { doing: [{ code: '110', from: '2024-09-01', at: 'There' }] }),
    at('Eleven Nowhere', '2009-01-01', { doing: [{ code: '140', from: '2024-09-01' }] }),
    at('Twelve Here', '2008-01-01', { doing: [{ code: '210', from: '2024-09-01', at: 'There' }] }),
    at('Ten Here', '2010-01-01', { doing: [{ code: '110', from: '2024-09-01', at: 'Here' }] }),
  ],
};
const GUARANTEE: SeasonOf = { kind: 'guarantee', season: 2025, la: '336', tenantId: 1 };
const SURVEY: SeasonOf = { ...GUARANTEE, kind: 'activity-survey' };

let database: FreshDatabase;
const members = async (kind: string) =>
  (
    await database.pool.query(
      `select split_part(p.given_name, ' Testcase', 1) || ' ' || m.year_group as member from cohort_member m
       join cohort c on c.id = m.cohort_id join person p on p.id = m.person_id where c.kind = $1 order by 1`,
      [kind],
    )
  ).rows.map((r) => r.member);
const refOf = async (name: string) =>
  (await database.pool.query('select ref from person where given_name = $1', [name])).rows[0].ref;
const move = async (name: string, la: string, on: string) => {
  const { rows } = await database.pool.query(
    `update person_address set ended_on = $2::date - 1 where ended_on is null and person_id = (select id from person where given_name = $1)
     returning person_id`,
    [name, on],
  );
  await database.pool.query(
    `with a as (insert into address (tenant_id, la_code, match) values (1, $1, 'none') returning id)
     insert into person_address (tenant_id, person_id, address_id, kind, started_on, source_code)
       select 1, $2, a.id, 'home', $3, 'case' from a`,
    [la, rows[0].person_id, on],
  );
};
beforeEach(async () => {
  database = await freshDatabase();
  await loadCase(database.pool, CASE);
});
afterEach(() => database.drop());

test('000.4.1.13.2 a season: opened, fixed, late additions with a reason, closed for good; later edits do not change who is in it', async () => {
  const { pool } = database;
  expect(await openSeason(pool, GUARANTEE)).toMatchObject({ state: 'opened', members: 0 });
  await expect(openSeason(pool, GUARANTEE)).rejects.toMatchObject({ code: 'season-open' });
  await expect(closeSeason(pool, GUARANTEE, '2025-06-01')).rejects.toMatchObject({
    code: 'cohort-not-fixed',
  });
  const early = { today: '2025-05-30' };
  await expect(freezeCohort(pool, edition, GUARANTEE, early)).rejects.toMatchObject({
    code: 'cohort-too-early',
  });
  // Year 11 by where they are educated (home when on no roll), Year 12 by where they live
  expect(await freezeCohort(pool, edition, GUARANTEE, { today: '2025-05-31' })).toMatchObject({
    members: 3,
    fixedOn: '2025-05-31',
  });
  const fixed = ['Eleven Here 11', 'Eleven Nowhere 11', 'Twelve Here 12'];
  expect(await members('guarantee')).toEqual(fixed);
  await expect(freezeCohort(pool, edition, GUARANTEE)).rejects.toMatchObject({ code: 'cohort-fixed' });
  await move('Twelve Here', '333', '2025-05-01');
  await pool.query("update person set date_of_birth = '2011-01-01' where given_name = 'Eleven Here'");
  expect(await members('guarantee')).toEqual(fixed);

  const ref = await refOf('Eleven There');
  const late = { ref, reason: 'Back from the school of 333, told of in July', on: '2025-07-10' };
  expect(await addLate(pool, edition, GUARANTEE, late)).toMatchObject({ members: 4, late: 1 });
  await expect(addLate(pool, edition, GUARANTEE, late)).rejects.toMatchObject({ code: 'in-cohort' });
  const young = { ...late, ref: await refOf('Ten Here') };
  await expect(addLate(pool, edition, GUARANTEE, young)).rejects.toMatchObject({ code: 'other-year-group' });
  // the store itself holds to it, whoever writes
  const insert =
    'insert into cohort_member (tenant_id, cohort_id, person_id, status_code, started_on) select 1, c.id, p.id, $1, $2 from cohort c, person p where c.kind = $3 and p.ref = $4';
  await expect(pool.query(insert, ['P', '2025-07-11', 'guarantee', young.ref])).rejects.toThrow(
    /cohort is fixed/,
  );
  await expect(
    pool.query(
      "delete from cohort_member m using cohort c where c.id = m.cohort_id and c.kind = 'guarantee'",
    ),
  ).rejects.toThrow(/not taken out/);
  await expect(
    pool.query(
      "update cohort_member m set school_id = null, year_group = 13 from cohort c where c.id = m.cohort_id and c.kind = 'guarantee'",
    ),
  ).rejects.toThrow(/stays as it was/);

  expect(await closeSeason(pool, GUARANTEE, '2025-11-01')).toMatchObject({
    state: 'closed',
    closedOn: '2025-11-01',
  });
  await expect(closeSeason(pool, GUARANTEE, '2025-11-02')).rejects.toMatchObject({ code: 'season-closed' });
  await expect(openSeason(pool, GUARANTEE)).rejects.toMatchObject({ code: 'season-open' });
  await expect(addLate(pool, edition, GUARANTEE, young)).rejects.toMatchObject({ code: 'season-not-open' });
  await expect(pool.query("update cohort set closed_on = null where kind = 'guarantee'")).rejects.toThrow(
    /closed/,
  );
});

test('the survey’s cohort: on a roll here wherever they live, or living here on nobody’s roll', async () => {
  expect(await freezeCohort(database.pool, edition, SURVEY)).toMatchObject({
    members: 2,
    fixedOn: '2025-05-31',
  });
  expect(await members('activity-survey')).toEqual(['Eleven Here 11', 'Eleven Nowhere 11']);
  expect(await listSeasons(database.pool, 1)).toMatchObject([
    { kind: 'activity-survey', state: 'fixed', members: 2 },
  ]);
});

test('year groups and the day of fixing are the edition’s', async () => {
  const other = {
    ...edition,
    guarantee: { ...edition.guarantee, fixedOn: '06-15', yearGroups: [10, 11] },
  };
  expect(await freezeCohort(database.pool, other, GUARANTEE)).toMatchObject({ fixedOn: '2025-06-15' });
  expect(await members('guarantee')).toEqual([
    'Eleven Here 11',
    'Eleven Nowhere 11',
    'Eleven There 11',
    'Ten Here 10',
  ]);
});

test('the cohort’s update records what follows from the facts, and nothing the second time', async () => {
  const { pool } = database;
  const on = '2026-01-20';
  await freezeCohort(pool, edition, GUARANTEE);
  await move('Twelve Here', '333', '2025-10-12');
  await move('Eleven Nowhere', '002', '2025-12-01'); // Scotland
  await pool.query("update person set date_of_death = '2026-01-03' where given_name = 'Ten Here'");
  await pool.query("update person set date_of_birth = '2007-06-01' where given_name = 'Eleven There'");
  const run = (dryRun: boolean, asAt = on) =>
    updateCohort({ pool, editions, asAt, dryRun, clock: () => new Date('2026-04-01T09:00:00Z') });
  const dry = await run(true);
  const plain = dry.changes
    .map((c) => `${c.name.replace(' Testcase', '')} ${c.from} ${c.to} ${c.on} ${c.transferredTo}`)
    .sort();
  expect(plain).toEqual([
    'Eleven Nowhere P E 2025-12-01 null',
    'Eleven There P A 2025-09-01 null',
    'Ten Here P D 2026-01-03 null',
    'Twelve Here P T 2025-10-12 333',
  ]);
  expect(
    (await pool.query('select count(*)::int as n from cohort_member where status_code <> $1', ['P'])).rows[0]
      .n,
  ).toBe(0);
  expect(await run(false)).toMatchObject({ applied: true, counts: { A: 1, D: 1, E: 1, T: 1 } });
  expect((await run(false)).changes).toEqual([]);
  // back again: in the cohort from the day of the move
  await move('Twelve Here', '336', '2026-02-14');
  expect((await run(false, '2026-03-01')).changes).toMatchObject([{ from: 'T', to: 'P', on: '2026-02-14' }]);
  const { rows } = await pool.query(
    `select m.status_code || ' ' || m.started_on || ' ' || coalesce(m.ended_on::text, 'open') as s from cohort_member m
     join person p on p.id = m.person_id join cohort c on c.id = m.cohort_id and c.kind = 'nccis'
     where p.given_name = 'Twelve Here' order by m.started_on`,
  );
  expect(rows.map((r) => r.s)).toEqual([
    'P 2024-09-01 2025-10-11',
    'T 2025-10-12 2026-02-13',
    'P 2026-02-14 open',
  ]);
});

test('a plan’s end is a reason to leave only past the general age; who lost it earlier grows out on 1 September', async () => {
  const { pool } = database;
  // Academic ages in 2025-26: Twelve Here 18, from 1 September 2025; Ten Here made 19, from 1 September 2024.
  await pool.query("update person set date_of_birth = '2007-08-31' where given_name = 'Twelve Here'");
  await pool.query("update person set date_of_birth = '2006-08-31' where given_name = 'Eleven There'");
  await pool.query("update person set date_of_birth = '2007-08-31' where given_name = 'Ten Here'");
  const plan = (name: string, to: string) =>
    pool.query(
      `insert into characteristic (tenant_id, person_id, set_id, code, started_on, ended_on, source_code, sensitivity)
       select 1, id, 'SEN', $2, '2020-09-01', $3, 'case', 1 from person where given_name = $1`,
      [name, edition.cohort.extendedSen, to],
    );
  await plan('Twelve Here', '2025-05-31'); // while 17
  await plan('Eleven There', '2025-05-31'); // while 18
  await plan('Ten Here', '2025-09-01'); // on the first day of being 18
  const { changes } = await updateCohort({
    ...{ pool, editions, asAt: '2025-09-30', dryRun: true },
    clock: () => new Date('2026-04-01T09:00:00Z'),
  });
  expect(changes.map((c) => `${c.name} ${c.from} ${c.to} ${c.on}`).sort()).toEqual([
    'Eleven There Testcase P L 2025-06-01',
    'Ten Here Testcase P L 2025-09-02',
    'Twelve Here Testcase P A 2025-09-01',
  ]);
});
