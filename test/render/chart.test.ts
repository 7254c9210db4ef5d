import { describe, expect, it } from 'vitest';
import { chartAlt } from '../../reports/chart/alt.ts';
import { chartOption, chartSize } from '../../reports/chart/option.ts';
import { contrast, INK, MUTED, SERIES_COLOURS } from '../../reports/chart/palette.ts';
import { chartPng, chartSvg } from '../../reports/chart/picture.ts';
import type { Result, Row } from '../../reports/result.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formats } from '../../reports/render/formats.ts';
import { verifyFile } from '../../reports/verify/verify.ts';
import { column, monthly, nothing, resultOf, wards } from './fixtures.ts';

interface Item {
  value: number | string;
  label?: { show: boolean; formatter?: string };
}
interface Option {
  title: { text: string; subtext: string };
  legend?: object;
  xAxis: { type: string; data?: string[]; scale?: boolean };
  yAxis: { type: string; data?: string[]; scale?: boolean };
  series: {
    type: string;
    name: string;
    connectNulls?: boolean;
    data: Item[];
    markPoint?: { data: { coord: number[]; name: string }[] };
  }[];
}
const optionOf = (result: Result) => chartOption(result) as unknown as Option;

/** Four areas over four years in long form, and one more than may be drawn. */
function areas(count: number): Result {
  const names = ['Wolverhampton', 'West Midlands', 'England', 'Neighbours', 'Elsewhere'].slice(0, count);
  const rows = names.flatMap((area, i) =>
    ['2022', '2023', '2024', '2025'].map((year, k): Row => [area, year, (50 - 4 * i + 3 * k) / 10]),
  );
  return resultOf(
    [column('area', 'Area', 'text'), column('year', 'Year', 'text'), column('rate', 'NEET', 'percent', 1)],
    rows,
    {
      title: 'NEET compared',
      chart: { kind: 'line', x: 'year', y: ['rate'], title: null, series: 'area' },
    },
  );
}

describe('chart option', () => {
  it('is plain data that a server can send', () => {
    for (const result of [monthly(), wards(), areas(4)]) {
      const option = chartOption(result);
      expect(JSON.parse(JSON.stringify(option))).toEqual(option);
    }
  });

  it('has the finding as its title, or the title of the report', () => {
    expect(optionOf(monthly()).title.text).toBe('NEET fell below 3% while not known peaks every September');
    expect(optionOf(areas(4)).title.text).toBe('NEET compared');
  });

  it('can leave the title to a caption, and is lower then', () => {
    const bare = chartOption(monthly(), { title: false }) as unknown as Option;
    expect(bare.title.text).toBe('');
    expect(bare.title.subtext).toContain('Per cent');
    expect(chartSize(monthly(), { title: false }).height).toBeLessThan(chartSize(monthly()).height);
  });

  it('names lines at their ends instead of in a legend', () => {
    const option = optionOf(monthly());
    expect(option.legend).toBeUndefined();
    const ends = option.series.map(({ data }) =>
      data.filter(({ label }) => label?.show).map(({ label }) => label!.formatter),
    );
    expect(ends).toEqual([['NEET rate 2.0%'], ['Not known rate 4.0%']]);
  });

  it('leaves a hidden value as a gap that is marked and explained, never as nought', () => {
    const { series, title } = optionOf(monthly());
    expect(series[0]!.data[7]!.value).toBe('-');
    expect(series[0]!.connectNulls).toBe(false);
    expect(series[0]!.markPoint!.data.map(({ coord, name }) => [coord[0], name])).toEqual([
      [7, '[c]'],
      [15, '[c]'],
    ]);
    expect(title.subtext).toContain('[c] confidential');
    const bars = optionOf(wards()).series[0]!;
    expect(bars.data[13]!.value).toBe('-');
    expect(bars.markPoint!.data.map(({ name }) => name)).toEqual(['[c]']);
  });

  it('lays bars of names on their side, from nought, each with its value', () => {
    const option = optionOf(wards());
    expect(option.yAxis.type).toBe('category');
    expect(option.xAxis.scale).toBe(false);
    expect(option.series[0]!.data[0]!.label!.formatter).toBe('6.4%');
    expect(chartSize(wards()).height).toBeGreaterThan(chartSize(monthly()).height);
  });

  it('says so when a line does not start at nought', () => {
    expect(optionOf(monthly()).title.subtext).not.toContain('zero');
    const high = resultOf(
      [column('m', 'Month', 'month'), column('p', 'Participation', 'percent', 1)],
      [
        ['2026-09-30', 94.1],
        ['2026-10-31', 95.5],
      ],
      {
        chart: { kind: 'line', x: 'm', y: ['p'], title: null },
      },
    );
    expect(optionOf(high).title.subtext).toContain('the axis does not start at zero');
  });

  it('draws at most four series and says which', () => {
    expect(optionOf(areas(4)).series).toHaveLength(4);
    const five = optionOf(areas(5));
    expect(five.series.map(({ name }) => name)).toEqual([
      'Wolverhampton',
      'West Midlands',
      'England',
      'Neighbours',
    ]);
    expect(five.title.subtext).toContain('the 4 largest of 5 series; all are in the table');
  });

  it('uses colours with at least 3:1 on white, and text with 7:1', () => {
    for (const colour of SERIES_COLOURS) expect(contrast(colour, '#FFFFFF')).toBeGreaterThanOrEqual(3);
    for (const colour of [INK, MUTED]) expect(contrast(colour, '#FFFFFF')).toBeGreaterThanOrEqual(7);
    expect(contrast('#000000', '#FFFFFF')).toBe(21);
  });

  it('labels the axis back from the last month, at even steps', () => {
    const { customValues } = (
      optionOf(monthly()) as unknown as { xAxis: { axisLabel: { customValues: number[] } } }
    ).xAxis.axisLabel;
    expect(customValues.at(-1)).toBe(24);
    const steps = customValues.slice(1).map((at, i) => at - customValues[i]!);
    expect(new Set(steps).size).toBe(1);
  });

  it('names a column that is not there', () => {
    const broken = { ...monthly(), chart: { ...monthly().chart!, y: ['nope'] } };
    expect(() => chartOption(broken)).toThrow(/column "nope", which the result does not have/);
  });
});

