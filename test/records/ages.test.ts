import fc from 'fast-check';
import { expect, test } from 'vitest';
import { academicAge, academicYear, addDays, yearGroup } from '../../base/dates.ts';

/** Birthdays counted one by one: those reached by 31 August before the year of `day`; a 29 February counts on 1 March otherwise. */
function naiveAge(born: string, day: string): number {
  let start = Number(day.slice(0, 4));
  if (day.slice(5) < '09-01') start -= 1;
  const end = `${start}-08-31`;
  let age = 0;
  for (let year = Number(born.slice(0, 4)) + 1; year <= start; year++) {
    const leap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
    const birthday = born.endsWith('02-29') && !leap ? `${year}-03-01` : `${year}${born.slice(4)}`;
    if (birthday <= end) age += 1;
  }
  return age;
}
const days = (from: string, n: number) => fc.integer({ min: 0, max: n }).map((i) => addDays(from, i));
const edges = fc
  .tuple(
    fc.integer({ min: 1995, max: 2012 }),
    fc.constantFrom('08-31', '09-01', '02-28', '03-01', '01-01', '12-31'),
  )
  .map(([y, d]) => `${y}-${d}`);
const leap = fc.constantFrom('1996-02-29', '2000-02-29', '2004-02-29', '2008-02-29');
const born = fc.oneof(days('1995-01-01', 6500), edges, leap);
const asked = fc.oneof(
  days('2018-01-01', 3650),
  fc
    .tuple(fc.integer({ min: 2018, max: 2027 }), fc.constantFrom('08-31', '09-01', '02-29', '02-28'))
    .map(([y, d]) => (d === '02-29' && y % 4 !== 0 ? `${y}-03-01` : `${y}-${d}`)),
);

test('academic age is the birthdays reached by 31 August, on any day and for any birth', () => {
  fc.assert(
    fc.property(born, asked, (b, d) => {
      expect(academicAge(b, d)).toBe(naiveAge(b, d));
      expect(yearGroup(b, d)).toBe(academicAge(b, d) - 4);
    }),
    { numRuns: 3000 },
  );
});

test('it stands still all year and moves by one on 1 September', () => {
  fc.assert(
    fc.property(born, asked, (b, d) => {
      const first = `${academicYear(d)}-09-01`;
      expect(academicAge(b, d)).toBe(academicAge(b, first));
      expect(academicAge(b, first)).toBe(academicAge(b, addDays(first, -1)) + 1);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['2009-08-31', '2025-09-01', 16],
  ['2009-09-01', '2025-09-01', 15],
  ['2008-02-29', '2024-02-29', 15],
  ['2008-02-29', '2024-09-01', 16],
  ['2008-02-29', '2025-08-31', 16],
])('born %s, on %s: %i', (b, d, age) => {
  expect(academicAge(b, d)).toBe(age);
});
