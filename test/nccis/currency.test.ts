import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { academicAge, academicYear, addDays, addMonths, monthEnd, yearGroup } from '../../base/dates.ts';
import { dueToLapse, hasLapsed } from '../../nccis/currency.ts';
import { RecordStore } from '../../nccis/check/store.ts';
import { loadEditions } from '../../nccis/editions.ts';

const edition = loadEditions().find((e) => e.id === '2020-21')!;
const ruleOf = (code: string) => {
  const activity = edition.activities.find((a) => a.code === code)!;
  return edition.currency.find((r) => r.rule === activity.lapse) ?? null;
};

describe('W4: due dates', () => {
  test.each([
    ['330', null, null, '2026-07-20'],
    ['310', null, null, '2027-01-20'],
    ['530', null, null, '2026-04-20'],
    ['410', null, '2026-05-15', '2026-05-15'],
    ['230', null, '2027-07-31', '2026-08-31'],
    ['350', '2026-03-01', null, '2026-03-29'],
    ['260', '2026-06-30', '2027-06-30', '2026-07-28'],
    ['619', null, null, null],
  ])('activity %s, review %s, course end %s: due %s', (code, review, courseEnd, due) => {
    expect(dueToLapse(ruleOf(code), { verified: '2026-01-20', review, courseEnd })).toBe(due);
  });

  test.each([
    ['2025-08-31', '330', '2026-02-28'],
    ['2025-11-30', '530', '2026-02-28'],
    ['2023-08-31', '330', '2024-02-29'],
    ['2026-08-31', '230', '2026-08-31'],
    ['2026-09-01', '230', '2027-08-31'],
  ])('verified on %s, activity %s: due %s', (verified, code, due) => {
    expect(dueToLapse(ruleOf(code), { verified, review: null, courseEnd: null })).toBe(due);
  });

  test('on the due day a record still holds', () => {
    expect([
      hasLapsed('2026-08-31', '2026-08-31'),
      hasLapsed('2026-08-31', '2026-09-30'),
      hasLapsed(null, '2026-09-30'),
    ]).toEqual([false, true, false]);
  });
});

const day = fc.integer({ min: 0, max: 12_000 }).map((n) => addDays('2005-01-01', n));

test('a due date never lies after the course end nor before the verification, and later verification never brings it forward', () => {
  const rules = edition.currency.filter((r) => r.kind !== 'REVIEW_PLUS_DAYS');
  fc.assert(
    fc.property(fc.constantFrom(...rules), day, fc.nat(900), fc.nat(900), (rule, verified, later, ends) => {
      const courseEnd = addDays(verified, later + ends);
      const due = dueToLapse(rule, { verified, review: null, courseEnd })!;
      expect(due <= courseEnd && due >= verified).toBe(true);
      expect(dueToLapse(rule, { verified: addDays(verified, later), review: null, courseEnd })! >= due).toBe(
        true,
      );
    }),
  );
});