describe('chart in words', () => {
  it('tells what, from when to when, first, last, highest, lowest and what is hidden', () => {
    expect(chartAlt(monthly())).toBe(
      'Line chart: NEET fell below 3% while not known peaks every September. From October 2024 to October 2026, 25 points. ' +
        'NEET rate (%): first 3.1% (October 2024), last 2.0% (October 2026), highest 3.4% (November 2024), lowest 2.0% (October 2026). ' +
        '2 values are not shown and left as gaps. ' +
        'Not known rate (%): first 4.0% (October 2024), last 4.0% (October 2026), highest 9.0% (September 2025), lowest 1.0% (November 2024). ' +
        'The same figures are in the table.',
    );
    expect(chartAlt(wards())).toContain(
      '20 bars, by ward. NEET rate (%): highest 6.4% (Bilston East), lowest 0.7% (Wednesfield South)',
    );
    expect(chartAlt(areas(4))).toContain('From 2022 to 2025, 4 points.');
    expect(chartAlt(nothing())).toContain('nothing to draw');
    expect(chartAlt({ ...monthly(), chart: null })).toBe('');
  });
});

describe('chart as a picture', () => {
  it('is SVG with its words, and PNG of twice its size', async () => {
    const svg = chartSvg(monthly(), { width: 640 });
    expect(svg).toMatch(/^<svg role="img" aria-label="Line chart: /);
    expect(svg).toContain('>Oct 2026<');
    const png = await chartPng(monthly(), { width: 640 });
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const { width, height } = chartSize(monthly(), { width: 640 });
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * width, 2 * height]);
    expect(width).toBe(640);
  });

  it('draws its text with the font that comes with us', async () => {
    const chart = (title: string) => ({ ...monthly(), chart: { ...monthly().chart!, title } });
    // Without a font both titles would be drawn as nothing and the pictures would be equal.
    expect(await chartPng(chart('iiii'))).not.toEqual(await chartPng(chart('WWWW')));
  });

  it('is the same picture for the same result', async () => {
    expect(await chartPng(wards())).toEqual(await chartPng(wards()));
  });
});

describe('names that XML can not carry', () => {
  const odd = resultOf(
    [column('name', 'Organisation', 'text'), column('n', 'People', 'count')],
    [
      ['Bright\u000bFutures', 3],
      ['Plain\ufffe', 2],
    ],
    {
      title: 'By\u0001 organisation',
      chart: { kind: 'bar', x: 'name', y: ['n'], title: 'Most\u0002 go there' },
    },
  );

  it('are drawn with a mark in place of the character', async () => {
    expect(chartSvg(odd)).toContain('Bright\ufffdFutures');
    expect((await chartPng(odd)).length).toBeGreaterThan(1_000);
  });

  it('go into a Word document that reads back whole', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'casehouse-odd-'));
    try {
      const file = join(folder, 'odd.docx');
      await formats.docx.write(odd, file);
      expect((await verifyFile(file, () => Promise.resolve(odd))).outcome).toBe('same');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
