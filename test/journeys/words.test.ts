import { expect, test } from 'vitest';
import { reportId, runId, snapshotId } from '../../base/ids.ts';
import { safeBack } from '../../dashboards/display.ts';
import { chartWords } from '../../dashboards/home/words.ts';
import { jsonForPage } from '../../dashboards/parts/chart.ts';
import { agoText, cellText, instantText, numberText } from '../../dashboards/text/format.ts';
import { movement } from '../../dashboards/text/movement.ts';
import type { Cell, ColumnType, Result, ResultColumn } from '../../reports/result.ts';

const column = (name: string, type: ColumnType, decimals = 0): ResultColumn => ({
  name,
  label: name,
  type,
  decimals,
  description: null,
});

test('numbers have thousands, a true minus and the stated places', () => {
  expect([
    numberText(1234567),
    numberText(-4.25, 2),
    numberText(999),
    numberText(0, 1),
    numberText(1000),
  ]).toEqual(['1,234,567', '−4.25', '999', '0.0', '1,000']);
});

test('moments are read on clocks in England, in summer and winter', () => {
  expect(instantText('2026-11-20T02:10:00Z')).toBe('20 November 2026 at 2:10am');
  expect(instantText('2026-07-01T12:30:00Z')).toBe('1 July 2026 at 1:30pm');
  expect(instantText('2026-11-21T12:49:00Z')).toBe('21 November 2026 at 12:49pm');
  expect(instantText('2026-11-21T00:05:00Z')).toBe('21 November 2026 at 12:05am');
});

test('how long ago is said in the largest unit that has passed', () => {
  const now = new Date('2026-11-20T08:00:00Z');
  expect(
    ['2026-11-20T07:59:40Z', '2026-11-20T07:59:00Z', '2026-11-20T02:00:00Z', '2026-11-17T08:00:00Z'].map(
      (at) => agoText(at, now),
    ),
  ).toEqual(['less than a minute', '1 minute', '6 hours', '3 days']);
});

test('cells say what they are: hidden, absent, a month, a share', () => {
  expect(cellText({ symbol: 'c' }, column('x', 'count'))).toBe('[c]');
  expect(cellText(null, column('x', 'count'))).toBe('–');
  expect(cellText('2026-10-31', column('x', 'month'))).toBe('October 2026');
  expect(cellText('2026-10-01', column('x', 'date'))).toBe('1 Oct 2026');
  expect(cellText(7.3, column('x', 'percent', 1))).toBe('7.3%');
  expect(cellText('0042', column('x', 'code'))).toBe('0042');
});

test('a movement is the difference of what is shown, in words, with its direction for better or worse', () => {
  const points = { decimals: 1, unit: 'points', lowerIsBetter: true } as const;
  expect(movement(2.5, 2.9, points)).toEqual({ words: 'down 0.4 points', arrow: '↓', tone: 'good' });
  expect(movement(3.9, 2.9, points)).toEqual({ words: 'up 1.0 point', arrow: '↑', tone: 'bad' });
  expect(movement(2.9, 2.9, points)).toEqual({ words: 'no change', arrow: '→', tone: 'level' });
  expect(movement(31, 32, { decimals: 0, unit: 'people', lowerIsBetter: false })).toMatchObject({
    words: 'down 1 person',
    tone: 'bad',
  });
});

test('the way back is a path of this site', () => {
  expect(
    [
      '/reports?a=b',
      '//elsewhere.example',
      'https://elsewhere.example',
      '/\\elsewhere.example',
      undefined,
    ].map(safeBack),
  ).toEqual(['/reports?a=b', '/', '/', '/', '/']);
});

test('data in a page can’t end its script element', () => {
  const text = jsonForPage({ a: '</script><script>alert(1)</script>\u2028' });
  expect(text).not.toMatch(/[<>\u2028]/);
  expect(JSON.parse(text)).toEqual({ a: '</script><script>alert(1)</script>\u2028' });
});

const wards = (rows: Cell[][]): Result => ({
  title: 'Wards',
  definition: '',
  columns: [column('ward', 'text'), column('rate', 'percent', 1), column('compared', 'text')],
  rows,
  notes: [],
  chart: { kind: 'bar', x: 'ward', y: ['rate'], title: null },
  sources: [],
  stamp: {
    report: reportId('wards'),
    version: '1.0.0',
    definitionHash: '',
    snapshot: snapshotId('20261120-021000'),
    snapshotBuiltAt: '',
    asAt: '2026-10-31',
    knownAt: '',
    parameters: {},
    rowCount: rows.length,
    resultHash: '',
    profile: 'none',
    engine: '',
    runId: runId('r'),
    person: '',
    ranAt: '',
  },
});
const TOTALS = [{ column: 'ward', value: 'All' }];
const ALL: Cell[] = ['All', 9, null];

test('what a chart says: only differences beyond chance, and nothing that a hidden value could be read from', () => {
  const within = [['East', 4, 'within chance'], ['West', 1, 'within chance'], ALL];
  expect(chartWords(wards(within), TOTALS)).toBe(
    'No difference from the whole authority is larger than chance could make.',
  );
  const apart = [['East', 4, 'above'], ['West', 1, 'below'], ALL];
  expect(chartWords(wards(apart), TOTALS)).toBe(
    'Above the whole authority by more than chance: East. Below it by more than chance: West.',
  );
  const hidden = [['East', 4, 'above'], ['West', { symbol: 'c' }, { symbol: 'c' }], ALL] as Cell[][];
  expect(chartWords(wards(hidden), TOTALS)).toBeNull();
});

test('highest and lowest leave out the total, and whoever shares their place', () => {
  const plain = wards([]);
  const columns = plain.columns.slice(0, 2);
  const of = (rows: Cell[][]) => chartWords({ ...plain, columns, rows }, TOTALS);
  expect(
    of([
      ['East', 4],
      ['Mid', 2],
      ['West', 1],
      ['All', 9],
    ]),
  ).toBe('rate: highest East (4.0%), lowest West (1.0%).');
  expect(
    of([
      ['East', 4],
      ['Mid', 0],
      ['West', 0],
      ['All', 9],
    ]),
  ).toBe('rate: highest East (4.0%).');
  expect(
    of([
      ['East', 4],
      ['West', { symbol: 'c' }],
      ['All', 9],
    ]),
  ).toBeNull();
});

test('a row of several months is said as their average, and people are counted in the plural', () => {
  const plain = wards([]);
  const months = {
    ...plain,
    chart: { kind: 'line', x: 'month_end', y: ['rate'], title: null } as const,
    columns: [column('from_month', 'month'), column('month_end', 'month'), column('rate', 'percent', 1)],
    rows: [
      ['2024-12-31', '2025-02-28', 2.9],
      ['2025-12-31', '2026-02-28', 2.7],
    ],
  };
  expect(chartWords(months, [])).toBe(
    'rate was 2.7% on average from December 2025 to February 2026, down 0.2 points on December 2024 to February 2025.',
  );
  const joiners = {
    ...months,
    columns: [column('month_end', 'month'), column('Joiners', 'count')],
    chart: { ...months.chart, y: ['Joiners'] },
    rows: [['2026-10-31', 37]],
  };
  expect(chartWords(joiners, [])).toBe('Joiners were 37 in October 2026.');
});
