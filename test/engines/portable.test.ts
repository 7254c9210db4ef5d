import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { examine, REPORTS_ROOT } from '../../reports/catalogue.ts';
import { type Bench, openBench } from '../../reports/definitions/engine.ts';
import { parseReport } from '../../reports/definitions/parse.ts';
import { openMarts, type ServerMarts } from '../../reports/engines/engine.ts';
import { exportMarts } from '../../warehouse/export/export.ts';
import { loadClickHouse } from '../../warehouse/export/load-clickhouse.ts';
import { loadPostgres } from '../../warehouse/export/load-postgres.ts';
import { openSnapshot, type SnapshotReader } from '../../warehouse/query.ts';
import { clickHouse } from '../../warehouse/servers/clickhouse.ts';
import { hasClickHouse, startClickHouse, WITHOUT_CLICKHOUSE } from '../support/clickhouse.ts';
import { handMadeSnapshot } from '../support/marts.ts';
import { freshDatabase, type FreshDatabase } from '../support/postgres.ts';

/** A report whose one column is the expression `x`, over marts.ward; line 13 is the expression's. */
const report = (x: string, from = 'from marts.ward w'): string => `/*---
id: sample
title: A sample
version: 1.0.0
purpose: local
requirement: [000.9.1.1]
reads: marts@1
grain: [x]
columns: { x: { type: text, label: X } }
definition: One value.
access: staff
---*/
select
  ${x} as x
${from}
`;

