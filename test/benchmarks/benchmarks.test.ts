import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadEditions } from '../../nccis/editions.ts';
import { keepBenchmark } from '../../reports/benchmarks/keep.ts';
import { editionLas } from '../../reports/benchmarks/las.ts';
import { readBenchmark } from '../../reports/benchmarks/read.ts';
import { loadCatalogue } from '../../reports/catalogue.ts';
import { runReport } from '../../reports/run/run.ts';
import type { Result } from '../../reports/result.ts';
import { loadBenchmarks, loadReference } from '../../warehouse/build/reference.ts';
import { Duck } from '../../warehouse/duckdb.ts';
import { handMadeSnapshot, type MartRow } from '../support/marts.ts';

const HEAD =
  'time_period,geographic_level,country_code,region_code,region_name,old_la_code,new_la_code,la_name';
const YEARS = {
  '2025': `${HEAD},age,characteristic_grouping,characteristic,avg_cohort,avg_neet_nk,neet_nk_percent
2025,National,E92000001,,,,,,16-17,Total,Total,1296720,72480,5.6
2025,Local authority,E92000001,E12000003,Yorkshire and The Humber,,E08000016,Barnsley,16-17,Total,Total,5400,c,c
2025,Local authority,E92000001,E12000005,West Midlands,336,E08000031,Wolverhampton,16,sex,Female,1800,low,3.25`,
  '2026': `${HEAD},age,characteristic_grouping,characteristic,avg_cohort_count,avg_neet_nk_count,neet_nk_percent
2026,National,E92000001,,,,,,16 to 17,Total,Total,1320010,76000,5.8
2026,Local authority,E92000001,E12000003,Yorkshire and The Humber,,E08000038,Barnsley,16 to 17,Total,Total,5500,330,6.0
2026,Local authority,E92000001,E12000005,West Midlands,336,E08000031,Wolverhampton,16,sex,Female,1810,z,x`,
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'casehouse-benchmarks-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const brief = (text: string) =>
  readBenchmark(text, editionLas()).figures.map((f) => [
    f.measure,
    f.period,
    f.areaCode,
    f.value ?? f.symbol,
  ]);

describe('published files', () => {
  it('are read in the layout of 2025, symbols kept, a part of the people apart from the whole', () => {
    expect(brief(YEARS['2025'])).toEqual([
      ['cohort', '2025', 'E92000001', 1296720],
      ['neet_nk', '2025', 'E92000001', 72480],
      ['neet_nk_percent', '2025', 'E92000001', 5.6],
      ['cohort', '2025', '370', 5400],
      ['neet_nk', '2025', '370', 'c'],
      ['neet_nk_percent', '2025', '370', 'c'],
      ['cohort:16:sex:Female', '2025', '336', 1800],
      ['neet_nk:16:sex:Female', '2025', '336', 'low'],
      ['neet_nk_percent:16:sex:Female', '2025', '336', 3.3],
    ]);
  });

  it('are read in the layout of 2026 into the same measures, and an authority with a new code keeps its number', () => {
    const figures = brief(YEARS['2026']);
    expect(figures.filter(([measure]) => measure === 'neet_nk_percent')).toEqual([
      ['neet_nk_percent', '2026', 'E92000001', 5.8],
      ['neet_nk_percent', '2026', '370', 6],
    ]);
    expect(figures).toContainEqual(['neet_nk_percent:16:sex:Female', '2026', '336', 'x']);
  });

  it.each([
    [
      'a cell that is no figure',
      YEARS['2026'].replace('5.8', 'about 6'),
      'Line 2, neet_nk_percent: "about 6"',
    ],
    ['an unknown place', YEARS['2026'].replace('E08000038', 'E99'), 'Line 3, old_la_code: "E99"'],
    ['an unknown level', YEARS['2026'].replace('National', 'World'), 'Line 2, geographic_level: "World"'],
    ['other headings', 'a,b\n1,2', 'The headings are of no published file'],
    ['no lines', YEARS['2026'].split('\n')[0]!, 'The file holds no figures'],
  ])('are refused for %s, by line and column, and nothing is kept', async (_, text, message) => {
    const file = path.join(folder, 'bad.csv');
    await writeFile(file, text);
    const into = path.join(folder, 'bad');
    await expect(keep(file, into)).rejects.toThrow(message);
    expect(existsSync(into) ? await readdir(into) : []).toEqual([]);
  });
});

const keep = (file: string, into: string, published = '2026-07-02', now = '2026-11-01T09:00:00.000Z') =>
  keepBenchmark(file, {
    folder: into,
    origin: { published, source: null, licence: null },
    clock: () => new Date(now),
  });

describe('figures in the warehouse', () => {
  let duck: Duck;
  afterEach(() => duck?.close());

  async function marts(into: string, knownAt = '2026-12-01 00:00:00.000') {
    duck = await Duck.open(':memory:');
    await loadReference(duck, loadEditions());
    await loadBenchmarks(duck, into, knownAt);
    await duck.exec('create schema marts');
    await duck.exec(
      `create table marts.benchmark as ${await readFile(new URL('../../sql/marts/60_benchmark.sql', import.meta.url), 'utf8')}`,
    );
    return async (sql: string) => (await duck.run(sql)).rows.map((row) => [...row]);
  }

  const barnsley = `select period, value, source, cast(published as varchar) as published, licence from marts.benchmark
    where area_code = '370' and measure = 'neet_nk_percent' and period = '2026'`;

  it('000.9.1.15 000.9.2.18 carry source, vintage and licence, and the newer vintage wins whichever came in first', async () => {
    const into = path.join(folder, 'vintages');
    const file = path.join(folder, 'v.csv');
    await writeFile(file, YEARS['2026'].replace('330,6.0', '325,5.9'));
    await keep(file, into, '2026-09-01', '2026-10-01T09:00:00.000Z');
    await writeFile(file, YEARS['2026']);
    await keep(file, into, '2026-07-02', '2026-10-02T09:00:00.000Z');
    const all = await marts(into);
    expect(await all(barnsley)).toEqual([
      [
        '2026',
        5.9,
        'Department for Education, Participation in education, training and NEET, NEET and not known by characteristics, published 2026-09-01',
        '2026-09-01',
        'Open Government Licence v3.0',
      ],
    ]);
  });

  it('taken in twice change nothing, and a snapshot as known before they came has none of them', async () => {
    const into = path.join(folder, 'twice');
    const file = path.join(folder, 'twice.csv');
    await writeFile(file, YEARS['2026']);
    expect((await keep(file, into)).fresh).toBe(true);
    expect((await keep(file, into)).fresh).toBe(false);
    expect(await readdir(into)).toHaveLength(1);
    const before = await marts(into, '2026-11-01 08:59:59.999');
    expect(await before(barnsley)).toEqual([]);
    duck.close();
    const after = await marts(into, '2026-11-01 09:00:00.000');
    expect(await after(barnsley)).toHaveLength(1);
  });

  it('an authority that was split off has its county in the years before, marked so, and only where it has none of its own', async () => {
    const into = path.join(folder, 'split');
    const file = path.join(folder, 'split.csv');
    const head = `${HEAD},Age,Cohort_DJFavg,NEET_not_known_percent\n`;
    await writeFile(
      file,
      `${head}2021,Local authority,E92000001,E12000004,East Midlands,928,E10000021,Northamptonshire,16-17,15000,5.0
2022,Local authority,E92000001,E12000004,East Midlands,940,E06000061,North Northamptonshire,16-17,7000,4.8
2022,Local authority,E92000001,E12000004,East Midlands,928,E10000021,Northamptonshire,16-17,15100,4.9`,
    );
    await keep(file, into);
    const all = await marts(into);
    const rows = await all(`select period, area_level, area_name, value from marts.benchmark
      where area_code = '940' and measure = 'neet_nk_percent' order by period`);
    expect(rows).toEqual([
      ['2021', 'LA before', 'Northamptonshire', 5],
      ['2022', 'LA', 'North Northamptonshire', 4.8],
    ]);
  });
});

const PUBLIC = process.env.CASEHOUSE_PUBLIC_DATA;

describe.skipIf(!PUBLIC)('the Department’s own files', () => {
  const national = (name: string) => readFile(path.join(PUBLIC ?? '', 'national', name), 'utf8');

  it('the scorecard of every authority agrees with the small table that the product ships', async () => {
    const { figures } = readBenchmark(await national('nccis_la_scorecard_2021_2025.csv'), editionLas());
    const key = (m: string, p: string, a: string) => `${m} ${p} ${a}`;
    const found = new Map(figures.map((f) => [key(f.measure, f.period, f.areaCode), f.value ?? f.symbol]));
    const shipped = await readFile(
      new URL('../../sql/reference/benchmarks/dfe-scorecard.csv', import.meta.url),
      'utf8',
    );
    const rows = shipped
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((row) =>
        row.match(/("([^"]|"")*"|[^,]*)(,|$)/g)!.map((cell) => cell.replace(/,$/, '').replace(/^"|"$/g, '')),
      );
    expect(rows.length).toBeGreaterThan(500);
    for (const [measure, period, , , code, , value, symbol] of rows) {
      expect([measure, period, code, found.get(key(measure!, period!, code!))]).toEqual([
        measure,
        period,
        code,
        value === '' ? symbol : Number(value),
      ]);
    }
    const luton = figures.filter((f) => f.areaName === 'Luton' && f.period === '2025' && f.symbol === 'c');
    expect(luton.length).toBeGreaterThanOrEqual(4);
    const areas = (year: string) =>
      new Set(figures.filter((f) => f.period === year && f.areaLevel === 'LA').map((f) => f.areaCode)).size;
    expect(areas('2025')).toBeGreaterThanOrEqual(149);
  });

  it('published percentages are recomputed from the published counts, as far as their rounding allows', async () => {
    for (const layout of ['2025', '2026']) {
      const text = (await national('ees_neet_by_characteristics_preview.csv')).split('\n');
      const rows = [text[0]!, ...text.filter((row) => row.startsWith(`${layout},`))].map((row) =>
        row.replace(/^[^,]*,/, ''),
      );
      const file =
        layout === '2026'
          ? rows.map((row, i) =>
              i === 0
                ? row.replace(
                    'avg_cohort,avg_neet_nk,avg_neet,avg_nk',
                    'avg_cohort_count,avg_neet_nk_count,avg_neet_count,avg_nk_count',
                  )
                : row,
            )
          : rows;
      const { figures, layout: read } = readBenchmark(file.join('\n'));
      expect(read.id).toBe(`neet-by-characteristics-${layout}`);
      const value = (measure: string, part: string) =>
        figures.find((f) => f.measure === measure + part)!.value!;
      const parts = [...new Set(figures.map((f) => f.measure.replace(/^[^:]*/, '')))];
      expect(parts).toHaveLength(5);
      for (const part of parts) {
        for (const measure of ['neet_nk', 'neet', 'nk']) {
          // Counts are to the nearest ten: the true percentage lies between these, and is then rounded to a tenth.
          const low = (100 * (value(measure, part) - 5)) / (value('cohort', part) + 5) - 0.05;
          const high = (100 * (value(measure, part) + 5)) / (value('cohort', part) - 5) + 0.05;
          const published = value(`${measure}_percent`, part);
          expect([part, measure, published >= low - 1e-9 && published <= high + 1e-9]).toEqual([
            part,
            measure,
            true,
          ]);
        }
      }
    }
  });

  it('the September Guarantee of 2022 gives back its offers as whole people', async () => {
    const text = await national('ees_september_guarantee_2022_preview.csv');
    const { figures } = readBenchmark(text, editionLas());
    const england = (measure: string) =>
      figures.find((f) => f.measure === measure && f.areaLevel === 'England')!;
    const offers =
      (Number(england('guarantee_percent').asPublished) / 100) * england('guarantee_cohort').value!;
    expect(Math.abs(offers - 1_153_714)).toBeLessThan(0.01);
    expect(england('guarantee_percent').value).toBe(94.6);
  });
});

describe('comparison reports', () => {
  const figure = (code: string, name: string, value: number | null, rest: MartRow = {}): MartRow => ({
    measure: 'neet_nk_percent',
    period: '2026',
    period_label: 'December 2025 to February 2026',
    area_level: 'LA',
    area_code: code,
    area_name: name,
    value,
    symbol: value === null ? 'c' : null,
    unit: 'percent',
    source: 'Department for Education, made for a test',
    published: '2026-07-02',
    licence: 'Open Government Licence v3.0',
    ...rest,
  });
  const values = [4.1, 3.2, null, 5.5, 4.1, 2.9, 6.8, 3.3, 7.1, 4.9, 5.0];
  let made: { dataDir: string; drop(): Promise<void> };
  let rank: Result;
  let trend: Result;

  beforeAll(async () => {
    const own = figure('336', 'Wolverhampton', 4.1);
    made = await handMadeSnapshot({
      months: ['2026-01-31', '2026-02-28'],
      tables: {
        benchmark: [
          own,
          ...values.slice(1).map((value, i) => figure(String(800 + i), `Town ${i}`, value)),
          figure('E92000001', 'England', 5.2, { area_level: 'England' }),
          figure('E12000005', 'West Midlands', 4.4, { area_level: 'region' }),
          figure('336', 'The county', 6, { area_level: 'LA before', period: '2020' }),
        ],
        neighbour: ['800', '801', '802'].map((code, i) => ({
          la_code: '336',
          model: 2025,
          rank: i + 1,
          neighbour_la_code: code,
          neighbour_la_name: `Town ${i}`,
        })),
      },
    });
    const context = {
      dataDir: made.dataDir,
      catalogue: await loadCatalogue(),
      clock: () => new Date('2026-11-20T09:00:00Z'),
      person: { name: 'Test', role: 'operator' as const },
    };
    rank = await runReport(context, { id: 'all-england-rank', params: {}, snapshot: null, knownAt: null });
    trend = await runReport(context, {
      id: 'comparison-over-time',
      params: {},
      snapshot: null,
      knownAt: null,
    });
  });
  afterAll(() => made?.drop());
  const cells = (result: Result, ...names: string[]) =>
    result.rows.map((row) =>
      names.map((name) => row[result.columns.findIndex((c) => c.name === name)] ?? null),
    );

  it('000.9.1.15 000.9.2.18 rank the authorities: equal ones share a place, a withheld one has none', () => {
    const shown = values.filter((value) => value !== null);
    for (const [place, quintile, ranked, value] of cells(rank, 'place', 'quintile', 'ranked', 'value')) {
      if (typeof value !== 'number') {
        expect([place, quintile, value]).toEqual([null, null, { symbol: 'c' }]);
        continue;
      }
      const better = shown.filter((other) => other < value).length;
      expect([value, place, quintile, ranked]).toEqual([
        value,
        better + 1,
        Math.floor((5 * better) / shown.length) + 1,
        shown.length,
      ]);
    }
    expect(cells(rank, 'own').flat().filter(Boolean)).toHaveLength(1);
  });

  it('000.9.1.15 000.9.2.18 print period, source, vintage and method', () => {
    expect(cells(rank, 'period_label', 'published')[0]).toEqual([
      'December 2025 to February 2026',
      '2026-07-02',
    ]);
    for (const result of [rank, trend]) {
      expect(result.sources.join()).toContain('made for a test, Open Government Licence v3.0.');
      expect(result.definition).toMatch(/Department for Education published/);
    }
  });

  it('000.9.1.15 000.9.2.18 lay authority, region, England and the mean of the neighbours side by side, over the years', () => {
    expect(cells(trend, 'period', 'area_name', 'value', 'areas')).toEqual([
      ['2020', 'The county', 6, 1],
      ['2026', 'Wolverhampton', 4.1, 1],
      ['2026', 'England', 5.2, 1],
      ['2026', 'West Midlands', 4.4, 1],
      // (3.2 + 5.5) / 2 = 4.35: the withheld one is left out
      ['2026', 'Statistical neighbours', 4.4, 2],
    ]);
  });
});
