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
