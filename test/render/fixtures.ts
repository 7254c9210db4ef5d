import { reportId, runId, snapshotId } from '../../base/ids.ts';
import { resultHash } from '../../reports/hash.ts';
import type { Chart, ColumnType, Result, ResultColumn, Row, Stamp } from '../../reports/result.ts';

/** A column for tests. */
export const column = (
  name: string,
  label: string,
  type: ColumnType,
  decimals = 0,
  description: string | null = null,
): ResultColumn => ({ name, label, type, decimals, description });

/** A stamp that fits these columns and rows. */
export function stampOf(
  columns: readonly ResultColumn[],
  rows: readonly Row[],
  report = 'neet-by-month',
): Stamp {
  return {
    authority: 'Wulfrun Metropolitan Borough',
    report: reportId(report),
    version: '1.0.0',
    definitionHash: 'a'.repeat(64),
    snapshot: snapshotId('20261120-021000'),
    snapshotBuiltAt: '2026-11-20T02:10:41Z',
    asAt: '2026-10-31',
    knownAt: '2026-11-20T02:10:00Z',
    parameters: { from: '2024-10-31', to: '2026-10-31', ward: null, note: '[all]', empty: '' },
    rowCount: rows.length,
    resultHash: resultHash(columns, rows),
    profile: 'council',
    engine: 'DuckDB v1.5.6',
    runId: runId('r-20261120T081502-4f2a9c'),
    person: 'Ola Manager',
    ranAt: '2026-11-20T08:15:02Z',
  };
}

/** A result made of its parts, its stamp worked out. */
export function resultOf(
  columns: readonly ResultColumn[],
  rows: readonly Row[],
  rest: Partial<Omit<Result, 'columns' | 'rows' | 'stamp'>> & { report?: string } = {},
): Result {
  const { report, ...about } = rest;
  return {
    title: 'A result for tests',
    definition: 'People counted for a test.',
    notes: [],
    chart: null,
    sources: [],
    ...about,
    columns,
    rows,
    stamp: stampOf(columns, rows, report),
  };
}

const MONTHLY = [
  column('month_end', 'Month', 'month', 0, 'Month whose last day the figures are as at.'),
  column(
    'cohort',
    'Young people aged 16 and 17',
    'count',
    0,
    'Residents of academic age 16 and 17, custody left out.',
  ),
  column(
    'neet',
    'NEET',
    'count',
    0,
    'Not in education, employment or training on the last day of the month.',
  ),
  column('neet_rate', 'NEET rate', 'percent', 1, 'NEET divided by young people aged 16 and 17.'),
  column(
    'not_known_rate',
    'Not known rate',
    'percent',
    1,
    'Activity not known divided by young people aged 16 and 17.',
  ),
];

/** What a manager asks for most: 25 months, with two values that are not shown. */
export function monthly(): Result {
  const rows: Row[] = Array.from({ length: 25 }, (_, i) => {
    const end = new Date(Date.UTC(2024, 10 + i, 0)).toISOString().slice(0, 10);
    const season = end.slice(5, 7) === '09' ? 9 : end.slice(5, 7) === '10' ? 4 : 1;
    const rate = Math.round((31 - i * 0.3 + 4 * Math.sin(i)) * 1) / 10;
    const hidden = i === 7 || i === 15;
    return [
      end,
      7_412 + 3 * i,
      hidden ? { symbol: 'c' } : Math.round(rate * 74),
      hidden ? { symbol: 'c' } : rate,
      season,
    ];
  });
  const chart: Chart = {
    kind: 'line',
    x: 'month_end',
    y: ['neet_rate', 'not_known_rate'],
    title: 'NEET fell below 3% while not known peaks every September',
  };
  return resultOf(MONTHLY, rows, {
    title: 'NEET and not known, by month',
    definition:
      'Young people of academic age 16 and 17 who live in the area and are not in education, employment or training, as a share of all of them. Custody is left out.',
    notes: [
      'Not known rises each September until colleges send their lists.',
      'Rates are of the whole group, not of those whose activity is known.',
    ],
    sources: ['Case store of the demo authority'],
    chart,
  });
}

/** Wards as lying bars, one hidden. */
export function wards(): Result {
  const names = [
    'Bilston East',
    'Bilston North',
    'Blakenhall',
    'Bushbury North',
    'Bushbury South and Low Hill',
    'East Park',
    'Ettingshall North',
    'Fallings Park',
    'Graiseley',
    'Heath Town',
    'Merry Hill',
    'Oxley',
    'Park',
    'Penn',
    'Spring Vale',
    "St Peter's",
    'Tettenhall Regis',
    'Tettenhall Wightwick',
    'Wednesfield North',
    'Wednesfield South',
  ];
  const columns = [
    column('ward_code', 'Ward code', 'code'),
    column('ward_name', 'Ward', 'text'),
    column('neet', 'NEET', 'count'),
    column('neet_rate', 'NEET rate', 'percent', 1),
    column('imd_decile', 'Deprivation decile', 'number'),
  ];
  const rows: Row[] = names.map((name, i) => [
    `E0500133${String(i).padStart(1, '0')}`,
    name,
    i === 13 ? { symbol: 'c' } : 22 - i,
    i === 13 ? { symbol: 'c' } : Math.round((64 - 3 * i) * 1) / 10,
    i % 10 === 9 ? null : (i % 10) + 1,
  ]);
  return resultOf(columns, rows, {
    title: 'NEET by ward: where it is highest',
    chart: { kind: 'bar', x: 'ward_name', y: ['neet_rate'], title: 'Bilston East has the highest NEET rate' },
    report: 'ward-hotspots',
  });
}

