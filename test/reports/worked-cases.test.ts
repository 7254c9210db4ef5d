import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Catalogue, loadCatalogue } from '../../reports/catalogue.ts';
import type { Result } from '../../reports/result.ts';
import { runRecords } from '../../reports/run/records.ts';
import { runReport } from '../../reports/run/run.ts';
import { handMadeSnapshot, type MartRow, person } from '../support/marts.ts';

const clock = () => new Date('2026-03-02T09:00:00Z');
const manager = { name: 'A Manager', role: 'manager' };
let catalogue: Catalogue;
const drops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  catalogue = await loadCatalogue();
});
afterAll(() => Promise.all(drops.map((drop) => drop())));

async function given(months: [string, string], tables: Record<string, MartRow[]>, people: MartRow[] = []) {
  const { dataDir, drop } = await handMadeSnapshot({ months, tables, people });
  drops.push(drop);
  return { dataDir, catalogue, clock, person: manager };
}

const times = (n: number, make: () => MartRow): MartRow[] => (n === 0 ? [] : [{ ...make(), copies: n }]);

/** One row of a result as an object. */
function row(result: Result, index = 0): Record<string, unknown> {
  return Object.fromEntries(result.columns.map((c, i) => [c.name, result.rows[index]![i]]));
}

describe('W2: one month of 21 records', () => {
  const month = '2026-01-31';
  const eet = (n: number, type: string) =>
    times(n, () => person(month, 'EET', { participation_type: type, is_participating: type !== 'NONE' }));
  const rows = [
    ...eet(8, 'FTE'),
    ...eet(1, 'PT'),
    ...eet(1, 'APP'),
    ...eet(1, 'EWS'),
    ...eet(1, 'WBL'),
    ...eet(3, 'NONE'),
    ...times(3, () => person(month, 'NEET')),
    ...times(1, () => person(month, 'NK')),
    person(month, 'NK', { is_lapsed: true }),
    person(month, 'EXCL'),
  ];

  it('NEET 3 and not known 2 of a base of 20, custody left out', async () => {
    const ctx = await given([month, month], { person_month: rows });
    const result = await runReport(ctx, { id: 'neet-by-month', params: {} });
    expect(result.rows).toHaveLength(1);
    expect(row(result)).toMatchObject({
      month_end: month,
      cohort: 20,
      neet: 3,
      neet_rate: 15,
      nk: 2,
      nk_rate: 10,
      neet_nk: 5,
      neet_nk_rate: 25,
      eet: 15,
      participating: 12,
      participation_rate: 60,
    });
  });

  it('the people behind each count are as many as the count says', async () => {
    const ctx = await given([month, month], { person_month: rows });
    for (const [column, expected] of [
      ['cohort', 20],
      ['neet', 3],
      ['nk', 2],
      ['neet_nk', 5],
      ['eet', 15],
      ['participating', 12],
    ] as const) {
      const people = await runRecords(ctx, {
        id: 'neet-by-month',
        params: {},
        cell: { row: { month_end: month }, column },
      });
      expect([column, people.rows.length]).toEqual([column, expected]);
    }
  });
});