describe('a statement that engines would read differently is refused by line, with what to write instead', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench(REPORTS_ROOT, 'marts@1');
  });
  afterAll(() => bench.close());

  const faults = async (text: string) =>
    (await bench.check(parseReport('sample/1.0.0.sql', text)))
      .filter(({ key }) => key === 'statement')
      .map(({ line, message }) => `${line}: ${message}`)
      .join('\n');

  test.each([
    ['avg(imd_score)', '14: avg is not portable: make a ratio of sum and count'],
    ['median(imd_score)', '14: median is not portable: write percentile_cont(0.5)'],
    ["string_agg(ward_name, ',')", '14: string_agg is not portable'],
    ['population_16_17 // 2', '14: // is not portable: write cast(floor(a / b) as integer)'],
    ['population_16_17 % 2', '14: % is not portable: write a - b * floor(a / b)'],
    [
      '0.1 * imd_score',
      '14: 0.1 is an exact decimal here and a fraction elsewhere: write cast(0.1 as double precision)',
    ],
    [
      'cast(population_16_17 / 2 as integer)',
      '14: a fraction becomes a whole number by floor, ceil or round',
    ],
    ['cast(imd_score / 2 as varchar)', '14: engines print fractions and flags each in its own way'],
    [
      'cast(imd_score as decimal(10, 2))',
      '14: casts go to varchar, integer, bigint, double precision, date or boolean only',
    ],
    ['try_cast(ward_code as integer)', '14: try_cast is not portable'],
    ['current_date', 'a report has no clock'],
    ['random()', '14: random is not portable'],
    ['lower(ward_name)', '14: lower is not portable: compare as it is spelt'],
    ["ward_name ilike 'b%'", '14: ~~* is not portable: write like'],
    ["strftime(valid_from, '%Y')", '14: strftime is not portable'],
    ['[ward_code]', '14: list_value is not portable'],
    ["valid_from + interval '1 month'", "14: adding months needs cast(d + interval '1 month' as date)"],
    [
      "date_trunc('month', valid_from)",
      "14: date_trunc gives a moment: write cast(date_trunc('month', d) as date)",
    ],
    ['valid_to - valid_from', "14: the days between two dates are date_diff('day', from, to)"],
    ["date_diff('month', valid_from, valid_to)", "14: it is date_diff('day', from, to)"],
    ["cast(date_trunc('week', valid_from) as date)", '14: "week" is not a part of a date that reports use'],
    ['ward_code is distinct from ward_name', '14: is distinct from is not portable'],
    ['first(ward_name)', '14: first is not portable: write max(x) or min(x)'],
    ['arg_max(ward_name, imd_score)', '14: arg_max is not portable: rank the rows'],
    [
      '(select m.month_end from marts.month m where m.month_end > w.valid_from)',
      '14: w.valid_from reaches out of its subquery',
    ],
    [
      '(ward_code not in (select b.area_code from marts.benchmark b))',
      '14: not in (select …) is not portable: left join',
    ],
    ['lag(ward_name) over ()', '14: lag needs "order by" in its window'],
    [
      'sum(population_16_17) over (order by ward_code range between 2 preceding and current row)',
      'rows between 2 preceding',
    ],
    ['foo(ward_name)', '14: foo() is not in the portable subset'],
    ['ward_name collate nocase', 'collate is not portable'],
    ['greatest(1, 2, 3)', '14: greatest takes two values'],
    ['round(imd_score, population_16_17)', '14: round takes its places as a number'],
  ])('%s', async (x, message) => {
    expect(await faults(report(x))).toContain(message);
  });

  test.each([
    ['limit', 'from marts.ward w limit 3', 'limit is not portable'],
    ['using', 'from marts.ward w join marts.benchmark b using (ward_code)', 'write on a.x = b.x'],
    ['group by all', 'from marts.ward w group by all', 'group by all is not portable'],
    [
      'rollup',
      'from marts.ward w group by rollup (ward_code)',
      'rollup, cube and grouping sets are not portable',
    ],
    [
      'qualify',
      'from marts.ward w qualify row_number() over (order by ward_code) = 1',
      'qualify is not portable',
    ],
    ['values', "from (values ('a')) w (ward_code)", 'name them'],
    [
      'semi join',
      'from marts.ward w semi join marts.ward v on v.ward_code = w.ward_code',
      'joins are "join", "left join"',
    ],
    ['except', 'from marts.ward w except select ward_code from marts.ward', 'except is not portable'],
  ])('%s', async (_, from, message) => {
    expect(await faults(report('w.ward_code', from))).toContain(message);
  });

  test('all faults of a statement are told at once, each on its own line', async () => {
    const text = report('avg(imd_score)', 'from marts.ward w\nwhere current_date > valid_from\nlimit 1');
    const found = (await faults(text)).split('\n').map((line) => Number.parseInt(line, 10));
    expect(found.length).toBe(3);
    expect(found).toContain(14);
    expect(found).toContain(16);
  });

  test('a fault in the header of a shipped report is still told by its own key', async () => {
    expect((await examine(REPORTS_ROOT, ['neet-by-month/1.0.0.sql'])).problems).toEqual([]);
  });
});

