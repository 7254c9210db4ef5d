import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCodes } from '../../operational/codes.ts';
import { loadDemo } from '../../operational/demo/load.ts';
import { type Catalogue, loadCatalogue } from '../../reports/catalogue.ts';
import { isSymbol, type Cell, type Result } from '../../reports/result.ts';
import { runRecords } from '../../reports/run/records.ts';
import { rerun } from '../../reports/run/rerun.ts';
import { computeRows, runReport } from '../../reports/run/run.ts';
import { previousRows, totalRows } from '../../reports/suppress/cells.ts';
import { nightly } from '../../warehouse/nightly.ts';
import { openSnapshot } from '../../warehouse/query.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

let database: FreshDatabase;
let client: pg.PoolClient;
let dataDir: string;
let catalogue: Catalogue;
let months: string[];

beforeAll(async () => {
  database = await freshDatabase();
  dataDir = await mkdtemp(path.join(tmpdir(), 'casehouse-real-'));
  await loadCodes(database.pool);
  await loadDemo(database.pool, {
    people: 160,
    seed: 11,
    until: '2026-05-20',
    passwordHash: 'none',
    progress: () => {},
  });
  await nightly({ pool: database.pool, dataDir });
  catalogue = await loadCatalogue();
  const reader = await openSnapshot(dataDir, 'current');
  months = (await reader.run('select month_end from marts.month order by 1')).rows.map((row) =>
    String(row[0]),
  );
  reader.close();
  client = await database.pool.connect();
  await client.query('create temporary table month_end (day date primary key)');
  await client.query('insert into month_end select unnest($1::date[])', [months]);
  await client.query(await independent('position'));
}, 180_000);

