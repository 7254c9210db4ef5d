import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { academicAge, addDays } from '../../base/dates.ts';
import { dueToLapse, hasLapsed } from '../../nccis/currency.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { nightly } from '../../warehouse/nightly.ts';
import { openSnapshot } from '../../warehouse/query.ts';
import { loadCase } from '../support/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

let database: FreshDatabase;
let dataDir: string;
beforeAll(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'casehouse-'));
});
afterAll(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const editions = loadEditions();
const day = (from: string, days: number) => fc.integer({ min: 0, max: days }).map((n) => addDays(from, n));
/** The edges of months, of the academic year and of leap years come up often enough to matter. */
const verifiedOn = fc.oneof(
  day('2024-01-01', 900),
  fc.constantFrom(
    '2024-02-29',
    '2024-08-31',
    '2024-09-01',
    '2025-08-31',
    '2025-08-30',
    '2025-11-30',
    '2025-12-31',
    '2025-05-31',
  ),
);
const record = fc.record({
  born: fc.oneof(
    day('2006-09-01', 1400),
    fc.constantFrom('2008-02-29', '2008-08-31', '2008-09-01', '2009-08-31'),
  ),
  code: fc.constantFrom(
    ...editions
      .at(-1)!
      .activities.filter((a) => a.validTo === null && a.ageBand === 'POST16')
      .map((a) => a.code),
  ),
  verified: verifiedOn,
  review: day('2024-03-01', 900),
  end: fc.option(day('2024-03-01', 1200), { nil: undefined }),
});

test('due dates, lapses and academic ages of the warehouse are those of the rules worked one by one', {
  timeout: 120_000,
}, async () => {
  const records = fc.sample(record, { numRuns: 400, seed: 20261120 });
  await loadCase(database.pool, {
    people: records.map((r, i) => ({
      name: `Person ${i}`,
      born: r.born,
      status: [{ code: 'P', from: '2023-12-01' }],
      doing: [{ code: r.code, from: '2023-12-01', verified: [r.verified], review: r.review, end: r.end }],
    })),
  });
  await nightly({ pool: database.pool, dataDir });
  const reader = await openSnapshot(dataDir, 'current', 'lists');
  const { rows } = await reader.run(
    `select p.given_name, f.month_end, f.academic_age, f.due_to_lapse_on, f.currency_lapsed, f.verified_on
     from official.marts.person_month f join lists.person p using (person_key)
     where f.month_end >= date '2023-12-31'`,
  );
  reader.close();
  expect(rows.length).toBeGreaterThan(400 * 30);
  let lapsed = 0;
  for (const [name, monthEnd, age, due, isLapsed, verified] of rows as [
    string,
    string,
    number,
    string | null,
    boolean,
    string,
  ][]) {
    const r = records[Number(name.split(' ')[1])]!;
    const edition = editionOn(editions, monthEnd);
    const rule =
      edition.currency.find((c) => c.rule === edition.activities.find((a) => a.code === r.code)!.lapse) ??
      null;
    expect(age, `${r.born} on ${monthEnd}`).toBe(academicAge(r.born, monthEnd));
    const told = r.verified <= monthEnd ? r.verified : '2023-12-01';
    expect(verified, name).toBe(told);
    const expected = dueToLapse(rule, { verified: told, review: r.review, courseEnd: r.end ?? null });
    expect(due, `${JSON.stringify(r)} on ${monthEnd}`).toBe(expected);
    expect(isLapsed).toBe(hasLapsed(expected, monthEnd));
    if (isLapsed) lapsed++;
  }
  expect(lapsed).toBeGreaterThan(500);
});
