import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nightly, snapshotAt } from '../../warehouse/nightly.ts';
import { openSnapshot } from '../../warehouse/query.ts';
import { currentSnapshot } from '../../warehouse/snapshots.ts';
import { type CasePerson, loadCase } from '../support/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

let database: FreshDatabase;
let dataDir: string;
beforeEach(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'casehouse-'));
});
afterEach(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const person = (over: Partial<CasePerson>): CasePerson => ({
  name: 'Person',
  born: '2008-10-10',
  status: [{ code: 'P', from: '2025-09-01' }],
  doing: [{ code: '619', from: '2025-09-03' }],
  ...over,
});

async function ask(sql: string): Promise<unknown[][]> {
  const reader = await openSnapshot(dataDir, 'current');
  try {
    return (await reader.run(sql)).rows;
  } finally {
    reader.close();
  }
}

test('nothing in the official file names, dates or places a person', async () => {
  await loadCase(database.pool, {
    people: [person({ name: 'Zebedee', identifiers: [{ kind: 'ULN', value: '3000000010' }] })],
  });
  await nightly({ pool: database.pool, dataDir });
  const tables = (await ask(`select schema_name || '.' || table_name from duckdb_tables()`)).map(([t]) => t);
  for (const table of tables) {
    const rows = await ask(
      `select count(*) from ${table} t where t::varchar similar to '.*(Zebedee|Testcase|2008-10-10|ZZ99|3000000010|9010000000001|Sample Street).*'`,
    );
    expect(rows[0]?.[0], String(table)).toBe(0);
  }
});

test('a pseudonym is not shared by two snapshots', async () => {
  await loadCase(database.pool, { people: [person({})] });
  await nightly({ pool: database.pool, dataDir });
  const [first] = (await ask('select distinct person_key from marts.person_month'))[0] as [string];
  await nightly({ pool: database.pool, dataDir });
  const [second] = (await ask('select distinct person_key from marts.person_month'))[0] as [string];
  expect(first).not.toBe(second);
});

test('an activity code that was withdrawn counts as the one that replaced it', async () => {
  await loadCase(database.pool, { people: [person({ doing: [{ code: '510', from: '2025-09-03' }] })] });
  await nightly({ pool: database.pool, dataDir });
  expect(
    await ask(
      `select activity_code, is_neet, neet_started_on from marts.person_month where month_end = date '2025-10-31'`,
    ),
  ).toEqual([['619', true, '2025-09-03']]);
});

test('what was learned after a month end does not change that month, what was true before it and known in time does', async () => {
  await loadCase(database.pool, {
    people: [
      person({
        name: 'Late list',
        doing: [
          {
            code: '210',
            from: '2025-09-04',
            known: '2025-10-07',
            verified: ['2025-10-07'],
            end: '2027-07-31',
          },
        ],
      }),
      person({
        name: 'Was neet',
        doing: [
          { code: '619', from: '2025-07-01', to: '2025-09-03' },
          {
            code: '210',
            from: '2025-09-04',
            known: '2025-10-07',
            verified: ['2025-10-07'],
            end: '2027-07-31',
          },
        ],
      }),
    ],
  });
  await nightly({ pool: database.pool, dataDir });
  expect(
    await ask(
      `select month_end, headline, count(*) from marts.person_month where month_end <= date '2025-10-31' group by all order by 1, 2`,
    ),
  ).toEqual([
    ['2025-09-30', 'NEET', 1],
    ['2025-09-30', 'NK', 1],
    ['2025-10-31', 'EET', 2],
  ]);
});

test('a spell that has ended with nothing after it is not known, whatever it was', async () => {
  await loadCase(database.pool, {
    people: [person({ doing: [{ code: '619', from: '2025-09-03', to: '2025-11-15' }] })],
  });
  await nightly({ pool: database.pool, dataDir });
  expect(
    await ask(
      `select month_end, headline, days_neet, is_leaver from marts.person_month where month_end between date '2025-10-31' and date '2025-12-31' order by 1`,
    ),
  ).toEqual([
    ['2025-10-31', 'NEET', 58, false],
    ['2025-11-30', 'NK', null, true],
    ['2025-12-31', 'NK', null, false],
  ]);
});

test('a confidential address keeps its authority and nothing finer', async () => {
  await loadCase(database.pool, {
    people: [person({ home: [{ ward: 'E05014838', lsoa: 'E01010420', from: '2020-01-01' }] })],
  });
  await database.pool.query('update person_address set confidential = true');
  await nightly({ pool: database.pool, dataDir });
  expect(
    await ask('select distinct la_code, ward_code, lsoa_code, imd_decile from marts.person_month'),
  ).toEqual([['336', null, null, null]]);
});

test('someone who goes without a leaving status is still counted out of the NEETs', async () => {
  await loadCase(database.pool, {
    people: [
      person({ status: [{ code: 'P', from: '2025-09-01', to: '2025-11-15' }] }),
      person({ name: 'Stays' }),
    ],
  });
  await nightly({ pool: database.pool, dataDir });
  expect(
    await ask(
      `select is_leaver, leaver_destination from marts.person_month where month_end = date '2025-11-30' and is_leaver`,
    ),
  ).toEqual([[true, 'left: no status recorded']]);
});

test('a failing audit stops the publishing, says which rows, and the old snapshot serves', async () => {
  await loadCase(database.pool, { people: [person({})] });
  const served = await nightly({ pool: database.pool, dataDir });
  // A code that the database lists and no edition knows: nobody could say what the person counts as.
  await database.pool.query(
    `insert into code (set_id, code, label, sort) values ('eet', '999', 'Made up', 99)`,
  );
  await database.pool.query(`update situation set code = '999'`);
  await expect(nightly({ pool: database.pool, dataDir })).rejects.toThrow(/codes_are_known/);
  expect((await currentSnapshot(dataDir))?.id).toBe(served.id);
  expect((await ask('select count(*) from marts.person_month where is_neet'))[0]?.[0]).toBeGreaterThan(0);
});

test('as known at a time before the first load follows what the change log says of when things became known', async () => {
  await loadCase(database.pool, { knownAt: '2026-02-10T10:00:00Z', people: [person({})] });
  const client = await database.pool.connect();
  await client.query('begin');
  await client.query(`select set_config('casehouse.known_at', '2026-03-15T10:00:00Z', true)`);
  await client.query(`update situation set ended_on = '2025-12-31'`);
  await client.query(`insert into situation (tenant_id, person_id, domain, code, started_on, ascertained_on, standing, source_code)
    select 1, id, 'eet', '310', '2026-01-01', '2026-01-10', 'confirmed', 'case' from person`);
  await client.query('commit');
  client.release();
  await nightly({ pool: database.pool, dataDir });
  const then = await snapshotAt(dataDir, new Date('2026-03-01T00:00:00Z'));
  const reader = await openSnapshot(dataDir, then.id);
  const { rows } = await reader.run(
    `select month_end, activity_code from marts.person_month where month_end >= date '2025-12-31' order by 1`,
  );
  reader.close();
  expect(rows).toEqual([
    ['2025-12-31', '619'],
    ['2026-01-31', '619'],
    ['2026-02-28', '619'],
  ]);
  expect(
    await ask(`select activity_code from marts.person_month where month_end = date '2026-01-31'`),
  ).toEqual([['310']]);
});

test('history rebuilt from the change log gives the same snapshot', async () => {
  await loadCase(database.pool, { people: [person({})] });
  await nightly({ pool: database.pool, dataDir });
  await database.pool.query(`update situation set ended_on = '2025-12-31'`);
  const kept = await nightly({ pool: database.pool, dataDir });
  const figures = `select * exclude (person_key) from marts.person_month order by all`;
  const before = await ask(figures);
  await rm(join(dataDir, 'warehouse/history.duckdb'));
  const rebuilt = await nightly({ pool: database.pool, dataDir });
  expect(await ask(figures)).toEqual(before);
  expect(rebuilt.tables.map((t) => [t.name, t.rows])).toEqual(kept.tables.map((t) => [t.name, t.rows]));
});
