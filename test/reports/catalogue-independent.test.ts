import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Catalogue, loadCatalogue } from '../../reports/catalogue.ts';
import type { Cell } from '../../reports/result.ts';
import { runReport } from '../../reports/run/run.ts';
import { type DemoSnapshot, demoSnapshot } from '../support/demo-snapshot.ts';

/** A report, run for a month, beside a query of the case store's tables that was written from its definition in words. */
interface Beside {
  id: string;
  /** The query's file, where it is not the report's id. */
  file?: string;
  params: (month: string) => Record<string, string>;
  /** Column that the query calls group_name. */
  key?: string;
  /** What of the report's key the query gives. */
  keyOf?: (text: string) => string;
  /** The query gives only some of the rows. */
  some?: boolean;
  months?: string[];
}

const month = (m: string) => ({ month: m });
const by = (value: string) => (m: string) => ({ month: m, by: value });

const REPORTS: Beside[] = [
  { id: 'participation-by-group', params: by('gender') },
  { id: 'neet-by-activity-and-group', params: by('ethnic-group') },
  { id: 'not-known-by-group', params: by('school') },
  { id: 'due-to-lapse', params: by('none') },
  { id: 'joiners-and-leavers-by-group', params: by('gender') },
  { id: 'destinations', params: by('course-level') },
  { id: 'destinations', file: 'destinations-by-provider', params: by('provider') },
  { id: 'destinations', file: 'destinations-by-sector', params: by('course-sector') },
  {
    id: 'destinations',
    file: 'destinations-by-activity',
    params: by('activity'),
    keyOf: (text) => text.slice(0, 3),
  },
  { id: 'contact-levels', params: by('team') },
  { id: 'caseload', params: by('caseworker') },
  { id: 'send-16-17', params: by('age') },
  { id: 'ehc-plan-18-24', params: by('age') },
  { id: 'cohort-flow', params: (m) => ({ from: m, to: m }), key: 'month_end' },
  { id: 'vulnerable-groups', params: month },
  { id: 'sen-needs', params: month },
  { id: 'la-monthly-table', params: month, key: 'line', some: true },
  { id: 'send-table', params: month, key: 'line', some: true },
  {
    id: 'september-guarantee-table',
    params: month,
    key: 'line',
    some: true,
    months: ['2025-07-31', '2025-12-31'],
  },
  { id: 'september-guarantee-by-group', params: by('school'), months: ['2025-08-31'] },
  {
    id: 'september-guarantee-by-week',
    params: () => ({ season: '2025' }),
    key: 'week_end',
    some: true,
    months: ['2026-05-31'],
  },
  {
    id: 'activity-survey-by-week',
    params: () => ({ year: '2025' }),
    key: 'week_end',
    months: ['2026-05-31'],
  },
  {
    id: 'activity-survey-table',
    params: () => ({ year: '2025' }),
    key: 'line',
    some: true,
    months: ['2026-05-31'],
  },
  {
    id: 'intended-destinations',
    params: by('school'),
    months: ['2025-07-31', '2026-05-31'],
  },
  { id: 'send-13-16', params: by('year-group') },
  {
    id: 'ehc-plans',
    params: (m) => ({ from: '2015-01-01', to: m }),
    months: ['2026-05-31'],
  },
  {
    id: 'career-pathway-plans',
    params: (m) => ({ from: '2022-01-01', to: m }),
    months: ['2026-05-31'],
  },
  { id: 'contacts', params: (m) => ({ from: m, to: m }) },
  { id: 'tasks', params: (m) => ({ from: '2022-01-01', to: m }), months: ['2026-05-31'] },
  { id: 'at-risk-table', params: by('none') },
  { id: 'la-summary-table', params: month, key: 'area_code' },
  { id: 'scorecard', params: () => ({ year: '2026' }), key: 'area', some: true, months: ['2026-05-31'] },
  { id: 'indicators', params: month, key: 'indicator', some: true },
];

const DAYS = [
  '2025-09-30',
  '2025-12-31',
  '2026-01-31',
  '2026-02-28',
  '2026-03-31',
  '2026-04-30',
  '2026-05-31',
  '2025-07-31',
];
const MONTHS = ['2026-01-31', '2026-05-31'];

let demo: DemoSnapshot;
let client: pg.PoolClient;
let catalogue: Catalogue;

const independent = (name: string) =>
  readFile(new URL(`./independent/catalogue/${name}.sql`, import.meta.url), 'utf8');

