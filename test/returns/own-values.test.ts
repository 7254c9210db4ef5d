import { afterAll, beforeAll, expect, test } from 'vitest';
import { liveCheck } from '../../app/live-check.ts';
import { compareReturn } from '../../app/return-compare.ts';
import { checkFile } from '../../nccis/check/check.ts';
import { snapshotAt } from '../../warehouse/nightly.ts';
import { openSnapshot } from '../../warehouse/query.ts';
import type { SnapshotId } from '../../base/ids.ts';
import { type TestWeb, testWeb } from '../api/web.ts';
import { returned, type SmallStore, smallStore, stayer } from './support.ts';

const NOW = new Date('2026-04-20T10:00:00Z');
let web: TestWeb;
let store: SmallStore;
beforeAll(async () => {
  web = await testWeb(['administrator', 'return-officer', 'manager']);
  web.now = NOW;
  const { pool, url } = web.database;
  store = await smallStore({ pool, url, dataDir: web.dataDir });
  await store.load(stayer('Asha', { ethnicity: 'NOBT' }));
});
afterAll(() => web.stop());

/** The cells of /returns that name a day of April 2026. */
const dueInApril = async () => {
  const page = await (await web.as('return-officer')).get('/returns');
  expect(page.status).toBe(200);
  return [...page.text.matchAll(/\d+ Apr 2026/g)].map(String);
};

test('a due day that an administrator sets on the page holds for the next request, and ends as soon', async () => {
  const administrator = await web.as('administrator');
  expect(await dueInApril()).toContain('10 Apr 2026');
  const wanted = { part: 'due', key: '', field: 'dayOfNextMonth', value: '13', month: '2026-03' };
  const held = await administrator.form('/rules/2020-21', { ...wanted, reason: 'The letter of March' });
  expect(held.status, held.text).toBe(303);
  expect(await dueInApril()).toContain('13 Apr 2026');
  const { rows } = await store.pool.query('select id from reference_override');
  await administrator.post(`/api/edition-values/${rows[0].id}/end`, { last_month: '2026-03' });
  const months = (await (await web.as('return-officer')).get('/api/return-calendar?from=2026-02&to=2026-04'))
    .json.months;
  expect(months.map((m: { dueOn: string }) => m.dueOn)).toEqual(['2026-03-10', '2026-04-13', '2026-05-10']);
  // one that another process wrote holds as well
  await store.pool.query("update reference_override set value = '14'");
  expect(await dueInApril()).toContain('14 Apr 2026');
});

const due = async (snapshot: SnapshotId | 'current', month: string) => {
  const reader = await openSnapshot(web.dataDir, snapshot, 'lists');
  try {
    return (
      await reader.run(
        'select due_to_lapse_on::varchar from core.month_class where month_end = $month::date',
        { month },
      )
    ).rows[0]?.[0];
  } finally {
    reader.close();
  }
};

test('a currency rule held from a month on: the live check, the night and the return agree, the month before is as it was', async () => {
  const before = { feb: await returned(store, '2026-02'), mar: await returned(store, '2026-03') };
  const known = new Date();
  const administrator = await web.as('administrator');
  const wanted = {
    part: 'currency',
    key: 'Y',
    field: 'n',
    value: '6',
    from: '2026-03',
    reason: 'DfE help desk',
  };
  const held = await administrator.post('/api/editions/2020-21/values', wanted);
  expect(held.status, held.text).toBe(201);
  await store.night();
  const after = { feb: await returned(store, '2026-02'), mar: await returned(store, '2026-03') };
  const lapse = ({ people }: typeof before.mar) => [
    people.Asha!.due_to_lapse_date,
    people.Asha!.currency_lapsed,
  ];
  // verified on 10 September 2025: a year, and six months
  expect([lapse(before.mar), lapse(after.mar)]).toEqual([
    ['2026-09-10', 'N'],
    ['2026-03-10', 'Y'],
  ]);
  expect(after.feb.records).toEqual(before.feb.records);
  expect([await due('current', '2026-02-28'), await due('current', '2026-03-31')]).toEqual([
    '2026-09-10',
    '2026-03-10',
  ]);
  const tables: unknown[] = [];
  for (const [period, done] of [
    ['2026-02', after.feb],
    ['2026-03', after.mar],
  ] as const) {
    const live = await liveCheck(store.pool, { period, now: NOW });
    tables.push(live.activities);
    const report = await checkFile(done.made.file);
    expect(live.activities, period).toEqual(report.activities);
    expect(
      live.findings.map((f) => f.number),
      period,
    ).toEqual(report.findings.map((f) => f.number));
  }
  expect(tables[1]).not.toEqual(tables[0]); // the one person's activity is no longer current
  // a snapshot of before the change keeps what was held then, one of after it has it
  const then = await snapshotAt(web.dataDir, known);
  expect(await due(then.id, '2026-03-31')).toBe('2026-09-10');
  const again = await snapshotAt(web.dataDir, new Date());
  expect(await due(again.id, '2026-03-31')).toBe('2026-03-10');
  expect((await compareReturn(store.pool, { dataDir: web.dataDir, period: '2026-03' })).cohort.after).toBe(1);
}, 180_000);
