import { describe, expect, it } from 'vitest';
import { chartPlace } from '../../reports/render/word/page.ts';
import { layout, PADDING, textWidth, widthsFor } from '../../reports/render/word/widths.ts';

const UPRIGHT = 9_638;
const LYING = 14_570;
const total = (widths: readonly number[]) => widths.reduce((sum, width) => sum + width, 0);
const table = (columns: number, heading = 'NEET or not known', value = '12,345') => ({
  headings: Array.from({ length: columns }, () => heading),
  rows: [Array.from({ length: columns }, () => value)],
  unbroken: Array.from({ length: columns }, () => true),
});

describe('widths of a Word table', () => {
  it('keeps a small table upright at 12 points, no wider than it needs to be', () => {
    const { size, lying, widths } = layout(table(4), UPRIGHT, LYING);
    expect([size, lying]).toEqual([12, false]);
    expect(total(widths)).toBeLessThan(UPRIGHT * 0.8);
  });

  it('lays the page on its side before it makes letters smaller', () => {
    expect(layout(table(12), UPRIGHT, LYING)).toMatchObject({ size: 12, lying: true });
    expect(layout(table(16), UPRIGHT, LYING).size).toBeLessThan(12);
  });

  it('breaks no word while there is a size that fits, and never leaves the page', () => {
    for (let columns = 1; columns <= 40; columns++) {
      const content = table(columns, 'Participating', '31 December 2026');
      const { size, lying, widths } = layout(content, UPRIGHT, LYING);
      expect(total(widths)).toBeLessThanOrEqual(lying ? LYING : UPRIGHT);
      if (size > 9)
        for (const width of widths)
          expect(width - PADDING).toBeGreaterThan(textWidth('31 December 2026', size));
    }
  });

  it('gives room to the column with the long texts', () => {
    const content = {
      headings: ['Code', 'Source'],
      rows: [['E05001330', 'word '.repeat(80)]],
      unbroken: [true, false],
    };
    const [code, source] = widthsFor(content, UPRIGHT) as [number, number];
    expect(source).toBeGreaterThan(4 * code);
    expect(code + source).toBeGreaterThan(UPRIGHT * 0.95);
  });
});

describe('a table wider than the page', () => {
  it('keeps every code and number whole; only words break', () => {
    const content = {
      headings: Array.from({ length: 14 }, (_, i) =>
        i % 2 ? 'Participation unknown' : 'Neighbourhoodwide code',
      ),
      rows: [Array.from({ length: 14 }, (_, i) => (i % 2 ? 'Wolverhampton' : 'E05014838'))],
      unbroken: Array.from({ length: 14 }, (_, i) => i % 2 === 0),
    };
    const { size, lying, widths } = layout(content, UPRIGHT, LYING);
    expect([size, lying]).toEqual([8, true]);
    expect(total(widths)).toBeLessThanOrEqual(LYING);
    for (const [i, width] of widths.entries())
      if (i % 2 === 0)
        expect(width - PADDING).toBeGreaterThanOrEqual(Math.floor(textWidth('E05014838', size)));
  });

  it('takes letters of 8 points rather than break a word', () => {
    const content = table(14, 'Participates', 'E05014838');
    const { size, widths } = layout(content, UPRIGHT, LYING);
    for (const width of widths) expect(width - PADDING).toBeGreaterThan(textWidth('E05014838', size));
  });
});

describe('the chart of a Word document', () => {
  const texts = ['One line.', 'Data as at 31 October 2026.', 'Figure 1: NEET'];

  it('stands on the first page while its letters can be read there', () => {
    expect(chartPlace(500, { title: 'NEET', texts })).toEqual({ fits: true, scale: 1 });
    const smaller = chartPlace(900, { title: 'NEET', texts });
    expect(smaller.fits).toBe(true);
    expect(smaller.scale).toBeLessThan(1);
    expect(chartPlace(1_400, { title: 'NEET', texts })).toEqual({ fits: false, scale: 850 / 1_400 });
  });

  it('goes behind the table when the words above leave no room', () => {
    const long = ['word '.repeat(400), ...texts];
    expect(chartPlace(700, { title: 'NEET', texts: long }).fits).toBe(false);
  });
});