describe('W3: the published three-month figure', () => {
  const counts = (month: string, base: number, neet: number, nk: number) => [
    ...times(neet, () => person(month, 'NEET')),
    ...times(nk, () => person(month, 'NK')),
    ...times(base - neet - nk, () => person(month, 'EET')),
  ];

  it('000.9.1.1 000.9.2.1 000.9.2.2 by month, quarter and year: the mean of counts over the mean of cohorts, rounded once', async () => {
    const rows = [
      ...counts('2025-12-31', 7400, 185, 130),
      ...counts('2026-01-31', 7395, 191, 96),
      ...counts('2026-02-28', 7390, 196, 80),
    ];
    const ctx = await given(['2025-12-31', '2026-02-28'], { person_month: rows });
    const result = await runReport(ctx, { id: 'neet-by-month', params: { period: 'dfe' } });
    expect(row(result)).toEqual({
      from_month: '2025-12-31',
      month_end: '2026-02-28',
      months: 3,
      cohort_mean: 7395,
      neet_mean: 190.7,
      neet_rate: 2.6,
      nk_mean: 102,
      nk_rate: 1.4,
      neet_nk_mean: 292.7,
      neet_nk_rate: 4,
      participation_rate: 0,
    });
    const quarters = await runReport(ctx, {
      id: 'neet-by-month',
      params: { period: 'quarter', from: '2025-12', to: '2025-12' },
    });
    expect(row(quarters)).toMatchObject({ month_end: '2025-12-31', months: 1, neet_mean: 185 });
    const by = async (period: string) => {
      const found = await runReport(ctx, { id: 'neet-by-month', params: { period, from: '2025-12' } });
      return found.rows.map((_, i) => {
        const { month_end, cohort, neet, nk, cohort_mean, neet_mean, nk_mean, neet_rate, nk_rate } = row(
          found,
          i,
        );
        return [month_end, cohort ?? cohort_mean, neet ?? neet_mean, neet_rate, nk ?? nk_mean, nk_rate];
      });
    };
    expect(await by('month')).toEqual([
      ['2025-12-31', 7400, 185, 2.5, 130, 1.8],
      ['2026-01-31', 7395, 191, 2.6, 96, 1.3],
      ['2026-02-28', 7390, 196, 2.7, 80, 1.1],
    ]);
    // January and February: 387 and 176 of 14,785.
    expect(await by('quarter')).toEqual([
      ['2025-12-31', 7400, 185, 2.5, 130, 1.8],
      ['2026-02-28', 7392.5, 193.5, 2.6, 88, 1.2],
    ]);
    // The year so far: 572 and 306 of 22,185.
    expect(await by('academic-year')).toEqual([['2026-02-28', 7395, 190.7, 2.6, 102, 1.4]]);
  });

  it('the rounding trap: 2.4 and 5.1 make 7.6', async () => {
    // Means of 24.4 and 51.4 of 1,000, as sums of five months would give them; here over three: 73 and 154 of 3,000.
    const rows = [
      ...counts('2025-12-31', 1000, 24, 51),
      ...counts('2026-01-31', 1000, 24, 51),
      ...counts('2026-02-28', 1000, 25, 52),
    ];
    const ctx = await given(['2025-12-31', '2026-02-28'], { person_month: rows });
    expect(row(await runReport(ctx, { id: 'neet-by-month', params: { period: 'dfe' } }))).toMatchObject({
      neet_rate: 2.4,
      nk_rate: 5.1,
      neet_nk_rate: 7.6,
    });
  });

  it('a winter of two months is no published figure', async () => {
    const ctx = await given(['2025-12-31', '2026-01-31'], { person_month: counts('2026-01-31', 10, 1, 1) });
    expect((await runReport(ctx, { id: 'neet-by-month', params: { period: 'dfe' } })).rows).toEqual([]);
  });
});

