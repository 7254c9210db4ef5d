import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareWithOld } from '../../app/migrate.ts';
import {
  burnDown,
  explain,
  keepComparison,
  mappedReports,
  mapReport,
} from '../../operational/migrate/register.ts';
import { loadCatalogue } from '../../reports/catalogue.ts';
import { compareOld, type Explanation } from '../../reports/migrate/compare.ts';
import { readOldTable } from '../../reports/migrate/read-old.ts';
import { comparisonResult, differenceRules } from '../../reports/migrate/result.ts';
import { formats } from '../../reports/render/formats.ts';
import { longMonth } from '../../reports/render/words.ts';
import type { Result, ResultColumn, Row } from '../../reports/result.ts';
import { readResultFile } from '../../reports/verify/verify.ts';
import { column, resultOf } from '../render/fixtures.ts';
import { handMadeSnapshot } from '../support/marts.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

let folder = '';
let database: FreshDatabase;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'casehouse-migrate-'));
  database = await freshDatabase();
  await database.pool.query(
    `insert into tenant (id, name, database_id, la_codes) values (1, 'Wulfrun', '336', '{336}')`,
  );
});
afterAll(async () => {
  await database?.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Numbers that look random and are the same each time. */
function dice(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0;
    return state % below;
  };
}

/** One report of ours: a month or a name for each row, counts and percentages. */
function made(n: number): Result {
  const roll = dice(n + 1);
  const byMonth = n % 2 === 0;
  const columns: ResultColumn[] = [
    byMonth ? column('month_end', 'Month', 'month') : column('ward_name', 'Ward', 'text'),
    ...Array.from({ length: 2 + roll(4) }, (_, i) =>
      i % 2 === 0 ? column(`n${i}`, `Count ${i}`, 'count') : column(`p${i}`, `Share ${i}`, 'percent', 1),
    ),
  ];
  const rows: Row[] = Array.from({ length: 3 + roll(22) }, (_, r) => [
    byMonth
      ? new Date(Date.UTC(2024, r + 1, 0)).toISOString().slice(0, 10)
      : `Ward ${String.fromCharCode(65 + r)} and Hill`,
    ...columns
      .slice(1)
      .map(({ type }) => (roll(12) === 0 ? null : type === 'count' ? roll(12_000) : roll(1_000) / 10)),
  ]);
  return resultOf(columns, rows, { title: `Report ${n}`, report: `report-${n}` });
}

type Grid = string[][];

/** The same report as another system prints it: other order of rows and columns, other ways to write months and numbers. */
function printed(ours: Result, n: number): Grid {
  const roll = dice(n + 1_000);
  const text = (c: ResultColumn, cell: Row[number]) => {
    if (cell === null) return roll(2) === 0 ? '' : '-';
    if (c.type === 'month')
      return [
        longMonth(String(cell)),
        String(cell),
        `${String(cell).slice(8)}/${String(cell).slice(5, 7)}/${String(cell).slice(0, 4)}`,
      ][n % 3]!;
    if (c.type === 'count') return n % 4 === 0 ? Number(cell).toLocaleString('en-GB') : String(cell);
    return c.type === 'percent'
      ? n % 5 === 0
        ? `${Number(cell).toFixed(1)}%`
        : String(cell)
      : String(cell).toUpperCase();
  };
  const order = ours.columns.map((_, i) => i);
  if (n % 3 === 1) order.push(order.shift()!);
  const rows = ours.rows.map((row) => order.map((i) => text(ours.columns[i]!, row[i]!)));
  if (n % 3 === 2) rows.reverse();
  return [order.map((i) => ours.columns[i]!.label.toUpperCase()), ...rows];
}

/** Changes some cells; gives back which, by row and column. */
function plant(grid: Grid, ours: Result, n: number): Set<string> {
  const roll = dice(n + 5_000);
  const planted = new Set<string>();
  const key = grid[0]!.indexOf(ours.columns[0]!.label.toUpperCase());
  for (let k = roll(4); k > 0; k--) {
    const r = 1 + roll(grid.length - 1);
    const c = roll(grid[0]!.length);
    const place = `${grid[r]![key]} ${grid[0]![c]}`;
    if (c === key || planted.has(place)) continue;
    const before = Number(grid[r]![c]!.replace(/[,%]/g, ''));
    grid[r]![c] =
      grid[r]![c] === '' || grid[r]![c] === '-' ? '7' : String(Math.round((before + 1 + roll(3)) * 10) / 10);
    planted.add(place);
  }
  return planted;
}

const csv = (grid: Grid) =>
  grid.map((row) => row.map((text) => (/[",]/.test(text) ? `"${text}"` : text)).join(',')).join('\r\n');

describe('old reports beside ours', () => {
  it('of 126 old reports every planted difference is found, none is invented, and the register burns down', async () => {
    let differences = 0;
    for (let n = 0; n < 126; n++) {
      const ours = made(n);
      const grid = printed(ours, n);
      const planted = plant(grid, ours, n);
      const file = path.join(folder, `old-${n}.csv`);
      await writeFile(
        file,
        `${n % 6 === 0 ? 'Connexions Monthly Report,,\r\nPrinted 3/11/2026,,\r\n' : ''}${csv(grid)}`,
      );
      const comparison = compareOld(await readOldTable(file), ours, {
        grain: [ours.columns[0]!.name],
        columns: {},
        explanations: [],
      });
      const key = grid[0]!.indexOf(ours.columns[0]!.label.toUpperCase());
      const rowOf = new Map(grid.slice(1).map((row) => [row[key]!, row]));
      const found = comparison.cells.filter(({ verdict }) => verdict === 'not explained');
      // back to the old report's own words, by another way than the comparison's
      const names = new Set(
        found.map(({ rowKey, label }) => {
          const row = [...rowOf.keys()].find((text) => readable(text) === rowKey.toLowerCase());
          return `${row} ${label.replace(/ \(%\)$/, '').toUpperCase()}`;
        }),
      );
      expect([n, [...names].sort()]).toEqual([n, [...planted].sort()]);
      expect(comparison.cells).toHaveLength(ours.rows.length * (ours.columns.length - 1));
      expect(comparison.unmatched).toEqual([]);
      differences += planted.size;
      const id = await mapReport(database.pool, 1, { oldName: `Old ${n}`, report: ours.stamp.report });
      await keepComparison(database.pool, id, {
        ...comparison.counts,
        file: `old-${n}.csv`,
        at: new Date('2026-11-20T09:00:00Z'),
      });
    }
    expect(differences).toBeGreaterThan(100);
    await mapReport(database.pool, 1, {
      oldName: 'Never mapped',
      report: null,
      owner: 'Ola',
      knownIssue: 'prints nothing',
    });
    const reports = await mappedReports(database.pool, 1);
    const sum = burnDown(reports);
    expect(sum).toMatchObject({ reports: 127, notMapped: 1, notCompared: 0, openCells: differences });
    expect(sum.done + sum.open).toBe(126);
    expect(reports.find(({ oldName }) => oldName === 'Never mapped')).toMatchObject({
      owner: 'Ola',
      knownIssue: 'prints nothing',
    });
  }, 60_000);

  /** A month in any of the three ways as "october 2026"; other texts without case. */
  function readable(text: string): string {
    const british = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text);
    const iso = british ? `${british[3]}-${british[2]}-${british[1]}` : text;
    return (/^\d{4}-\d\d-\d\d$/.test(iso) ? longMonth(iso) : iso).toLowerCase();
  }

  const ours = () =>
    resultOf(
      [column('ward_name', 'Ward', 'text'), column('neet', 'NEET', 'count')],
      [
        ['Penn', 7],
        ['Park', 12],
        ['Oxley', 3],
      ],
    );
  const grid = (text: string) => {
    const [headings, ...rows] = text.split('\n').map((row) => row.split(','));
    return { headings: headings!, rows };
  };
  const told: Explanation = {
    rowKey: 'penn',
    column: 'neet',
    oldValue: '8',
    newValue: '7',
    rule: 'currency',
    people: ['K1007'],
    note: null,
    writtenBy: 'Ada',
  };
  const laid = (text: string, explanations: Explanation[] = []) =>
    compareOld(grid(text), ours(), { grain: ['ward_name'], columns: {}, explanations });

  it('rows that are missing on one side, or stand twice, are differences', () => {
    const { cells, counts } = laid('Ward,NEET\nPenn,7\nPenn,7\nPark,12\nElsewhere,4');
    expect(
      cells.map(({ rowKey, oldValue, newValue, verdict }) => [rowKey, oldValue, newValue, verdict]),
    ).toEqual([
      ['penn', '7', '7', 'equal'],
      ['penn', '7', null, 'not explained'],
      ['park', '12', '12', 'equal'],
      ['elsewhere', '4', null, 'not explained'],
      ['oxley', null, '3', 'not explained'],
    ]);
    expect(counts).toEqual({ equal: 2, explained: 0, open: 3 });
  });

  it('an explanation is of one cell and its two numbers: when one changes, it explains nothing', () => {
    expect(laid('Ward,NEET\nPenn,8\nPark,12\nOxley,3', [told]).counts).toEqual({
      equal: 2,
      explained: 1,
      open: 0,
    });
    expect(laid('Ward,NEET\nPenn,9\nPark,12\nOxley,3', [told]).counts).toEqual({
      equal: 2,
      explained: 0,
      open: 1,
    });
    expect(laid('Ward,NEET\nPenn,7\nPark,8\nOxley,3', [told]).counts).toEqual({
      equal: 2,
      explained: 0,
      open: 1,
    });
  });

  it('says which heading answers to nothing, and takes a word for it', () => {
    const old = grid('Electoral area,Not in EET\nPenn,7\nPark,12\nOxley,3');
    expect(() => compareOld(old, ours(), { grain: ['ward_name'], columns: {}, explanations: [] })).toThrow(
      expect.objectContaining({ code: 'no-key-column', next: expect.stringContaining('Electoral area') }),
    );
    const named = compareOld(old, ours(), {
      grain: ['ward_name'],
      columns: { 'Electoral area': 'ward_name' },
      explanations: [],
    });
    expect([named.unmatched, named.cells]).toEqual([['Not in EET'], []]);
    const both = compareOld(old, ours(), {
      grain: ['ward_name'],
      columns: { 'Electoral area': 'ward_name', 'Not in EET': 'neet' },
      explanations: [],
    });
    expect(both.counts).toEqual({ equal: 3, explained: 0, open: 0 });
  });

  it('is read out of a workbook, and written to one with what differs first', async () => {
    const old = resultOf(ours().columns, [
      ['Penn', 8],
      ['Park', 12],
      ['Oxley', 3],
    ]);
    const file = path.join(folder, 'old.xlsx');
    await formats.xlsx.write(old, file);
    const comparison = compareOld(await readOldTable(file, new Set(['ward', 'neet'])), ours(), {
      grain: ['ward_name'],
      columns: {},
      explanations: [told],
    });
    expect(comparison.counts).toEqual({ equal: 2, explained: 1, open: 0 });
    const out = path.join(folder, 'beside.xlsx');
    await formats.xlsx.write(comparisonResult(comparison, ours(), 'Old'), out);
    const [first] = (await readResultFile(out)).rows;
    expect(first).toEqual([
      'penn',
      'NEET',
      '8',
      '7',
      'explained',
      'The old report went on counting people whose record had lapsed',
      'K1007',
      null,
      'Ada',
    ]);
  });

  it('from file to register: compared, explained by a person with a rule of the list, compared again', async () => {
    const figure = (code: string, name: string, value: number) => ({
      measure: 'neet_nk_percent',
      period: '2026',
      period_label: 'winter',
      area_level: 'LA',
      area_code: code,
      area_name: name,
      value,
      symbol: null,
      unit: 'percent',
      source: 'Made for a test',
      published: '2026-07-02',
      licence: 'none',
    });
    const snapshot = await handMadeSnapshot({
      months: ['2026-01-31', '2026-02-28'],
      tables: { benchmark: [figure('336', 'Wulfrun', 4.1), figure('800', 'Town', 5)] },
    });
    try {
      const file = path.join(folder, 'League table.csv');
      await writeFile(file, 'Number,Published %\n336,4.2\n800,5.0\n');
      const context = {
        dataDir: snapshot.dataDir,
        catalogue: await loadCatalogue(),
        clock: () => new Date('2026-11-20T09:00:00Z'),
        person: { name: 'Ada', role: 'operator' as const },
      };
      const asked = { report: 'all-england-rank', file, name: null, params: {}, columns: {} };
      const before = await compareWithOld(database.pool, context, asked);
      expect(before.comparison.counts).toEqual({ equal: 1, explained: 0, open: 1 });
      const [open] = before.comparison.cells.filter(({ verdict }) => verdict === 'not explained');
      const id = (await mappedReports(database.pool, 1)).find(
        ({ oldName }) => oldName === 'League table',
      )!.id;
      const rules = differenceRules().map((rule) => rule.id);
      const one = {
        rowKey: open!.rowKey,
        column: open!.column,
        oldValue: '4.2',
        newValue: '4.1',
        people: [],
        note: null,
        writtenBy: 'Ada',
      };
      await expect(explain(database.pool, 1, id, { ...one, rule: 'because' }, rules)).rejects.toMatchObject({
        code: 'no-rule',
      });
      await explain(database.pool, 1, id, { ...one, rule: 'rounding' }, rules);
      const after = await compareWithOld(database.pool, context, asked);
      expect(after.comparison.counts).toEqual({ equal: 1, explained: 1, open: 0 });
      expect(
        (await mappedReports(database.pool, 1)).find(({ oldName }) => oldName === 'League table'),
      ).toMatchObject({ equal: 1, explained: 1, open: 0 });
    } finally {
      await snapshot.drop();
    }
  }, 60_000);
});