/** Every type, and every value that a format could spoil. */
export function awkward(): Result {
  const columns = [
    column('label', 'Text', 'text'),
    column('code', 'Code', 'code'),
    column('day', 'Day', 'date'),
    column('month', 'Month', 'month'),
    column('moment', 'Moment', 'instant'),
    column('people', 'People', 'count'),
    column('amount', 'People', 'number', 2),
    column('share', 'Share', 'percent', 1),
    column('duration', 'Duration', 'days'),
    column('met', 'Duty met', 'flag'),
  ];
  const texts = [
    '',
    ' ',
    'c',
    '[c]',
    '[[c]]',
    '[empty]',
    '[no value]',
    '[no rows]',
    '=1+1',
    "'=1+1",
    "''=x",
    '+44 121',
    '-5',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '＝1+1',
    '"quoted", with comma',
    'two\nlines',
    'CR\r\nLF',
    ' leads and trails ',
    'Zoë Ølgård-Łukasz ẞ',
    '李小龍',
    '👩‍👩‍👧 family',
    '<b>&amp;</b>',
    ']]>',
    '_x0041_',
    '\\u0041',
    'bell\u0007',
    'x'.repeat(4_000),
    'null',
    'true',
    '0',
    '1E5',
    '2026-10-31',
    'low',
    'e\u0301',
  ];
  const numbers = [
    0,
    1,
    -1,
    1234,
    -1234567,
    999_999_999,
    0.1 + 0.2,
    -0.05,
    1e21,
    1e-7,
    7.3,
    12.345,
    100,
    5e-324,
    Number.MAX_SAFE_INTEGER,
  ];
  const symbols = ['c', 'x', 'z', 'low', 'u'] as const;
  const rows: Row[] = texts.map((text, i) => {
    const n = numbers[i % numbers.length]!;
    const hidden = i % 5 === 4 ? { symbol: symbols[i % symbols.length]! } : null;
    return [
      text,
      i % 7 === 6 ? null : `00${i}`,
      i === 3 ? '1850-02-28' : i === 4 ? '2199-12-31' : '2026-11-20',
      i === 5 ? '2026-10-15' : '2026-10-31',
      i === 6 ? '2026-11-20T02:10:00.123456Z' : i === 7 ? '2026-11-20T23:59:59.999Z' : '2026-07-01T12:00:00Z',
      hidden ?? Math.trunc(n) + 0,
      n,
      i % 3 === 2 ? hidden : 7.3,
      i % 11 === 10 ? null : i,
      i % 4 === 3 ? null : i % 2 === 0,
    ];
  });
  rows.push(symbols.slice(0, 1).flatMap((symbol) => columns.map(() => ({ symbol }))));
  rows.push(columns.map(() => null));
  rows.push(rows[0]!, rows[0]!);
  return resultOf(columns, rows, {
    title: 'Awkward <values> & "quotes"',
    notes: ['A note with = and <tags>.'],
    report: 'awkward-values',
  });
}

/** Nothing found. */
export const nothing = (): Result =>
  resultOf(MONTHLY, [], { chart: { kind: 'line', x: 'month_end', y: ['neet_rate'], title: null } });

/** Many rows of a few plain columns. */
export function many(count: number): Result {
  const columns = [
    column('ref', 'Reference', 'code'),
    column('name', 'Name', 'text'),
    column('started_on', 'Started on', 'date'),
    column('days', 'Days', 'days'),
    column('rate', 'Rate', 'percent', 1),
    column('met', 'Duty met', 'flag'),
  ];
  const rows: Row[] = Array.from({ length: count }, (_, i) => manyRow(i));
  return resultOf(columns, rows, { title: 'Many rows', report: 'many-rows' });
}

/** Row `i` of `many`. */
export const manyRow = (i: number): Row => [
  String(i).padStart(7, '0'),
  `Person ${i % 977}`,
  new Date(Date.UTC(2020, 0, 1 + (i % 2_000))).toISOString().slice(0, 10),
  i % 366,
  i % 13 === 0 ? { symbol: 'c' } : (i % 1_000) / 10,
  i % 2 === 0,
];

/** Every small fixture by name. */
export const fixtures = (): Record<string, Result> => ({
  monthly: monthly(),
  wards: wards(),
  awkward: awkward(),
  nothing: nothing(),
});
