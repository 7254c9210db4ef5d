import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dueToLapse } from '../../nccis/currency.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { addLocalCode, endLocalCode, setOverride } from '../../operational/reference/change.ts';
import { councilEditions } from '../../operational/reference/council.ts';
import { isAssumed, itemsOf } from '../../operational/reference/items.ts';
import { editionItems } from '../../operational/reference/shown.ts';
import { buildReturn } from '../../reports/returns/nccis/build.ts';
import { nightly } from '../../warehouse/nightly.ts';
import { openSnapshot } from '../../warehouse/query.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';
import { loadCase } from '../support/people.ts';

const packs = loadEditions();
const BY = { tenantId: 1, userId: null };
let database: FreshDatabase;
let dataDir: string;
beforeAll(async () => {
  database = await freshDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'casehouse-codes-'));
  const status = [{ code: 'P', from: '2025-09-01' }];
  const home = [{ la: '336', postcode: 'WV1 1AA', from: '2020-01-01' }];
  const is = [
    { set: 'LEVEL_OF_NEED', code: '2', from: '2025-01-01' },
    { set: 'IC01', code: '170', from: '2025-01-01' },
  ];
  await loadCase(database.pool, {
    cohorts: [{ kind: 'nccis' }],
    people: [
      {
        name: 'College',
        born: '2009-01-01',
        status,
        home,
        is,
        ethnicity: 'WBRI',
        doing: [{ code: '230', from: '2025-09-04', end: '2026-07-31', verified: ['2025-10-01'] }],
      },
      {
        name: 'Job',
        born: '2008-05-01',
        status,
        home,
        is,
        ethnicity: 'AIND',
        doing: [{ code: '330', from: '2025-09-04', verified: ['2025-12-01'] }],
      },
      {
        name: 'Neet',
        born: '2008-05-01',
        status,
        home,
        is,
        ethnicity: 'WOTH',
        doing: [
          { code: '540', from: '2025-09-04', to: '2025-11-01' },
          { code: '619', from: '2025-11-02', verified: ['2025-12-01'] },
        ],
      },
    ],
  });
});
afterAll(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

/** A month's return and the figures behind it, by a fresh load with the council's editions. */
async function made(period = '2026-01') {
  const editions = await councilEditions(database.pool, packs);
  const snapshot = await nightly({ pool: database.pool, dataDir }); // the load finds the codes in the store by itself
  const out = join(dataDir, `${Math.random()}.xml`);
  await buildReturn({ dataDir, period, out, editions, clock: () => new Date('2026-02-03T10:00:00Z') });
  const reader = await openSnapshot(dataDir, snapshot.id, 'lists');
  try {
    const { rows } = await reader.run(
      `select month_end::varchar, person_id, headline, table_group, coalesce(due_to_lapse_on::varchar, '-'), is_base
       from core.month_class order by 1, 2`,
    );
    return { xml: readFileSync(out, 'utf8'), classes: rows };
  } finally {
    reader.close();
  }
}

test('000.2.11a codes of the council’s own, mapped to national ones, change nothing of the return', async () => {
  const before = await made();
  const local: [string, string, string][] = [
    ['eet', '230A', '230'],
    ['eet', '330B', '330'],
    ['eet', '619C', '619'],
    ['IC01', '170Z', '170'],
    ['YP27', 'AIND1', 'AIND'],
  ];
  for (const [set, code, national] of local)
    await addLocalCode(database.pool, { set, code, label: `Our ${code}`, national, from: '2025-01-01' }, BY);
  expect(await made()).toEqual(before);
  for (const [set, code, national] of local) {
    if (set === 'eet')
      await database.pool.query('update situation set code = $1 where code = $2', [code, national]);
    if (set === 'IC01')
      await database.pool.query('update characteristic set code = $1 where set_id = $2 and code = $3', [
        code,
        set,
        national,
      ]);
    if (set === 'YP27')
      await database.pool.query('update person set ethnicity_code = $1 where ethnicity_code = $2', [
        code,
        national,
      ]);
  }
  const after = await made();
  expect(after.xml).toBe(before.xml);
  expect(after.xml).toContain('<ActivityCode>230</ActivityCode>');
  expect(after.classes).toEqual(before.classes);
});

test('a local code names a national one that is there; a national one is not ended', async () => {
  const add = (set: string, code: string, national: string | null) =>
    addLocalCode(database.pool, { set, code, label: 'x', national, from: '2026-01-01' }, BY);
  await expect(add('eet', '999A', '998')).rejects.toMatchObject({ code: 'national-code-unknown' });
  await expect(add('eet', '999A', null)).rejects.toMatchObject({ code: 'national-code-missing' });
  await expect(add('eet', '720A', '720')).rejects.toMatchObject({ code: 'national-code-unknown' }); // withdrawn in 2018
  await expect(add('NONE', 'A', 'B')).rejects.toMatchObject({ code: 'no-list' });
  await expect(add('eet', '230', '210')).rejects.toMatchObject({ code: 'code-there' });
  await add('housing', 'HOSTEL', null);
  const end = (set: string, code: string) =>
    endLocalCode(database.pool, packs, { set, code, on: '2026-03-31' }, BY);
  await expect(end('eet', '230')).rejects.toMatchObject({ code: 'national-code' });
  await end('housing', 'HOSTEL');
});

test('what is assumed is marked, and may be held otherwise from a month on; periods before keep their rules', async () => {
  const shown = await editionItems(database.pool, packs, '2020-21', 1);
  for (const item of shown.items) expect(item.assumed).toBe(isAssumed(item.confidence));
  const months = shown.items.find((i) => i.part === 'currency' && i.key === 'Y' && i.field === 'n')!;
  expect(months).toMatchObject({ value: '12', confidence: 'S14 A', changeable: true, overrides: [] });
  const set = (value: string, more: object = {}) =>
    setOverride(
      database.pool,
      packs,
      {
        edition: '2020-21',
        part: 'currency',
        key: 'Y',
        field: 'n',
        value,
        from: '2025-11',
        reason: 'DfE help desk',
        ...more,
      },
      BY,
    );
  await expect(set('twelve')).rejects.toMatchObject({ code: 'value' });
  await expect(set('9', { from: '2026-05' })).rejects.toMatchObject({ code: 'month' });
  await expect(set('NOT', { part: 'activity', key: '310', field: 'duty' })).rejects.toMatchObject({
    code: 'not-assumed',
  }); // S29: the law
  await expect(set('X', { part: 'activity', key: '260', field: 'duty' })).rejects.toMatchObject({
    code: 'value',
  });
  expect(await set('9')).toMatchObject({ value: '9', fromPeriod: '2025-11-01' });
  await set('TOWARDS', { part: 'activity', key: '260', field: 'duty', from: '2026-01' });
  const editions = await councilEditions(database.pool, packs);
  const nOn = (day: string) => editionOn(editions, day).currency.find((r) => r.rule === 'Y')!.n;
  expect([nOn('2025-10-31'), nOn('2025-11-30'), nOn('2026-03-31'), nOn('2026-04-30')]).toEqual([
    12, 9, 9, 12,
  ]);
  const dutyOn = (day: string) => editionOn(editions, day).activities.find((a) => a.code === '260')!.duty;
  expect([dutyOn('2025-12-31'), dutyOn('2026-01-31')]).toEqual(['NOT', 'TOWARDS']);
  expect(
    (await editionItems(database.pool, packs, '2020-21', 1)).items
      .filter((i) => i.overrides.length > 0)
      .map((i) => i.key)
      .sort(),
  ).toEqual(['260', 'Y']);
});

test('a value of the council’s own is what the warehouse counts by, from its month on and not before', async () => {
  await database.pool.query("update situation set code = '310' where code in ('330', '330B')");
  const { classes } = await made();
  const due = (month: string) => classes.find(([m, id]) => m === month && id === 2)?.[4];
  const rule = (n: number) => ({
    rule: 'Y',
    kind: 'MONTHS' as const,
    n,
    capAtCourseEnd: true,
    confidence: 'A',
  });
  const dates = (verified: string) => ({ verified, review: null, courseEnd: null });
  expect(due('2025-10-31')).toBe(dueToLapse(rule(12), dates('2025-09-04')));
  expect(due('2025-12-31')).toBe(dueToLapse(rule(9), dates('2025-12-01')));
  expect(itemsOf(packs.at(-1)!).length).toBeGreaterThan(300);
});