/** Worked by hand; the same on each engine. */
const WORKED: [string, unknown][] = [
  ['7 / 2', 3.5],
  ['cast(7 as bigint) / cast(2 as bigint)', 3.5],
  ['1 / nullif(0, 0)', null],
  ['round(cast(2.5 as double precision))', 3],
  ['round(cast(-2.5 as double precision))', -3],
  ['round(cast(3.5 as double precision))', 4],
  ['round(100 * 29 / 400.0, 1)', 7.3],
  ['round(100 * 201 / 400.0, 1)', 50.3],
  ['round(cast(0.49999999999999994 as double precision))', 0],
  ['cast(floor(cast(-1.5 as double precision)) as integer)', -2],
  ['cast(ceil(7 / 2) as bigint)', 4],
  ['sqrt(2)', Math.SQRT2],
  ['abs(-3)', 3],
  ["date_diff('day', date '2026-02-28', date '2026-03-31')", 31],
  ["date '2026-02-28' + 1", '2026-03-01'],
  ["date '2199-12-31' - 1", '2199-12-30'],
  ["cast(date '2026-01-31' + interval '1 month' as date)", '2026-02-28'],
  ["cast(date '2024-02-29' - interval '1 year' as date)", '2023-02-28'],
  ["last_day(date '2024-02-10')", '2024-02-29'],
  ["last_day(date '2199-12-01')", '2199-12-31'],
  ["cast(date_trunc('quarter', date '2026-11-20') as date)", '2026-10-01'],
  ["cast(date_trunc('month', date '2199-12-31') as date)", '2199-12-01'],
  ["extract(quarter from date '2026-11-20') * 10 + extract(month from date '2026-11-20')", 51],
  ['make_date(2026, 2, 28)', '2026-02-28'],
  ['greatest(cast(null as integer), 3)', 3],
  ['least(4, 3)', 3],
  ["coalesce(cast(null as varchar), 'x') || 'y'", 'xy'],
  ["'a' || cast(null as varchar)", null],
  ["case when cast(null as varchar) not in ('a', 'b') then 'yes' else 'not yes' end", 'not yes'],
  ["case when not (cast(null as varchar) in ('a')) then 'yes' else 'not yes' end", 'not yes'],
  ["case 'b' when 'a' then 1 when 'b' then 2 end", 2],
  ["case when 'Z' < 'a' then 'by bytes' else 'by words' end", 'by bytes'],
  ["substr('Łódź', 2, 2)", 'ód'],
  ["length('Łódź')", 4],
  ["left('Łódź', 1) || right('Łódź', 1)", 'Łź'],
  ["replace(trim('  a-b '), '-', '\\')", 'a\\b'],
  ["case when 'it''s' like 'it_s%' then 1 else 0 end", 1],
  ["cast(date '2026-10-31' as varchar)", '2026-10-31'],
  ['cast(12 as varchar)', '12'],
  ["cast('007' as integer)", 7],
  ["cast($text as varchar) || '!'", "it's\\ a\ttest\n{x:Int8}!"],
  ['cast($nothing as varchar)', null],
  ['(select count(*) from marts.ward w where w.population_16_17 > 10000)', 0],
  ['(select max(w.population_16_17) from marts.ward w where w.population_16_17 > 10000)', null],
  ['(select sum(1) from marts.ward w where w.population_16_17 > 10000)', null],
  ['(select sum(1) filter (where w.population_16_17 > 10000) from marts.ward w)', null],
  ['(select percentile_cont(0.5) within group (order by w.population_16_17) from marts.ward w)', 25],
  [
    '(select percentile_cont(0.25) within group (order by w.population_16_17) filter (where w.population_16_17 > 10) from marts.ward w)',
    25,
  ],
  ['(select count(distinct w.ward_name) from marts.ward w)', 3],
  ['(select count(w.ward_name) from marts.ward w)', 4],
];

/** Statements whose rows come in an order that is worked by hand. */
const ORDERED: [string, unknown[][]][] = [
  [
    'select w.ward_name as x from marts.ward w order by w.ward_name, w.ward_code',
    [['Zed'], ['apex'], ['apex'], ['Łódź'], [null]],
  ],
  [
    'select w.ward_name as x from marts.ward w order by w.ward_name desc, w.ward_code',
    [['Łódź'], ['apex'], ['apex'], ['Zed'], [null]],
  ],
  [
    'select distinct w.ward_name as x from marts.ward w order by w.ward_name nulls first',
    [[null], ['Zed'], ['apex'], ['Łódź']],
  ],
  [
    'select w.ward_code as x, lag(w.population_16_17) over (order by w.ward_code) as b, rank() over (order by w.ward_name) as r, sum(w.population_16_17) over (order by w.ward_code rows between 1 preceding and current row) as s from marts.ward w order by w.ward_code',
    [
      ['E1', null, 2, 10],
      ['E2', 10, 2, 30],
      ['E3', 20, 1, 50],
      ['E4', 30, 4, 70],
      ['E5', 40, 5, 40],
    ],
  ],
  [
    "select coalesce(w.ward_name, 'none') as ward_name, case when w.ward_name is null then 1 else 0 end as x from marts.ward w where w.ward_name is null order by 1",
    [['none', 1]],
  ],
  [
    "with one as (select w.ward_name as name, count(*) as n from marts.ward w group by w.ward_name having count(*) > 1), two as (select 'All' as name, 9 as n union all select name, n from one) select name as x, n from two order by n, name",
    [
      ['apex', 2],
      ['All', 9],
    ],
  ],
  [
    "select a.ward_code as x, b.ward_code as y from marts.ward a full join marts.ward b on b.population_16_17 = a.population_16_17 + 30 where a.population_16_17 is null or b.ward_code is null or a.ward_code = 'E1' order by a.ward_code, b.ward_code",
    [
      ['E1', 'E4'],
      ['E2', null],
      ['E3', null],
      ['E4', null],
      ['E5', null],
      [null, 'E1'],
      [null, 'E2'],
      [null, 'E3'],
      [null, 'E5'],
    ],
  ],
];