describe('W5: one run of NEET, a joiner and a leaver', () => {
  const ben = (month: string, headline: 'EET' | 'NEET', more: MartRow) =>
    person(month, headline, { person_key: 'ben', ...more });
  const rows = [
    ben('2025-10-31', 'EET', { activity_group: 'employment' }),
    ben('2025-11-30', 'NEET', {
      is_joiner: true,
      previous_group: 'employment',
      previous_headline: 'EET',
      neet_started_on: '2025-11-24',
      days_neet: 6,
    }),
    ben('2025-12-31', 'NEET', {
      previous_group: 'neet-available',
      previous_headline: 'NEET',
      neet_started_on: '2025-11-24',
      days_neet: 37,
    }),
    ben('2026-01-31', 'NEET', {
      previous_group: 'neet-available',
      previous_headline: 'NEET',
      neet_started_on: '2025-11-24',
      days_neet: 68,
    }),
    ben('2026-02-28', 'EET', {
      is_leaver: true,
      activity_group: 'education',
      previous_headline: 'NEET',
      leaver_destination: 'education',
    }),
  ];

  it('000.9.2.3 start plus joiners less leavers is the end, and each says where from and where to', async () => {
    const ctx = await given(['2025-10-31', '2026-02-28'], { person_month: rows });
    const result = await runReport(ctx, { id: 'joiners-and-leavers', params: { show: 'destinations' } });
    const flows = result.rows.map((_, i) => row(result, i));
    expect(flows.map((r) => [r.month_end, r.opening, r.joiners, r.leavers, r.closing])).toEqual([
      ['2025-11-30', 0, 1, 0, 1],
      ['2025-12-31', 1, 0, 0, 1],
      ['2026-01-31', 1, 0, 0, 1],
      ['2026-02-28', 1, 0, 1, 0],
    ]);
    expect(flows[0]).toMatchObject({ from_employment: 1, from_education: 0 });
    expect(flows[3]).toMatchObject({ to_education: 1, to_outside: 0 });
    const opening = await runRecords(ctx, {
      id: 'joiners-and-leavers',
      params: {},
      cell: { row: { month_end: '2026-02-28' }, column: 'opening' },
    });
    expect(opening.rows).toHaveLength(1);
  });

  it('000.9.1.5 a change of NEET activity does not begin the run again: 68 days', async () => {
    const ctx = await given(['2025-10-31', '2026-02-28'], { person_month: rows });
    const result = await runReport(ctx, { id: 'neet-duration', params: { month: '2026-01' } });
    expect(result.rows.map((r) => r.slice(0, 6))).toEqual([
      ['Under 13 weeks', 1, 100, 9.7, 68, 68],
      ['13 to 25 weeks', 0, 0, null, null, null],
      ['26 weeks and over', 0, 0, null, null, null],
      ['All', 1, 100, 9.7, 68, 68],
    ]);
  });
});

it('000.9.1.5 bands begin at 91 and 182 days; median of an even number lies between', async () => {
  const month = '2026-01-31';
  const days = [0, 90, 91, 181, 182, 400];
  const ctx = await given([month, month], {
    person_month: days.map((d) => person(month, 'NEET', { days_neet: d })),
  });
  const result = await runReport(ctx, { id: 'neet-duration', params: {} });
  expect(result.rows.map((r) => [r[0], r[1], r[2], r[4], r[5]])).toEqual([
    ['Under 13 weeks', 2, 33.3, 45, 90],
    ['13 to 25 weeks', 2, 33.3, 136, 181],
    ['26 weeks and over', 2, 33.3, 291, 400],
    ['All', 6, 100, 136, 400],
  ]);
  const people = await runRecords(ctx, {
    id: 'neet-duration',
    params: {},
    cell: { row: { band: '13 to 25 weeks' }, column: 'people' },
  });
  expect(people.rows).toHaveLength(2);
});

it('W7: nine offers of twelve, none not appropriate, two without, one not recorded', async () => {
  let n = 0;
  const of = (year_group: number, status: string, status_group: string, count: number) =>
    times(count, () => ({
      season: 2026,
      month_end: '2026-06-30',
      person_key: `g${++n}`,
      year_group,
      status,
      status_group,
    }));
  const guarantee = [
    ...of(11, '110', 'offer', 6),
    ...of(11, '140', 'no-offer', 1),
    ...of(11, '159', 'not-recorded', 1),
    ...of(12, '110', 'offer', 1),
    ...of(12, '114', 'offer', 1),
    ...of(12, '115', 'offer', 1),
    ...of(12, '151', 'no-offer', 1),
  ];
  const ctx = await given(['2026-06-30', '2026-06-30'], { guarantee });
  const result = await runReport(ctx, { id: 'september-guarantee', params: {} });
  expect(row(result, 2)).toMatchObject({
    year_group: 'All',
    cohort: 12,
    offer: 9,
    offer_rate: 75,
    not_appropriate: 0,
    not_appropriate_rate: 0,
    no_offer: 2,
    no_offer_rate: 16.7,
    not_recorded: 1,
    not_recorded_rate: 8.3,
  });
  expect(row(result, 0)).toMatchObject({ year_group: 'Year 11', cohort: 8, offer: 6 });
  const people = await runRecords(ctx, {
    id: 'september-guarantee',
    params: {},
    cell: { row: { month_end: '2026-06-30', year_group: 'Year 12' }, column: 'offer' },
  });
  expect(people.rows).toHaveLength(3);
});