describe('a naive model that walks from day to day', () => {
  const parts = (d: string) => d.split('-').map(Number) as [number, number, number];
  const lastOf = (y: number, m: number) =>
    m === 2
      ? y % 400 === 0 || (y % 4 === 0 && y % 100 !== 0)
        ? 29
        : 28
      : [4, 6, 9, 11].includes(m)
        ? 30
        : 31;
  const next = (d: string): string => {
    const [y, m, n] = parts(d);
    const [y2, m2, n2] = n < lastOf(y, m) ? [y, m, n + 1] : m < 12 ? [y, m + 1, 1] : [y + 1, 1, 1];
    return `${y2}-${String(m2).padStart(2, '0')}-${String(n2).padStart(2, '0')}`;
  };
  /** The first day on which the record may no longer be believed is the one after this. */
  function walked(kind: string, n: number, from: string): string {
    const [y, m, d] = parts(from);
    const months = y * 12 + (m - 1) + n;
    for (let [today, passed] = [from, 0]; ; [today, passed] = [next(today), passed + 1]) {
      const [ty, tm, td] = parts(today);
      if (kind === 'YEAR_END' && tm === 8 && td === 31) return today;
      if (kind === 'REVIEW_PLUS_DAYS' && passed === n) return today;
      if (kind === 'MONTHS' && ty * 12 + tm - 1 === months && td === Math.min(d, lastOf(ty, tm)))
        return today;
    }
  }

  test('finds the same due day by every rule, capped by the course, and the same month in which it has lapsed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...edition.currency),
        day,
        fc.option(fc.nat(800)),
        fc.nat(24),
        (rule, from, course, later) => {
          const free = walked(rule.kind, rule.n ?? 0, from);
          const courseEnd = course === null ? null : addDays(from, course);
          const expected = courseEnd !== null && courseEnd < free ? courseEnd : free;
          const due = dueToLapse(rule, { verified: from, review: from, courseEnd });
          expect(due).toBe(expected);
          const end = monthEnd(addMonths(from, later));
          let stands = from;
          while (stands < end && stands <= expected) stands = next(stands);
          expect(hasLapsed(due, end)).toBe(stands > expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('finds the same academic age at 29 February, 31 August and 1 September', () => {
    const edges = fc.constantFrom(
      '2008-02-29',
      '2007-08-31',
      '2007-09-01',
      '2008-02-28',
      '2008-03-01',
      '2000-02-29',
    );
    fc.assert(
      fc.property(fc.oneof(edges, day), fc.integer({ min: 11 * 365, max: 26 * 365 }), (born, lived) => {
        const on = addDays(born, lived);
        const [y, m] = parts(on);
        const reference = `${m >= 9 ? y : y - 1}-08-31`;
        // Birthdays counted one by one; someone born on 29 February is a year older on 1 March of other years.
        let age = 0;
        for (let d = next(born); d <= reference; d = next(d)) {
          const [, bm, bd] = parts(born);
          const [ty, tm, td] = parts(d);
          const isBirthday =
            bm === 2 && bd === 29 && lastOf(ty, 2) === 28 ? tm === 3 && td === 1 : tm === bm && td === bd;
          if (isBirthday) age++;
        }
        expect(academicAge(born, on)).toBe(age);
      }),
      { numRuns: 60 },
    );
  });
});

describe('W1: academic age', () => {
  test.each([
    ['2009-08-31', [15, 16, 16]],
    ['2009-09-01', [14, 15, 15]],
    ['2008-02-29', [16, 17, 17]],
    ['2001-08-31', [23, 24, 24]],
    ['2001-09-01', [22, 23, 23]],
  ])('born %s', (born, ages) => {
    expect(['2025-08-31', '2025-09-30', '2026-08-31'].map((d) => academicAge(born, d))).toEqual(ages);
    expect(yearGroup(born, '2025-08-31')).toBe(ages[0]! - 4);
  });

  test('it is the whole years reached on 31 August, the same all through an academic year', () => {
    fc.assert(
      fc.property(
        day,
        fc.integer({ min: 0, max: 364 }),
        fc.integer({ min: 0, max: 364 }),
        fc.integer({ min: 11, max: 25 }),
        (born, a, b, years) => {
          const first = `${academicYear(born) + years}-09-01`;
          const age = academicAge(born, addDays(first, a));
          expect(academicAge(born, addDays(first, b))).toBe(age);
          const reference = addDays(first, -1);
          expect(addMonths(born, 12 * age) <= reference && addMonths(born, 12 * (age + 1)) > reference).toBe(
            true,
          );
        },
      ),
    );
  });

  test('the checks work it out as the function does', async () => {
    const cases = fc
      .sample(fc.tuple(day, day), { numRuns: 60, seed: 7 })
      .map(([born, d]) => ({ born, end: monthEnd(d) }));
    for (const end of new Set(cases.map((c) => c.end).slice(0, 12))) {
      const store = await RecordStore.open(edition);
      for (const { born } of cases) store.add(1, { dob: born }, new Set());
      await store.prepare({}, end);
      const rows = await store.rows('select academic_age, year_group from checked order by row_no');
      store.close();
      expect(rows.map((r) => r.map(Number))).toEqual(
        cases.map(({ born }) => [academicAge(born, end), yearGroup(born, end)]),
      );
    }
  });
});
