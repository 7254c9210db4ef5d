import { afterAll, beforeAll, expect, test } from 'vitest';
import { kindsOf } from '../../operational/exchange/kind.ts';
import { makeFiles } from '../../operational/exchange/make.ts';
import { undoBatch } from '../../operational/imports/intake.ts';
import { type Desk, desk } from '../imports/support.ts';

// Ours is 336; the file is for 333, whose store is empty.
let ours: Desk;
beforeAll(async () => {
  ours = await desk({
    knownAt: '2026-02-01T00:00:00Z',
    organisations: {
      'Larkmoor College': { kind: 'college', la: '336', establishment: '3368001', ukprn: '10000001' },
      'Rook Training': { kind: 'provider', la: '336', ukprn: '10000002' },
      '@Work, "Ltd"': { kind: 'provider', la: '336', ukprn: '10000003' },
    },
    people: [
      {
        name: 'Zoë-Mae', // lives there, learns here
        born: '2008-10-01',
        ethnicity: 'WIRT',
        home: [{ from: '2020-01-01', la: '333', postcode: 'B70 1AA' }],
        identifiers: [
          { kind: 'UPN', value: 'H333200014001' },
          { kind: 'ULN', value: '1000000027' },
        ],
        is: [
          { set: 'SEN', code: 'K', from: '2020-01-01' },
          { set: 'LEVEL_OF_NEED', code: '2', from: '2024-01-01' },
        ],
        doing: [
          { code: '110', from: '2020-09-01', to: '2025-08-31' },
          {
            code: '230',
            from: '2025-09-08',
            at: 'Larkmoor College',
            known: '2025-09-20',
            verified: ['2025-10-01', '2025-12-02'],
            end: '2026-07-31',
          },
        ],
        offers: [
          { kind: 'guarantee', season: 2025, year: 11, code: '110', la: '336', on: '2025-06-20' },
          { kind: 'intention', season: 2025, code: '511', on: '2025-02-01' },
          { kind: 'intention', season: 2025, code: '121', on: '2025-05-01' },
          { kind: 'conditional', season: 2025, code: '121', on: '2025-05-02' },
        ],
      },
      {
        name: 'Yusuf', // moved there
        born: '2008-11-02',
        gender: 'M',
        home: [{ from: '2015-01-01', postcode: 'WV1 1AA' }],
        status: [
          { code: 'P', from: '2024-09-01', to: '2026-01-04' },
          { code: 'T', from: '2026-01-05', la: '333' },
        ],
        doing: [
          {
            code: '310',
            from: '2025-10-06',
            at: '@Work, "Ltd"',
            known: '2025-10-10',
            verified: ['2025-10-10'],
          },
        ],
        offers: [{ kind: 'guarantee', season: 2025, year: 11, code: '140', la: '336', on: '2025-06-20' }],
      },
      {
        name: 'Xena', // left college and then training, looking for work now
        born: '2008-12-03',
        home: [{ from: '2020-01-01', la: '333', postcode: 'B70 1AB' }],
        doing: [
          {
            code: '230',
            from: '2025-09-08',
            to: '2025-10-31',
            at: 'Larkmoor College',
            known: '2025-09-20',
            verified: ['2025-09-20'],
          },
          {
            code: '410',
            from: '2025-11-03',
            to: '2025-12-19',
            at: 'Rook Training',
            known: '2025-11-10',
            verified: ['2025-11-10'],
          },
          { code: '619', from: '2025-12-20', known: '2026-01-08', verified: ['2026-01-08'] },
        ],
      },
      {
        name: 'Walt', // is nobody else's business
        born: '2009-01-04',
        doing: [{ code: '230', from: '2025-09-08', at: 'Larkmoor College', verified: ['2025-10-01'] }],
        offers: [{ kind: 'guarantee', season: 2025, year: 11, code: '110', la: '336', on: '2025-06-20' }],
      },
    ],
  });
});
afterAll(() => ours.close());

const ACTIVITY = `select p.given_name, s.code, s.started_on, s.ended_on, s.ascertained_on, s.expected_end_on, o.name, o.kind,
    (select max(v.verified_on) from verification v where v.situation_id = s.id)
  from situation s join person p on p.id = s.person_id left join organisation o on o.id = s.organisation_id
  where s.standing = 'confirmed' and p.given_name <> 'Walt'`;
const OFFERS = (
  kinds: string,
) => `select distinct on (p.given_name, f.kind) p.given_name, f.kind, f.season, f.year_group, f.code, f.la_code, f.made_on
  from offer f join person p on p.id = f.person_id where f.kind in (${kinds}) and p.given_name <> 'Walt'
  order by p.given_name, f.kind, f.made_on desc`;
const WHO = `select p.given_name, p.middle_names, p.family_name, p.date_of_birth, p.return_gender_code,
    (select string_agg(i.kind || ' ' || i.value, ', ' order by i.kind) from person_identifier i where i.person_id = p.id and i.kind in ('UPN', 'ULN'))
  from person p where p.given_name = any ($1) order by 1`;