it('000.9.2.7 W8: four leavers, one EET, two NEET, one not known', async () => {
  const survey = (person_key: string, activity_code: string, headline: string, activity_group: string) => ({
    survey_year: 2025,
    person_key,
    activity_code,
    headline,
    activity_group,
    school_name: 'St Alban’s',
  });
  const activity_survey = [
    survey('dev', '210', 'EET', 'education'),
    survey('fay', '619', 'NEET', 'neet-available'),
    survey('gus', '810', 'NK', 'not-known'),
    survey('hal', '619', 'NEET', 'neet-available'),
  ];
  const ctx = await given(['2025-11-30', '2025-11-30'], { activity_survey });
  const result = await runReport(ctx, { id: 'activity-survey', params: {} });
  expect(result.rows).toHaveLength(2);
  expect(row(result, 1)).toMatchObject({
    group_name: 'All',
    cohort: 4,
    eet: 1,
    eet_rate: 25,
    education: 1,
    neet: 2,
    neet_rate: 50,
    nk: 1,
    nk_rate: 25,
  });
});

describe('W12: a ward of nine', () => {
  const month = '2026-01-31';
  const ward = (code: string, base: number, neet: number, nk: number) => {
    const more = { ward_code: code, ward_name: `Ward ${code}` };
    return [
      ...times(neet, () => person(month, 'NEET', more)),
      ...times(nk, () => person(month, 'NK', more)),
      ...times(base - neet - nk, () => person(month, 'EET', more)),
    ];
  };
  const rows = [...ward('X', 9, 2, 1), ...ward('Y', 200, 12, 9), ...ward('Z', 300, 20, 16)];

  it('000.9.1.7 000.9.2.10 a table of wards with 22.2, 11.1 and 33.3 for those who may see all; in public hidden, and a second ward with it', async () => {
    const ctx = await given([month, month], { person_month: rows });
    const result = await runReport(ctx, { id: 'ward-hotspots', params: {} });
    // Wilson by hand for 2 of 9: (0.2222 + 0.2134 ± sqrt(0.4268 × (0.1728 + 0.1067))) / 1.4268
    expect(row(result)).toMatchObject({
      ward_name: 'Ward X',
      cohort: 9,
      neet: 2,
      neet_rate: 22.2,
      nk_rate: 11.1,
      neet_nk_rate: 33.3,
      neet_rate_low: 6.3,
      neet_rate_high: 54.7,
    });
    expect(row(result, 3)).toMatchObject({ ward_code: 'All', cohort: 509, neet: 34, neet_rate: 6.7 });
    const open = await runReport(ctx, { id: 'ward-hotspots', params: {}, profile: 'publication' });
    const c = { symbol: 'c' };
    expect(row(open)).toMatchObject({
      cohort: c,
      neet: c,
      neet_rate: c,
      neet_rate_low: c,
      nk: c,
      nk_rate: c,
      neet_nk: c,
    });
    const [y, z] = [row(open, 1), row(open, 2)];
    for (const column of ['cohort', 'neet', 'nk', 'neet_nk'])
      expect([column, [y[column], z[column]].filter((v) => typeof v === 'object').length > 0]).toEqual([
        column,
        true,
      ]);
    expect(row(open, 3)).toMatchObject({ cohort: 509, neet: 34, nk: 26 });
  });

  it('gives nobody from whom cells are hidden the people behind them, nor a filter', async () => {
    const ctx = {
      ...(await given([month, month], { person_month: rows })),
      person: { name: 'R', role: 'report-reader' },
    };
    await expect(
      runRecords(ctx, { id: 'ward-hotspots', params: {}, cell: { row: { ward_code: 'Y' }, column: 'neet' } }),
    ).rejects.toMatchObject({ code: 'records-refused' });
    await expect(runReport(ctx, { id: 'ward-hotspots', params: {}, profile: 'none' })).rejects.toMatchObject({
      code: 'profile-refused',
    });
    expect((await runReport(ctx, { id: 'ward-hotspots', params: {} })).stamp.profile).toBe('council');
  });
});
