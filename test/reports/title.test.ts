import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileName } from '../../app/web/download.ts';
import { type Catalogue, loadCatalogue } from '../../reports/catalogue.ts';
import { formats } from '../../reports/render/formats.ts';
import { runRecords } from '../../reports/run/records.ts';
import { rerun } from '../../reports/run/rerun.ts';
import { runReport } from '../../reports/run/run.ts';
import { readResultFile, verifyFile } from '../../reports/verify/verify.ts';
import { handMadeSnapshot, person } from '../support/marts.ts';

const MONTH = '2026-01-31';
const BILSTON = 'E05001322';
let catalogue: Catalogue;
let dataDir: string;
let drop: () => Promise<void>;

beforeAll(async () => {
  catalogue = await loadCatalogue();
  const ward = { ward_code: BILSTON, valid_from: '2004-05-01', imd_score: 40, population_16_17: 300 };
  const here = { ward_code: BILSTON, ward_name: 'Bilston South', academic_age: 16 };
  ({ dataDir, drop } = await handMadeSnapshot({
    months: [MONTH, MONTH],
    tables: {
      ward: [
        { ...ward, ward_name: 'Bilston, the south of', valid_to: '2023-05-04' },
        { ...ward, ward_name: 'Bilston South', valid_from: '2023-05-04', valid_to: '2199-12-31' },
      ],
      person_month: [
        person(MONTH, 'NEET', { ...here, person_key: 'k1' }),
        { ...person(MONTH, 'EET', here), copies: 20 },
        { ...person(MONTH, 'EET', { academic_age: 17 }), copies: 20 },
      ],
    },
  }));
});
afterAll(() => drop());

const context = () => ({
  dataDir,
  catalogue,
  clock: () => new Date('2026-03-02T09:00:00Z'),
  person: { name: 'A Manager', role: 'manager' },
});
const run = (id: string, params: Record<string, string>) => runReport(context(), { id, params });
const SPLIT = { ward: 'Bilston South', by: 'age', from: '2026-01', to: '2026-01' };
const TITLE = 'NEET and not known, by month: Bilston South, by academic age';

it('a title says which part of the council its figures are of, and nothing of what is usual', async () => {
  const titles = [];
  for (const [id, params] of [
    ['neet-by-month', SPLIT],
    ['neet-by-month', { from: '2026-01' }],
    ['neet-by-month', { by: 'sen', period: 'quarter' }],
    ['neet-by-month', { period: 'dfe' }],
    ['joiners-and-leavers', { show: 'destinations' }],
    ['activity-survey', {}],
    ['activity-survey', { by: 'none', year: '2025' }],
    ['national-comparison', { areas: 'all' }],
    ['national-comparison', { areas: 'summary', measures: 'neet_percent' }],
    ['ward-hotspots', { month: '2026-01' }],
  ] as [string, Record<string, string>][])
    titles.push((await run(id, params)).title);
  expect(titles).toEqual([
    TITLE,
    'NEET and not known, by month',
    'NEET and not known, by month: by quarter (mean of its months), by SEN provision',
    "NEET and not known, by month: by December to February (DfE's published figure)",
    'NEET joiners and leavers: Where from and where to',
    'Annual Activity Survey outcomes: by Year 11 school',
    'Annual Activity Survey outcomes',
    'Beside England, the region and statistical neighbours',
    'Beside England, the region and statistical neighbours: NEET, Neighbours together',
    'NEET and not known by ward',
  ]);
});

it('files of a part carry it in their title and their name, and verify and a second run find them the same', async () => {
  const result = await run('neet-by-month', SPLIT);
  expect(result.stamp.parameters).toMatchObject({ ward: BILSTON, by: 'age' });
  expect((await rerun(context(), result.stamp)).title).toBe(TITLE);
  expect(fileName('Wulfrun', result, 'xlsx')).toBe(
    'wulfrun_neet-by-month_bilston-south-by-academic-age_2026-01-to-2026-01.xlsx',
  );
  const folder = await mkdtemp(path.join(tmpdir(), 'casehouse-title-'));
  for (const format of Object.values(formats)) {
    const file = path.join(folder, fileName('Wulfrun', result, format.extension));
    await format.write(result, file);
    expect((await readResultFile(file)).title, format.extension).toBe(TITLE);
    const verdict = await verifyFile(file, (stamp) => rerun(context(), stamp));
    expect([format.extension, verdict.outcome, verdict.message]).toEqual([
      format.extension,
      'same',
      expect.anything(),
    ]);
  }
  await rm(folder, { recursive: true });
});

it('the people behind a figure of a part carry it too', async () => {
  const cell = { row: { month_end: MONTH, group_name: '16' }, column: 'neet' };
  const list = await runRecords(context(), { id: 'neet-by-month', params: SPLIT, cell });
  expect(list.title).toBe(`${TITLE}, NEET, ${MONTH}, 16`);
  expect((await rerun(context(), list.stamp)).title).toBe(list.title);
});
