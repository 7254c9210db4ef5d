import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadCatalogue } from '../../reports/catalogue.ts';
import type { Result } from '../../reports/result.ts';
import { runRecords } from '../../reports/run/records.ts';
import { runReport } from '../../reports/run/run.ts';
import { type DemoSnapshot, demoSnapshot } from '../support/demo-snapshot.ts';

let demo: DemoSnapshot;
const catalogue = await loadCatalogue();

const FILES = `insert into import_batch (tenant_id, profile, file_name, file_hash, state, started_at, rows_read, rows_applied,
    rows_unchanged, rows_queried, rows_rejected, rows_by_number, rows_by_name, rows_new, rows_settled)
  select t.id, f.profile, f.name, repeat('a', 64), f.state, f.at::timestamptz, n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9]
  from (select min(id) as id from tenant) t, (values
    ('college-enrolments', 'one.csv', 'applied', '2026-04-08 10:00Z', array[100, 60, 25, 10, 5, 70, 15, 0, 12]),
    ('college-enrolments', 'two.csv', 'applied', '2026-05-12 10:00Z', array[50, 20, 28, 1, 1, 45, 3, 0, 2]),
    ('college-enrolments', 'wrong.csv', 'undone', '2026-05-13 10:00Z', array[50, 50, 0, 0, 0, 50, 0, 0, 9]),
    ('looked-after', 'list.csv', 'applied', '2026-05-14 10:00Z', array[8, 4, 2, 2, 0, 0, 6, 0, 0]),
    ('looked-after', 'next.csv', 'matched', '2026-05-20 10:00Z', array[9, 0, 0, 0, 0, 0, 0, 0, 0]),
    ('school-cohort', 'old.csv', 'applied', '2024-05-20 10:00Z', array[9, 9, 0, 0, 0, 9, 0, 0, 0])
  ) f (profile, name, state, at, n)`;

beforeAll(async () => {
  demo = await demoSnapshot(40, '2026-06-20', (pool) => pool.query(FILES));
}, 120_000);

afterAll(() => demo?.drop());

const context = () => ({
  dataDir: demo.dataDir,
  catalogue,
  clock: () => new Date(),
  person: { name: 'A Manager', role: 'manager' },
});
const run = (id: string, params: Record<string, string>): Promise<Result> =>
  runReport(context(), { id, params });

function named(result: Result): Record<string, unknown>[] {
  return result.rows.map((row) => Object.fromEntries(result.columns.map((c, i) => [c.name, row[i]])));
}

it('data supply: what became of the rows of each kind of file, and how many fitted somebody, worked by hand', async () => {
  const rows = named(await run('data-supply', { from: '2026-03-31', to: '2026-05-31' }));
  expect(rows).toMatchObject([
    {
      group_name: 'college-enrolments',
      files: 3,
      applied_files: 2,
      last_received: '2026-05-13',
      rows_read: 150,
      rows_applied: 80,
      rows_unchanged: 53,
      rows_queried: 11,
      rows_rejected: 6,
      by_number: 115,
      by_name: 18,
      matched: 133,
      match_rate: 88.7,
      settled: 14,
    },
    { group_name: 'looked-after', files: 2, applied_files: 1, rows_read: 8, matched: 6, match_rate: 75 },
    {
      group_name: 'All',
      files: 5,
      applied_files: 3,
      rows_read: 158,
      matched: 139,
      match_rate: 88,
      settled: 14,
    },
  ]);
  const months = named(await run('data-supply', { from: '2026-03-31', to: '2026-05-31', by: 'month' }));
  expect(months.map((row) => [row.group_name, row.files, row.rows_read])).toEqual([
    ['2026-04', 1, 100],
    ['2026-05', 4, 58],
    ['All', 5, 158],
  ]);
});

it('changes of the records are as many as the change log holds, by table', async () => {
  const rows = named(await run('changes', { from: '2020-01-31', to: '2026-05-31' }));
  const log = await demo.pool.query(
    `select table_name as group_name, count(*)::int as changes, count(*) filter (where op = 'I')::int as added,
       count(*) filter (where op = 'U')::int as changed, count(*) filter (where op = 'D')::int as taken_away
     from change_log where known_at >= '2020-01-01' and known_at < '2026-06-01' group by 1 order by table_name collate "C"`,
  );
  expect(rows.slice(0, -1)).toEqual(log.rows);
  expect(log.rows.length).toBeGreaterThan(5);
});

const FACTORS = `
  select count(distinct m.id)::int as people from person m
  join characteristic c on c.person_id = m.id and c.started_on <= $1 and (c.ended_on is null or c.ended_on >= $1)
  where m.id = any($2) and c.set_id = $3 and c.code = any($4)`;

it('risk of becoming NEET: each factor counts those who have it, and points are the sum of the factors shown', async () => {
  const month = '2026-05-31';
  const ask = { id: 'risk-of-neet', params: { month } };
  const list = await runRecords(context(), ask);
  const at = (name: string) => list.columns.findIndex((c) => c.name === name);
  for (const row of list.rows) {
    const shown = [...String(row[at('factors')]).matchAll(/\((\d+)\)/g)];
    expect(shown.reduce((sum, [, points]) => sum + Number(points), 0)).toBe(row[at('points')]);
  }
  const refs = list.rows.map((row) => String(row[at('ref')]));
  const people = await demo.pool.query('select id from person where ref::text = any($1)', [refs]);
  expect(people.rows.length).toBe(list.rows.length);
  const ids = people.rows.map(({ id }) => id);
  const factors = named(await run('risk-of-neet', { month, by: 'factor' }));
  for (const [label, set, codes] of [
    ['EHC plan', 'SEN', ['E']],
    ['SEN support', 'SEN', ['K']],
    ['Young carer', 'IC01', ['140']],
    ['Pregnant or a parent', 'IC01', ['120', '180', '190']],
  ] as const) {
    const { rows } = await demo.pool.query(FACTORS, [month, ids, set, codes]);
    expect([label, factors.find((row) => row.group_name === label)?.people ?? 0]).toEqual([
      label,
      rows[0].people,
    ]);
  }
  const bands = named(await run('risk-of-neet', { month }));
  expect(bands.reduce((sum, row) => sum + Number(row.people), 0)).toBe(list.rows.length);
});

it('nobody outside the special audience sees who has which factor', async () => {
  const person = { name: 'A Worker', role: 'caseworker' };
  await expect(runReport({ ...context(), person }, { id: 'risk-of-neet', params: {} })).rejects.toMatchObject(
    {
      code: 'report-refused',
    },
  );
});
