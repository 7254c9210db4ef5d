import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SnapshotId } from '../../base/ids.ts';
import { comparePage, readCompareQuery } from '../../dashboards/pages/compare.ts';
import { loadCatalogue } from '../../reports/catalogue.ts';
import { splitCauses } from '../../reports/versions/split.ts';
import { nightly } from '../../warehouse/nightly.ts';
import { openSnapshot } from '../../warehouse/query.ts';
import { STUB_PERSON, stubSource } from '../journeys/support/stub.ts';
import { casehouse } from '../support/cli.ts';
import { loadCase } from '../support/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

let database: FreshDatabase;
let dataDir: string;
let ids: SnapshotId[];
let month: string;
const status = [{ code: 'P', from: '2025-09-01' }];

beforeAll(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(path.join(tmpdir(), 'casehouse-moved-'));
  await loadCase(database.pool, {
    people: [
      { name: 'Stays', times: 6, born: '2009-05-10', status, doing: [{ code: '619', from: '2025-09-03' }] },
      { name: 'Mover', born: '2009-05-11', status, doing: [{ code: '210', from: '2025-09-03' }] },
      { name: 'Learner', times: 4, born: '2009-05-12', status, doing: [{ code: '210', from: '2025-09-03' }] },
    ],
  });
  const first = await nightly({ pool: database.pool, dataDir });
  await database.pool.query(
    "update situation set code = '619' where person_id = (select id from person where given_name = 'Mover')",
  );
  const second = await nightly({ pool: database.pool, dataDir });
  ids = [first.id, second.id];
  const reader = await openSnapshot(dataDir, second.id);
  month = String(
    (await reader.run('select max(month_end) from marts.person_month where is_neet')).rows[0]![0],
  );
  reader.close();
}, 120_000);
afterAll(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const ask = async (permissions: Set<string> | null) =>
  splitCauses(
    {
      dataDir,
      catalogue: await loadCatalogue(),
      clock: () => new Date(),
      person: { name: 'A Manager', role: 'manager', permissions },
    },
    {
      id: 'neet-by-month',
      from: { snapshot: ids[0]! },
      to: { snapshot: ids[1]! },
      params: { from: month, to: month },
      cell: { row: { month_end: month }, column: 'neet' },
    },
  );

it('the one whose activity changed entered; those who stayed did not, though no pseudonym is the same', async () => {
  const { split } = await ask(null);
  expect([split!.before, split!.after, split!.entered!.total, split!.left!.total]).toEqual([6, 7, 1, 0]);
  expect(split!.entered!.causes).toEqual({ data: 1, definition: 0, either: 0, together: 0 });
  const { columns, rows } = split!.entered!.list!;
  expect(rows.map((row) => row[columns.findIndex((c) => c.name === 'given_name')])).toEqual(['Mover']);
  expect(columns.map((c) => c.name)).not.toEqual(expect.arrayContaining(['person_id']));
  expect(split!.left!.list!.rows).toEqual([]);
});

it('who may not see names is told the same counts and nobody', async () => {
  const { split } = await ask(new Set(['report.run']));
  expect(split!.entered).toMatchObject({ total: 1, list: null });
  expect(split!.left).toMatchObject({ total: 0, list: null });
});

it('the command line lists them under headings, without record numbers', async () => {
  const cell = ['--cell', `month_end=${month}; column=neet`];
  const told = await casehouse(['report', 'compare', 'neet-by-month', ...cell], { CASEHOUSE_DATA: dataDir });
  expect(told).toMatchObject({ status: 0, stderr: '' });
  expect(told.stdout).toContain('1 entered and 0 left');
  expect(told.stdout).toMatch(
    /^ {4}Because of +Reference +Family name +Given name.*\n {4}the data +C7 +Testcase +Mover/m,
  );
  expect(told.stdout).not.toMatch(/\b[0-9a-f]{20}\b|Stays/);
});

it('the page lists 200 people a side and counts the others', async () => {
  const found = await ask(null);
  const { entered } = found.split!;
  const rows = Array.from({ length: 203 }, () => entered!.list!.rows[0]!);
  const split = {
    ...found.split!,
    entered: { ...entered!, total: 203, list: { ...entered!.list!, rows } },
  };
  const source = { ...stubSource(), compare: async () => ({ ...found, split }) };
  const report = source.reports().find((one) => one.id === 'neet-by-month')!;
  const query = readCompareQuery(new URLSearchParams());
  const page = String((await comparePage(source, STUB_PERSON, report, query)).body);
  expect([page.split('Mover').length - 1, page.includes('<p>and 3 more</p>')]).toEqual([200, true]);
});
