import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCodes } from '../../operational/codes.ts';
import { loadDemo } from '../../operational/demo/load.ts';
import { TABLE_NAMES } from '../../operational/demo/tables.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

const sql = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const PEOPLE = 300;
const UNTIL = '2026-11-20';

let database: FreshDatabase;
const steps: string[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  await loadCodes(database.pool);
  await loadDemo(database.pool, {
    people: PEOPLE,
    until: UNTIL,
    passwordHash: 'a hash',
    progress: (step) => steps.push(step),
  });
});
afterAll(() => database.drop());

const rows = async (text: string, params: unknown[] = []) => (await database.pool.query(text, params)).rows;

describe('the change log', () => {
  test.each(TABLE_NAMES)('replayed, it gives %s as the table holds it', async (table) => {
    expect(await rows(sql('replay.sql').replaceAll('{table}', table))).toEqual([]);
    expect(
      (await rows(`select count(*)::int as n from change_log where table_name = $1`, [table]))[0].n,
    ).toBeGreaterThan(0);
  });

  test('each state follows from the one before it, the first is an insert', async () => {
    expect(await rows(sql('chain.sql'))).toEqual([]);
  });

  test('its order is the order in which things became known', async () => {
    const wrong = await rows(
      `select seq from (select seq, known_at, lag(known_at) over (order by seq) as before from change_log) l
       where known_at < before limit 5`,
    );
    expect(wrong).toEqual([]);
  });

  test('what is written afterwards follows it', async () => {
    const { rows: added } = await database.pool.query(
      `insert into person (tenant_id, ref, given_name, family_name, date_of_birth, return_gender_code)
       values (1, 'new', 'New', 'Person', '2010-01-01', 'F') returning id`,
    );
    const [logged] = await rows(
      `select seq = (select max(seq) from change_log) as last, row_id from change_log where table_name = 'person' order by seq desc limit 1`,
    );
    expect(logged).toEqual({ last: true, row_id: added[0].id });
    await database.pool.query("delete from person where ref = 'new'");
  });
});

describe('the tables', () => {
  test('triggers are on again and every code is in its list', async () => {
    expect(await rows("select tgname from pg_trigger where not tgisinternal and tgenabled <> 'O'")).toEqual(
      [],
    );
    await expect(
      database.pool.query(
        "update person set return_gender_code = 'Q' where id = (select min(id) from person)",
      ),
    ).rejects.toThrow(/not a code of list YP07/);
  });

  test('verifications lie within their activity', async () => {
    // A spell of not knowing is cut short afterwards, when it is found out since when something else was so.
    const wrong = await rows(
      `select v.id from verification v join situation s on s.id = v.situation_id
       where v.verified_on < s.started_on or (v.verified_on > s.ended_on and s.standing = 'confirmed' and s.code not like '8%') limit 5`,
    );
    expect(wrong).toEqual([]);
  });

  test('codes that lean on a characteristic have it', async () => {
    const wrong = await rows(
      `select s.id, s.code from situation s
       join (values ('620', 'IC01', '140'), ('630', 'IC01', '120'), ('650', 'IC01', '180'), ('280', 'SEN', 'E'), ('460', 'SEN', 'E'))
         n(code, set_id, needs) on n.code = s.code
       where not exists (select 1 from characteristic c where c.person_id = s.person_id and c.set_id = n.set_id and c.code = n.needs)`,
    );
    expect(wrong).toEqual([]);
  });

  test('a real case store has faults, and so has this one', async () => {
    const [faults] = await rows(
      `select (select count(*) from person where merged_into_id is not null)::int as duplicates,
        (select count(*) from person where ethnicity_code is null)::int as no_ethnicity,
        (select count(*) from address where match = 'none')::int as unmatched,
        (select count(*) from situation where not is_primary)::int as second_activity,
        (select count(*) from situation where code like '2%' and organisation_id is null)::int as unknown_provider`,
    );
    for (const [fault, count] of Object.entries(faults)) expect(count, fault).toBeGreaterThan(0);
  });

  test('the demo users are there, with the password given', async () => {
    const users = await rows('select email, role, password_hash from app_user order by id limit 6');
    expect(users.map(({ email }) => email)).toEqual(
      ['manager', 'officer', 'analyst', 'caseworker', 'tracker', 'admin'].map(
        (name) => `${name}@demo.example`,
      ),
    );
    expect(new Set(users.map((user) => user.password_hash))).toEqual(new Set(['a hash']));
  });
});

describe('the months', () => {
  test('the headline adds up, and a small authority has the proportions of a large one', async () => {
    const months = await rows(sql('month_ends.sql'), ['2026-10-31']);
    expect(months).toHaveLength(62);
    for (const { month_end, base, eet, neet, nk } of months) expect(eet + neet + nk, month_end).toBe(base);
    const sum = (column: string) => months.reduce((total, month) => total + month[column], 0);
    const settled = months.filter(({ month_end }) => /-(12|01|02|03)-/.test(month_end));
    const share = (column: string) =>
      settled.reduce((total, month) => total + month[column], 0) /
      settled.reduce((total, month) => total + month.base, 0);
    expect(sum('base') / 62 / PEOPLE).toBeGreaterThan(1.7);
    expect(sum('base') / 62 / PEOPLE).toBeLessThan(2.1);
    expect(share('neet')).toBeGreaterThan(0.01);
    expect(share('neet')).toBeLessThan(0.045);
    expect(share('full_time')).toBeGreaterThan(0.86);
    expect(share('full_time')).toBeLessThan(0.94);
  });

  test('September is full of people whose return nobody has confirmed yet', async () => {
    const months = await rows(sql('month_ends.sql'), ['2026-10-31']);
    const unknown = (day: string) =>
      months.filter(({ month_end }) => month_end.endsWith(day)).map(({ nk, base }) => nk / base);
    expect(Math.min(...unknown('-09-30'))).toBeGreaterThan(0.35);
    expect(Math.max(...unknown('-02-28'))).toBeLessThan(0.04);
  });
});

test('progress names its steps', () => {
  expect(steps).toContain('living through the years');
  expect(steps.at(-1)).toBe('writing the change log of event_person');
});

test('a case store in use is refused, and stays as it was', async () => {
  const [before] = await rows('select count(*)::int as n from change_log');
  await expect(loadDemo(database.pool, { people: 20, until: UNTIL })).rejects.toMatchObject({
    code: 'store-in-use',
  });
  expect(await rows('select count(*)::int as n from change_log')).toEqual([before]);
});

test('without code lists nothing is made', async () => {
  const empty = await freshDatabase();
  try {
    await expect(loadDemo(empty.pool, { people: 20, until: UNTIL })).rejects.toMatchObject({
      code: 'codes-missing',
    });
    expect((await empty.pool.query('select count(*)::int as n from tenant')).rows[0].n).toBe(0);
  } finally {
    await empty.drop();
  }
});
