import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Catalogue, loadCatalogue } from '../../reports/catalogue.ts';
import { chartAlt } from '../../reports/chart/alt.ts';
import { chartOption } from '../../reports/chart/option.ts';
import { chartSvg } from '../../reports/chart/picture.ts';
import { runRecords } from '../../reports/run/records.ts';
import { rerun } from '../../reports/run/rerun.ts';
import { runReport } from '../../reports/run/run.ts';
import { spansFor, spansText } from '../../reports/versions/effective.ts';
import { publish } from '../../reports/versions/ledger.ts';
import { handMadeSnapshot, type MartRow, person } from '../support/marts.ts';

const MONTHS = ['2025-06-30', '2025-07-31', '2025-08-31', '2025-09-30', '2025-10-31'];
const clock = () => new Date('2026-03-02T09:00:00Z');
let root: string;
let dataDir: string;
let drop: () => Promise<void>;
let catalogue: Catalogue;

/** A report that counts NEET; 2.0.0, from September 2025, leaves out the vulnerable and adds a column. */
const report = (
  version: string,
  effective: string,
  condition: string,
  more = false,
  grain = '[month_end]',
) => `/*---
id: sample
title: A sample
version: ${version}
purpose: local
requirement: [000.9.1.1]
reads: marts@1
grain: ${grain}
params:
  from: { type: month, label: From, default: "-2 months" }
  to: { type: month, label: To, default: latest }
columns:
  month_end: { type: month, label: Month }
  neet: { type: count, label: NEET, metric: participation.neet }
  cohort: { type: count, label: Young people, metric: participation.cohort }
${more ? '  nk: { type: count, label: Not known, metric: participation.nk }\n' : ''}  neet_rate: { type: percent, label: NEET %, ratio: [neet, cohort] }
${effective}records:
  from: marts.person_month
  grain: { month_end: month_end }
  columns: { neet: ${condition}, cohort: is_base${more ? ', nk: is_nk' : ''} }
  show: { activity_label: Activity }
chart: { kind: line, x: month_end, y: [neet_rate] }
definition: NEET at each month end.
access: staff
---*/
select
  month_end,
  count(*) filter (where ${condition}) as neet,
  count(*) filter (where is_base) as cohort${more ? ',\n  count(*) filter (where is_nk) as nk' : ''}
from marts.person_month
where month_end between cast($from as date) and cast($to as date)
group by month_end
order by month_end
`;

beforeAll(async () => {
  const rows = MONTHS.flatMap((month, i): MartRow[] => [
    { ...person(month, 'NEET'), copies: 20 + i },
    { ...person(month, 'NEET', { is_vulnerable: true }), copies: 8 },
    { ...person(month, 'NK'), copies: i === 4 ? 2 : 12 },
    { ...person(month, 'EET'), copies: 100 },
  ]);
  ({ dataDir, drop } = await handMadeSnapshot({
    months: [MONTHS[0]!, MONTHS[4]!],
    tables: { person_month: rows },
  }));
  root = await mkdtemp(path.join(tmpdir(), 'casehouse-effective-'));
  await mkdir(path.join(root, 'sample'));
  const reason = 'effective: { from: 2025-09, reason: vulnerable people are counted elsewhere }\n';
  await writeFile(path.join(root, 'sample', '1.0.0.sql'), report('1.0.0', '', 'is_neet'));
  await writeFile(
    path.join(root, 'sample', '2.0.0.sql'),
    report('2.0.0', reason, 'is_neet and not is_vulnerable', true),
  );
  await publish(root, 'sample', '1.0.0');
  await publish(root, 'sample', '2.0.0');
  catalogue = await loadCatalogue(root);
});
afterAll(async () => {
  await drop();
  await rm(root, { recursive: true, force: true });
});
const context = (role = 'manager') => ({ dataDir, catalogue, clock, person: { name: 'A Reader', role } });
const run = (params: Record<string, string>, more: object = {}, role = 'manager') =>
  runReport(context(role), { id: 'sample', params, ...more });