beforeAll(async () => {
  demo = await demoSnapshot(60);
  catalogue = await loadCatalogue();
  client = await demo.pool.connect();
  await client.query('create temporary table month_end (day date primary key)');
  await client.query('insert into month_end select unnest($1::date[])', [DAYS]);
  await client.query(await independent('standing'));
  await client.query(await independent('about'));
}, 180_000);

afterAll(async () => {
  client?.release();
  await demo?.drop();
});

type Named = Record<string, Cell>;

async function reported(report: Beside, params: Record<string, string>): Promise<Named[]> {
  const person = { name: 'A Manager', role: 'manager' };
  const result = await runReport(
    { dataDir: demo.dataDir, catalogue, clock: () => new Date(), person },
    { id: report.id, params },
  );
  return result.rows.map((row) => {
    const named = Object.fromEntries(result.columns.map((c, i) => [c.name, row[i]!]));
    const key = named[report.key ?? 'group_name']!;
    return { ...named, group_name: report.keyOf?.(String(key)) ?? key };
  });
}

const sorted = (rows: Named[]): Named[] =>
  [...rows].sort((a, b) => (String(a.group_name) < String(b.group_name) ? -1 : 1));

/** Holds each figure of the query against the report's, in every month; gives how many there were. */
async function hold(report: Beside): Promise<number> {
  let figures = 0;
  const file = report.file ?? report.id;
  for (const m of report.months ?? MONTHS) {
    const expected: Named[] = (await client.query(await independent(file), needs(report) ? [m] : [])).rows;
    expect([file, m, expected.length > 0]).toEqual([file, m, true]);
    const columns = Object.keys(expected[0]!);
    const wanted = new Set(expected.map((row) => row.group_name));
    const rows = (await reported(report, report.params(m)))
      .map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null])) as Named)
      .filter((row) => wanted.has(row.group_name!) || (!report.some && row.group_name !== 'All'));
    expect([m, sorted(firstOf(rows))]).toEqual([m, sorted(expected)]);
    figures += expected.length * (columns.length - 1);
  }
  return figures;
}

/** Requirements, and the reports whose figures are their evidence together. */
const PROVEN: [string, string[]][] = [
  ['000.9.1.2', ['cohort-flow', 'joiners-and-leavers-by-group']],
  ['000.9.1.3 000.9.2.4', ['destinations', 'la-monthly-table']],
  ['000.9.1.8 000.9.2.11', ['participation-by-group', 'la-monthly-table', 'at-risk-table']],
  ['000.9.1.9 000.9.2.12', ['not-known-by-group', 'due-to-lapse', 'contact-levels']],
  ['000.9.1.10 000.9.2.13', ['vulnerable-groups']],
  ['000.9.1.11 000.9.2.14', ['send-16-17', 'ehc-plan-18-24', 'send-table']],
  ['000.9.1.12 000.9.2.15', ['send-13-16']],
  ['000.9.1.13', ['sen-needs', 'neet-by-activity-and-group']],
  ['000.9.1.14', ['ehc-plans']],
  ['000.9.1.16 000.9.2.17', ['intended-destinations']],
  [
    '000.9.1.17 000.9.2.5',
    ['september-guarantee-by-week', 'september-guarantee-table', 'september-guarantee-by-group'],
  ],
  ['000.9.1.18 000.9.2.6', ['activity-survey-by-week', 'activity-survey-table']],
  ['000.9.2.16', ['career-pathway-plans', 'tasks']],
  [
    'monthly figures, workload and contacts:',
    ['caseload', 'contacts', 'la-summary-table', 'scorecard', 'indicators'],
  ],
];

describe('the catalogue beside independent queries of the case store', () => {
  it('every query is in one of the tests below', () => {
    expect([...new Set(PROVEN.flatMap(([, ids]) => ids))].sort()).toEqual(
      [...new Set(REPORTS.map(({ id }) => id))].sort(),
    );
  });

  it.each(PROVEN.map(([ids, reports]) => [`${ids} ${reports.join(', ')}`, reports] as const))(
    '%s',
    async (_, reports) => {
      let figures = 0;
      for (const report of REPORTS.filter(({ id }) => reports.includes(id))) figures += await hold(report);
      expect(figures).toBeGreaterThan(8);
    },
    60_000,
  );
});

/** Some reports give a row for each part of a key; the query is of the whole, which stands first. */
function firstOf(rows: readonly Named[]): Named[] {
  const seen = new Set<string>();
  return rows.filter((row) => !seen.has(String(row.group_name)) && seen.add(String(row.group_name)));
}

const WITHOUT_MONTH = [
  'september-guarantee-by-week',
  'activity-survey-by-week',
  'activity-survey-table',
  'scorecard',
];
const needs = (report: Beside): boolean => !WITHOUT_MONTH.includes(report.id);
