import { describe, expect, it } from 'vitest';
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