describe('a version is in force for its periods', () => {
  it('a run of past months picks the version of those months', async () => {
    const past = await run({ from: '2025-06', to: '2025-07' });
    expect([past.stamp.version, past.rows.map((row) => row[1]), past.breaks]).toEqual([
      '1.0.0',
      [28, 29],
      undefined,
    ]);
    const now = await run({ from: '2025-09', to: '2025-10' });
    expect([now.stamp.version, now.rows.map((row) => row[1])]).toEqual(['2.0.0', [23, 24]]);
    expect(
      (await run({ from: '2025-06', to: '2025-07' }, { version: '2.0.0' })).rows.map((row) => row[1]),
    ).toEqual([20, 21]);
  });

  it('a trend that crosses is joined from each version’s own months, and says where and why', async () => {
    const trend = await run({ from: '2025-07', to: '2025-10' });
    expect(trend.columns.map((c) => c.name)).toEqual(['month_end', 'neet', 'cohort', 'nk', 'neet_rate']);
    const x = { symbol: 'x' };
    expect(trend.rows).toEqual([
      ['2025-07-31', 29, 141, x, 20.6],
      ['2025-08-31', 30, 142, x, 21.1],
      ['2025-09-30', 23, 143, 12, 16.1],
      ['2025-10-31', 24, 134, 2, 17.9],
    ]);
    expect(trend.breaks).toEqual([
      {
        number: 1,
        column: 'month_end',
        at: '2025-09-30',
        from: '1.0.0',
        to: '2.0.0',
        reason: 'vulnerable people are counted elsewhere',
      },
    ]);
    expect(trend.notes.at(-1)).toContain('Break 1, from September 2025: these months follow version 2.0.0');
    expect(trend.stamp).toMatchObject({
      version: '2.0.0',
      parameters: { versions: '1.0.0 until 2025-08-31, then 2.0.0' },
    });
  });

  it('runs again from its stamp, and its people are those of each month’s version', async () => {
    const trend = await run({ from: '2025-07', to: '2025-10' });
    expect((await rerun(context(), trend.stamp)).stamp.resultHash).toBe(trend.stamp.resultHash);
    for (const [month, neet] of trend.rows) {
      const cell = { row: { month_end: String(month) }, column: 'neet' };
      const people = await runRecords(context(), {
        id: 'sample',
        params: { from: '2025-07', to: '2025-10' },
        cell,
      });
      expect([month, people.rows.length]).toEqual([month, neet]);
      expect((await rerun(context(), people.stamp)).rows).toHaveLength(Number(neet));
    }
  });

  it('the chart has a dashed upright with the number at the break, and says so in words', async () => {
    const trend = await run({ from: '2025-07', to: '2025-10' });
    const { series } = chartOption(trend) as {
      series: { markLine?: { lineStyle: { type: string }; data: unknown[] } }[];
    };
    expect(series[0]!.markLine).toMatchObject({
      lineStyle: { type: 'dashed' },
      data: [{ xAxis: 2, label: { formatter: '1' } }],
    });
    expect(chartAlt(trend)).toContain('Dashed line 1 at September 2025');
    expect(chartSvg(trend)).toContain('stroke-dasharray');
    const plain = await run({ from: '2025-09', to: '2025-10' });
    expect(JSON.stringify(chartOption(plain))).not.toContain('markLine');
  });

  it('small numbers stay hidden on both sides of the break', async () => {
    const trend = await run({ from: '2025-07', to: '2025-10' }, {}, 'report-reader');
    expect(trend.rows[3]![3]).toEqual({ symbol: 'c' });
    expect(trend.rows[0]![3]).toEqual({ symbol: 'x' });
    expect(trend.notes.at(-1)).toContain('Break 1');
  });

  it('the newest without a period holds for all, and a wrong period is told by line and key', async () => {
    const newest = catalogue.find('sample');
    expect(newest.version).toBe('2.0.0');
    const spans = spansFor(catalogue, newest, { from: '2025-08-31', to: '2025-09-30' });
    expect(spansText(spans)).toBe('1.0.0 until 2025-08-31, then 2.0.0');
    const folder = await mkdtemp(path.join(tmpdir(), 'casehouse-effective-'));
    await mkdir(path.join(folder, 'sample'));
    const wrong = async (effective: string) => {
      await writeFile(path.join(folder, 'sample', '1.0.0.sql'), report('1.0.0', effective, 'is_neet'));
      return loadCatalogue(folder).then(
        () => '',
        (error: Error) => error.message,
      );
    };
    expect(await wrong('effective: { from: 2025-09, to: 2025-08 }\n')).toContain(
      'sample/1.0.0.sql:17 (effective.to): 2025-08 lies before 2025-09.',
    );
    expect(await wrong('effective: { form: 2025-09 }\n')).toContain('Did you mean "from"?');
    expect(await wrong('effective: { from: 2025-9 }\n')).toContain('must be a month, such as 2025-09');
    await rm(folder, { recursive: true });
  });
});