afterAll(async () => {
  client?.release();
  await database?.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const independent = (name: string) => readFile(new URL(`./independent/${name}.sql`, import.meta.url), 'utf8');
const plain = async (name: string, values: unknown[] = []) =>
  (await client.query(await independent(name), values)).rows;
const context = () => ({
  dataDir,
  catalogue,
  clock: () => new Date(),
  person: { name: 'A Manager', role: 'manager' },
});
const all = () => ({ from: months[0]!, to: months.at(-1)! });

const objects = (result: Result): Record<string, Cell>[] =>
  result.rows.map((row) => Object.fromEntries(result.columns.map((c, i) => [c.name, row[i]!])));
const pick = (row: Record<string, unknown>, keys: readonly string[]) =>
  Object.fromEntries(keys.map((key) => [key, row[key]]));

describe('the five reports equal an independent plain-SQL count of the case store', () => {
  it('NEET and not known in every month', async () => {
    const expected = await plain('neet-by-month');
    expect(expected.length).toBeGreaterThan(40);
    expect(expected.some((row) => row.neet > 0 && row.nk > 0)).toBe(true);
    const rows = objects(await runReport(context(), { id: 'neet-by-month', params: all() }));
    expect(rows.map((row) => pick(row, Object.keys(expected[0])))).toEqual(expected);
  });

  it('000.9.2.3 joiners and leavers in every month', async () => {
    const expected = await plain('joiners-and-leavers');
    expect(expected.some((row) => row.joiners > 0) && expected.some((row) => row.leavers > 0)).toBe(true);
    const rows = objects(
      await runReport(context(), { id: 'joiners-and-leavers', params: { ...all(), show: 'destinations' } }),
    );
    expect(rows.map((row) => pick(row, Object.keys(expected[0])))).toEqual(expected);
  });

  it('000.9.1.5 how long, in every month', async () => {
    const expected = await plain('neet-duration');
    for (const row of expected) {
      const [under, to25, from26, whole] = objects(
        await runReport(context(), { id: 'neet-duration', params: { month: row.month_end } }),
      );
      expect({
        month_end: row.month_end,
        people: whole!.people,
        under_13: under!.people,
        to_25: to25!.people,
        from_26: from26!.people,
        median_days: whole!.median_days,
        longest_days: whole!.longest_days,
        mean_weeks: whole!.mean_weeks,
      }).toEqual(row);
    }
    expect(expected.some((row) => row.from_26 > 0)).toBe(true);
  });

  it('000.9.2.10 wards', async () => {
    const places = (await readFile(new URL('../../sql/reference/places/lsoas.csv', import.meta.url), 'utf8'))
      .trim()
      .split('\n');
    const head = places[0]!.split(',');
    await client.query('create temporary table place (lsoa_code text, ward_code text)');
    const cells = places.slice(1).map((line) => line.split(','));
    await client.query('insert into place select unnest($1::text[]), unnest($2::text[])', [
      cells.map((c) => c[head.indexOf('lsoa_code')]),
      cells.map((c) => c[head.indexOf('ward_code')]),
    ]);
    const expected = await plain('ward-hotspots');
    for (const month of [months[6]!, months.at(-8)!, months.at(-1)!]) {
      const rows = objects(await runReport(context(), { id: 'ward-hotspots', params: { month } }))
        .filter((row) => row.ward_code !== 'All')
        .map((row) => ({ month_end: month, ...pick(row, ['ward_code', 'cohort', 'neet', 'nk']) }));
      const sorted = rows.sort((a, b) =>
        String((a as Record<string, unknown>).ward_code) < String((b as Record<string, unknown>).ward_code)
          ? -1
          : 1,
      );
      expect(sorted).toEqual(expected.filter((row) => row.month_end === month));
    }
  });

  it('000.9.1.15 000.9.2.18 the authority’s own line in the comparison, by DfE’s method, beside England, region and neighbours', async () => {
    for (const [year, model] of [
      [2025, '2025'],
      [2024, '2021'],
    ] as const) {
      const rows = objects(
        await runReport(context(), { id: 'national-comparison', params: { year: String(year), model } }),
      );
      const own = rows.filter((row) => row.area_level === 'authority' && row.measure !== 'guarantee_percent');
      expect(own.map((row) => pick(row, ['measure', 'value']))).toEqual(
        await plain('national-comparison', [year]),
      );
      expect(
        rows.filter((row) => row.measure === 'neet_percent' && row.area_level === 'neighbour'),
      ).toHaveLength(10);
    }
    const england = objects(
      await runReport(context(), { id: 'national-comparison', params: { year: '2025' } }),
    ).filter(
      (row) =>
        ['England', 'published', 'region'].includes(String(row.area_level)) &&
        row.measure === 'neet_nk_percent',
    );
    expect(england.map((row) => [row.area_name, row.value, row.period_label])).toEqual([
      ['Wolverhampton (published)', 3.8, 'December 2024 to February 2025'],
      ['England', 5.6, 'December 2024 to February 2025'],
      ['West Midlands', 6.2, 'December 2024 to February 2025'],
    ]);
  });
});

describe('the sources of the comparison', () => {
  it('stand once under the table, for the figures that are in it, and not in every row', async () => {
    const run = (year: string, version?: string) =>
      runReport(context(), { id: 'national-comparison', params: { year }, ...(version ? { version } : {}) });
    const [latest, older] = [await run('2025'), await run('2023')];
    expect(latest.columns.map((c) => c.name)).not.toContain('source');
    const scorecard = 'Department for Education, NEET and participation local authority scorecard';
    const models =
      "Department for Education, children's services statistical neighbour models, April 2021 and May 2025, Open Government Licence v3.0.";
    expect(latest.sources.at(-1)).toBe(models);
    expect(
      latest.sources.slice(0, -1).every((line) => line.startsWith(scorecard) && line.includes('2025')),
    ).toBe(true);
    expect(latest.sources.length).toBeGreaterThan(1);
    expect(older.sources[0]).toContain('2023');
    expect(older.sources).not.toContain(latest.sources[0]);
    const first = await run('2025', '1.0.0');
    expect(latest.rows.map((row) => row.slice(0, 8))).toEqual(first.rows.map((row) => row.slice(0, 8)));
  });
});

describe('identities', () => {
  const requests: { id: string; params: Record<string, string> }[] = [
    { id: 'neet-by-month', params: {} },
    { id: 'neet-by-month', params: { by: 'ward' } },
    { id: 'neet-by-month', params: { by: 'ethnic-group' } },
    { id: 'joiners-and-leavers', params: {} },
    { id: 'ward-hotspots', params: {} },
    { id: 'neet-duration', params: {} },
    { id: 'september-guarantee', params: {} },
    { id: 'activity-survey', params: {} },
    { id: 'activity-survey', params: { by: 'gender' } },
  ];

  it.each(requests)(
    'hold in every row of $id $params, and totals are the sums of their rows',
    async ({ id, params }) => {
      const d = catalogue.find(id);
      const reader = await openSnapshot(dataDir, 'current');
      const defaults = Object.fromEntries(
        d.params.map((p) => [p.name, p.default === null ? null : String(p.default)]),
      );
      const span: Record<string, string> = d.params.some((p) => p.name === 'from') ? all() : {};
      const values: Record<string, string | null> = {
        ...defaults,
        ...span,
        ...(d.params.some((p) => p.name === 'to') ? { to: months.at(-1)! } : {}),
        ...(d.params.some((p) => p.name === 'month') ? { month: months.at(-3)! } : {}),
        ...params,
      };
      const rows = await computeRows(d, values, reader);
      reader.close();
      expect(rows.length).toBeGreaterThan(1);
      const [before, sums] = [previousRows(d, rows), totalRows(d, rows)];
      rows.forEach((row, r) => {
        for (const identity of d.identities) {
          const parts = identity.parts.map((part) => {
            const from = part.of === 'previous' ? before[r] : part.of === 'total' ? sums[r] : r;
            return from === null || from === undefined ? null : part.sign * Number(rows[from]![part.column]);
          });
          if (parts.includes(null)) continue;
          expect([identity.text, r, parts.reduce((a, b) => a! + b!, 0)]).toEqual([
            identity.text,
            r,
            row[identity.total],
          ]);
        }
      });
      for (const total of d.totals) {
        const rest = d.grain.filter((name) => name !== total.column);
        for (const sum of rows.filter((row) => row[total.column] === total.value)) {
          const parts = rows.filter(
            (row) => row[total.column] !== total.value && rest.every((name) => row[name] === sum[name]),
          );
          for (const c of parts.length === 0
            ? []
            : d.columns.filter((column) => column.type === 'count' && !column.hidden)) {
            expect([c.name, parts.reduce((a, row) => a + Number(row[c.name]), 0)]).toEqual([
              c.name,
              sum[c.name],
            ]);
          }
        }
      }
    },
  );
});

describe('as known on an earlier day', () => {
  it('the report runs on what was known then, and runs again from its stamp', async () => {
    const request = { id: 'neet-by-month', params: { from: '2025-12', to: '2025-12' } };
    const then = await runReport(context(), { ...request, knownAt: '2026-01-08T12:00:00Z' });
    const now = await runReport(context(), request);
    expect(then.stamp).toMatchObject({ knownAt: '2026-01-08T12:00:00.000Z', asAt: '2025-12-31' });
    expect(then.stamp.snapshot).not.toBe(now.stamp.snapshot);
    const again = await rerun(context(), then.stamp);
    expect([again.rows, again.stamp.resultHash]).toEqual([then.rows, then.stamp.resultHash]);
  });
});

describe('hidden cells', () => {
  it('of the totals are the same however the table is split, so that one run does not tell of another', async () => {
    const request = (by: string) => ({ id: 'neet-by-month', params: { ...all(), by }, profile: 'council' });
    const totals = async (by: string) =>
      objects(await runReport(context(), request(by)))
        .filter((row) => by === 'none' || row.group_name === 'All')
        .map(({ group_name: _, ...row }) => row);
    const whole = await totals('none');
    expect(whole.some((row) => JSON.stringify(row.neet) === '{"symbol":"c"}')).toBe(true);
    for (const by of ['gender', 'ethnic-group', 'sen', 'age', 'ward', 'team', 'vulnerable'])
      expect([by, await totals(by)]).toEqual([by, whole]);
  }, 60_000);

  it('at the start and the end of a month’s flow are those of NEET by month, whichever months are asked for', async () => {
    const council = { profile: 'council' };
    const stock = objects(await runReport(context(), { id: 'neet-by-month', params: all(), ...council }));
    const neet = new Map(stock.map((row) => [row.month_end, row.neet]));
    const flow = async (params: Record<string, string>) =>
      objects(await runReport(context(), { id: 'joiners-and-leavers', params, ...council }));
    const whole = await flow(all());
    expect(whole.map((row) => row.closing)).toEqual(whole.map((row) => neet.get(row.month_end)));
    expect(whole.slice(1).map((row) => row.opening)).toEqual(
      whole.slice(1).map((_, i) => neet.get(whole[i]!.month_end)),
    );
    expect(whole.some((row) => isSymbol(row.closing!)) && whole.some((row) => isSymbol(row.leavers!))).toBe(
      true,
    );
    const keys = ['month_end', 'opening', 'joiners', 'leavers', 'closing'];
    const some = { from: months[20]!, to: months[30]! };
    expect(await flow(some)).toEqual(
      whole.filter((row) => some.from <= String(row.month_end) && String(row.month_end) <= some.to),
    );
    const destinations = await flow({ ...all(), show: 'destinations' });
    expect(destinations.map((row) => pick(row, keys))).toEqual(whole.map((row) => pick(row, keys)));
  }, 60_000);

  it.each(['none', 'ward', 'gender'])(
    'of a longer period are hidden as soon as one of its months is, by %s',
    async (by) => {
      const run = async (params: Record<string, string>) =>
        objects(
          await runReport(context(), {
            id: 'neet-by-month',
            params: { ...all(), by, ...params },
            profile: 'council',
          }),
        );
      const monthly = await run({ period: 'month' });
      const quarters = await run({ period: 'quarter' });
      let shown = 0;
      for (const quarter of quarters) {
        const hidden = monthly.some(
          (row) =>
            String(quarter.from_month) <= String(row.month_end) &&
            String(row.month_end) <= String(quarter.month_end) &&
            row.group_name === quarter.group_name &&
            isSymbol(row.neet!),
        );
        expect([quarter.month_end, quarter.group_name, isSymbol(quarter.neet_mean!)]).toEqual([
          quarter.month_end,
          quarter.group_name,
          hidden,
        ]);
        if (!hidden) shown++;
      }
      expect(shown).toBeGreaterThan(by === 'none' ? 0 : -1);
      expect(shown).toBeLessThan(quarters.length);
    },
    60_000,
  );
});

describe('the people behind every count', () => {
  it('are as many as the cell says, by name', async () => {
    const last = months.at(-2)!;
    const requests: { id: string; params: Record<string, string> }[] = [
      { id: 'neet-by-month', params: { from: last, to: last, by: 'gender' } },
      { id: 'joiners-and-leavers', params: { from: last, to: last, show: 'destinations' } },
      { id: 'neet-duration', params: { month: last } },
      { id: 'ward-hotspots', params: { month: last } },
      { id: 'september-guarantee', params: { to: last } },
      { id: 'activity-survey', params: { by: 'sen' } },
    ];
    let cells = 0;
    for (const request of requests) {
      const d = catalogue.find(request.id);
      const rows = objects(await runReport(context(), request)).slice(-4);
      expect([request.id, rows.length > 0]).toEqual([request.id, true]);
      for (const row of rows) {
        for (const column of Object.keys(d.records!.columns)) {
          const keys = Object.fromEntries(
            d.grain.filter((name) => row[name] !== undefined).map((name) => [name, String(row[name])]),
          );
          expect([request.id, column, typeof row[column]]).toEqual([request.id, column, 'number']);
          const people = await runRecords(context(), { ...request, cell: { row: keys, column } });
          expect([request.id, keys, column, people.rows.length]).toEqual([
            request.id,
            keys,
            column,
            row[column],
          ]);
          for (const person of people.rows) expect(person[0]).not.toBeNull();
          cells++;
        }
      }
    }
    expect(cells).toBeGreaterThan(80);
  }, 120_000);
});
