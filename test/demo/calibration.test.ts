import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCodes } from '../../operational/codes.ts';
import { loadDemo } from '../../operational/demo/load.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

// The demo at its full size against what DfE published of the authority that it stands on (scorecard 2021-2025, OGL v3.0).

interface Month {
  month_end: string;
  base: number;
  neet: number;
  nk: number;
  full_time: number;
  apprenticeship: number;
  other: number;
}

let database: FreshDatabase;
let months: Month[];

beforeAll(async () => {
  database = await freshDatabase();
  await loadCodes(database.pool);
  await loadDemo(database.pool, { until: '2026-11-20' });
  const query = readFileSync(new URL('month_ends.sql', import.meta.url), 'utf8');
  months = (await database.pool.query(query, ['2026-10-31'])).rows;
}, 300_000);
afterAll(() => database?.drop());

const month = (end: string): Month => months.find(({ month_end }) => month_end === end)!;
/** December to February before March of `year`: the ratio of two three-month sums, in percent. */
const winter = (year: number) => {
  const three = months.filter(({ month_end }) =>
    [`${year - 1}-12`, `${year}-01`, `${year}-02`].includes(month_end.slice(0, 7)),
  );
  const sum = (column: 'base' | 'neet' | 'nk') => three.reduce((total, each) => total + each[column], 0);
  return {
    cohort: sum('base') / 3,
    neet: (100 * sum('neet')) / sum('base'),
    nk: (100 * sum('nk')) / sum('base'),
  };
};
const near = (value: number, published: number, within: number, what: string) => {
  expect(
    Math.abs(value - published),
    `${what}: ${value.toFixed(2)} against ${published}`,
  ).toBeLessThanOrEqual(within);
};

test('winter of 2024 to 2025: cohort, NEET and not known', () => {
  const { cohort, neet, nk } = winter(2025);
  near(cohort, 7470, 7470 * 0.015, 'cohort');
  near(neet, 2.6, 0.15, 'NEET');
  near(nk, 1.2, 0.2, 'not known');
});

test('March 2025: participation and its parts', () => {
  const { base, full_time, apprenticeship, other } = month('2025-03-31');
  const percent = (n: number) => (100 * n) / base;
  near(percent(full_time + apprenticeship + other), 95.5, 0.7, 'participation');
  near(percent(full_time), 90.3, 0.7, 'full-time education');
  near(percent(apprenticeship), 2.1, 0.7, 'apprenticeship');
  near(percent(other), 3.1, 0.7, 'other education and training');
});

test.each([
  [2022, 6209.7, 1.7, 1.1],
  [2023, 6427, 1.8, 1.3],
  [2024, 6862, 2.6, 1.1],
])('winter before March %i, more widely', (year, cohort, neet, nk) => {
  const is = winter(year);
  near(is.cohort, cohort, cohort * 0.03, 'cohort');
  near(is.neet, neet, 0.3, 'NEET');
  near(is.nk, nk, 0.45, 'not known');
});

test('the year of a good tracker: September is unknown, February is not, NEET grows to the summer', () => {
  // Not known and NEET in percent, by month end, assumed from what councils say of their year.
  const year: [string, number, number, number, number][] = [
    ['2024-09-30', 48, 6, 1.1, 0.4],
    ['2024-10-31', 14, 3, 1.7, 0.5],
    ['2024-11-30', 4, 1.2, 2.2, 0.4],
    ['2024-12-31', 1.5, 0.5, 2.5, 0.4],
    ['2025-01-31', 1.1, 0.4, 2.6, 0.4],
    ['2025-02-28', 0.9, 0.4, 2.7, 0.4],
    ['2025-04-30', 1.0, 0.4, 2.8, 0.5],
    ['2025-06-30', 1.3, 0.5, 2.9, 0.5],
    ['2025-07-31', 1.6, 0.5, 3.0, 0.5],
    ['2025-08-31', 2.0, 0.6, 3.1, 0.5],
  ];
  for (const [end, nk, nkWithin, neet, neetWithin] of year) {
    const is = month(end);
    near((100 * is.nk) / is.base, nk, nkWithin, `${end} not known`);
    near((100 * is.neet) / is.base, neet, neetWithin, `${end} NEET`);
  }
});