/** Takes a data set out of ours and into an empty store of 333; checks it again and back. */
async function through(kind: string, facts: string, only: string[] | null = null) {
  const [wanted] = kindsOf(kind);
  const made = await makeFiles(
    wanted!,
    { to: '333', ...(wanted!.asks.includes('season') ? { season: '2025' } : {}) },
    { pool: ours.db.pool, clock: () => ours.now },
  );
  const theirs = await desk({ la: '333', people: [] });
  await theirs.db.pool.query("update tenant set database_id = '902', la_codes = '{333}'");
  try {
    const empty = await theirs.dump();
    const content = made.files[0]!.content!;
    const batch = await theirs.take(wanted!.readsBack!, content);
    const outcomes = await theirs.outcomes(batch);
    const here = await ours.rows(facts);
    const there = await theirs.rows(facts);
    const names = (await theirs.rows('select given_name from person order by 1')) ?? [];
    const who = {
      here: (await ours.db.pool.query(WHO, [names])).rows,
      there: (await theirs.db.pool.query(WHO, [names])).rows,
    };
    const previous = await theirs.rows(
      "select p.given_name, i.value from person_identifier i join person p on p.id = i.person_id where i.kind = 'previous-YPID' order by 1",
    );
    const again = await theirs.take(wanted!.readsBack!, content);
    expect([again.rows_unchanged, again.rows_applied, again.rows_queried, again.rows_rejected]).toEqual([
      batch.rows_read,
      0,
      0,
      0,
    ]);
    await undoBatch(theirs.db.pool, theirs.who, again.id);
    await undoBatch(theirs.db.pool, theirs.who, batch.id);
    expect(await theirs.dump()).toBe(empty);
    return {
      batch,
      outcomes,
      here: only === null ? here : here.filter((row) => only.some((o) => row.startsWith(o))),
      there,
      names,
      who,
      previous,
    };
  } finally {
    await theirs.close();
  }
}

const EVERYBODY = ['Xena', 'Yusuf', 'Zoë-Mae'];

test('000.3.1.5a destinations go out to a neighbour and into its empty store as they were', async () => {
  const now = `${ACTIVITY} and s.ended_on is null order by 1`;
  const { batch, here, there, names, who, previous, outcomes } = await through('transfer-destinations', now);
  expect(batch.rows_applied, outcomes.join('\n')).toBe(3);
  expect(names).toEqual(EVERYBODY);
  expect(who.there).toEqual(who.here);
  expect(here).toHaveLength(3);
  expect(there).toEqual(here);
  expect(previous).toEqual(['Xena|9010000000003', 'Yusuf|9010000000002', 'Zoë-Mae|9010000000001']);
});

test('000.3.1.5b September offers go out and in', async () => {
  const { batch, here, there, who, names, outcomes } = await through(
    'transfer-september-offers',
    OFFERS("'guarantee'"),
  );
  expect(batch.rows_applied, outcomes.join('\n')).toBe(2);
  expect(names).toEqual(['Yusuf', 'Zoë-Mae']);
  expect(who.there).toEqual(who.here);
  expect(here).toHaveLength(2);
  expect(there).toEqual(here);
});

test('000.3.1.5c intended destinations go out and in, with conditional offers beside them', async () => {
  const { batch, here, there, outcomes } = await through(
    'transfer-intended-destinations',
    OFFERS("'intention', 'conditional'"),
  );
  expect(batch.rows_read).toBe(2);
  expect(batch.rows_applied, outcomes.join('\n')).toBe(2);
  expect(here.map((row) => row.split('|').slice(0, 5))).toEqual([
    ['Zoë-Mae', 'conditional', '2025', '', '121'],
    ['Zoë-Mae', 'intention', '2025', '', '121'],
  ]);
  expect(there).toEqual(here);
});

const spell = (codes: string) =>
  `select p.given_name, s.code, s.started_on, o.name, o.kind, (select max(v.verified_on) from verification v where v.situation_id = s.id)
   from situation s join person p on p.id = s.person_id left join organisation o on o.id = s.organisation_id
   where s.code in (${codes}) and p.given_name <> 'Walt' order by 1`;
const left = (codes: string) =>
  spell(codes)
    .replace('s.started_on,', 's.started_on, s.ended_on,')
    .replace('order by', 'and s.ended_on is not null order by');

test('000.3.1.5d college starters and leavers go out and in', async () => {
  const starters = await through('transfer-education-starters', spell("'230'"));
  expect(starters.here).toHaveLength(2);
  expect(starters.there, starters.outcomes.join('\n')).toEqual(starters.here);
  const leavers = await through('transfer-education-leavers', left("'230'"));
  expect(leavers.here).toEqual(['Xena|230|2025-09-08|2025-10-31|Larkmoor College|college|2025-09-20']);
  expect(leavers.there, leavers.outcomes.join('\n')).toEqual(leavers.here);
});

test('000.3.1.5e training starters and leavers go out and in', async () => {
  const starters = await through('transfer-training-starters', spell("'310', '410'"));
  expect(starters.here).toHaveLength(2);
  expect(starters.there, starters.outcomes.join('\n')).toEqual(starters.here);
  const leavers = await through('transfer-training-leavers', left("'310', '410'"));
  expect(leavers.here).toEqual(['Xena|410|2025-11-03|2025-12-19|Rook Training|provider|2025-11-10']);
  expect(leavers.there, leavers.outcomes.join('\n')).toEqual(leavers.here);
});