describe('what is written out for another engine means what it says', () => {
  let made: Awaited<ReturnType<typeof handMadeSnapshot>>;
  let reader: SnapshotReader;
  let database: FreshDatabase;
  let stop: (() => Promise<void>) | null = null;
  let exported: string;
  const engines: [string, Pick<ServerMarts, 'run'>][] = [];

  beforeAll(async () => {
    const ward = (ward_code: string, ward_name: string | null, population_16_17: number | null) => ({
      ward_code,
      ward_name,
      population_16_17,
    });
    made = await handMadeSnapshot({
      months: ['2026-01-31', '2026-02-28'],
      tables: {
        ward: [
          ward('E1', 'apex', 10),
          ward('E2', 'apex', 20),
          ward('E3', 'Zed', 30),
          ward('E4', 'Łódź', 40),
          ward('E5', null, null),
        ],
      },
    });
    exported = await mkdtemp(join(tmpdir(), 'casehouse-export-'));
    await exportMarts({ dataDir: made.dataDir, out: exported });
    database = await freshDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await loadPostgres(client, exported);
    await client.end();
    reader = await openSnapshot(made.dataDir, 'current');
    engines.push(['DuckDB', reader]);
    const postgres = { kind: 'postgres' as const, url: database.url, user: null, password: null };
    engines.push(['Postgres', (await openMarts(postgres, reader))!]);
    if (!hasClickHouse) return;
    const server = await startClickHouse();
    stop = server.stop;
    await loadClickHouse(clickHouse(server.address), exported);
    engines.push(['ClickHouse', (await openMarts({ kind: 'clickhouse', ...server.address }, reader))!]);
  });

  afterAll(async () => {
    for (const [, engine] of engines.slice(1)) await (engine as ServerMarts).close();
    reader?.close();
    await stop?.();
    await database?.drop();
    await made?.drop();
    await rm(exported, { recursive: true, force: true });
  });

  const params = { text: "it's\\ a\ttest\n{x:Int8}", nothing: null };
  const used = (sql: string) =>
    Object.fromEntries(Object.entries(params).filter(([name]) => sql.includes(`$${name}`)));

  test(`each expression gives what was worked by hand, on each engine${WITHOUT_CLICKHOUSE}`, async () => {
    expect(engines.length).toBe(hasClickHouse ? 3 : 2);
    const wrong: unknown[] = [];
    for (const [x, expected] of WORKED) {
      for (const [name, engine] of engines) {
        const sql = `select ${x} as x from marts.month m where m.month_end = date '2026-01-31'`;
        const cell = await engine.run(sql, used(sql)).then(
          ({ rows }) => rows[0]?.[0],
          (error: Error) => error.message.slice(0, 300),
        );
        if (cell !== expected) wrong.push([name, x, cell, expected]);
      }
    }
    expect(wrong).toEqual([]);
  });

  test(`rows come in the order, and with the nulls, that were worked by hand${WITHOUT_CLICKHOUSE}`, async () => {
    const wrong: unknown[] = [];
    for (const [sql, expected] of ORDERED) {
      for (const [name, engine] of engines) {
        const found = await engine.run(sql, {}).then(
          ({ rows }) => rows,
          (error: Error) => error.message.slice(0, 300),
        );
        if (JSON.stringify(found) !== JSON.stringify(expected)) wrong.push([name, sql, found, expected]);
      }
    }
    expect(wrong).toEqual([]);
  });
});
