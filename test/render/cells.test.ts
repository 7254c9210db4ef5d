import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellText, numberText, placedNumber, plainNumber, readCell } from '../../reports/render/cells.ts';
import { guarded, unguarded } from '../../base/csv.ts';
import {
  withForbidden,
  withForbiddenExcel,
  withoutForbidden,
  withoutForbiddenExcel,
} from '../../reports/render/markup.ts';
import { longInstant, headings } from '../../reports/render/words.ts';
import { awkward, column } from './fixtures.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary-ascii' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    '[c]',
    '[[low]]',
    '[no value]',
    '[empty]',
    '[no rows]',
    '=1',
    "'=1",
    "'''@x",
    '\\u0041',
    '_x000D_',
    '_x005F_x0041_',
  ),
);

describe('cells as people read them', () => {
  it('prints numbers, dates, months and symbols as the house does', () => {
    expect(cellText(column('n', 'N', 'count'), 1234567)).toBe('1,234,567');
    expect(cellText(column('n', 'N', 'percent', 1), 7)).toBe('7.0');
    expect(cellText(column('n', 'N', 'percent', 1), -0.5)).toBe('−0.5');
    expect(cellText(column('n', 'N', 'number', 1), 12.345)).toBe('12.345');
    expect(cellText(column('d', 'D', 'date'), '2026-11-20')).toBe('20 November 2026');
    expect(cellText(column('m', 'M', 'month'), '2026-10-31')).toBe('October 2026');
    expect(cellText(column('m', 'M', 'month'), '2026-10-15')).toBe('15 October 2026');
    expect(cellText(column('n', 'N', 'count'), { symbol: 'c' })).toBe('[c]');
    expect(cellText(column('f', 'F', 'flag'), true)).toBe('Yes');
    expect(longInstant('2026-07-01T01:10:00Z')).toBe('1 July 2026 at 02:10');
  });

  it('reads every cell of every type back as it was', () => {
    const { columns, rows } = awkward();
    for (const row of rows) {
      for (const [i, cell] of row.entries()) {
        expect(readCell(columns[i]!, cellText(columns[i]!, cell))).toEqual(cell);
      }
    }
  });

  it('reads any text and any number back, whatever they look like', () => {
    const text = column('t', 'T', 'text');
    fc.assert(fc.property(anyText, (value) => readCell(text, cellText(text, value)) === value));
    const number = column('n', 'N', 'number', 1);
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) =>
        Object.is(readCell(number, cellText(number, value)), value === 0 ? 0 : value),
      ),
    );
  });

  it('refuses text that it does not print itself', () => {
    for (const text of ['12a', '1234', '-5', '1,23', '', ' 7', '7.']) {
      expect(readCell(column('n', 'N', 'count'), text), text).toBeUndefined();
    }
    expect(readCell(column('d', 'D', 'date'), '2026-11-20')).toBeUndefined();
    expect(readCell(column('f', 'F', 'flag'), 'true')).toBeUndefined();
  });

  it('writes the places of the column in files for machines, and no digit less', () => {
    const percent = column('p', 'P', 'percent', 1);
    const texts = [1, 64, 7.3, 0, -0, -2, 7.25, 1e21].map((value) => placedNumber(value, percent));
    expect(texts).toEqual(['1.0', '64.0', '7.3', '0.0', '0.0', '-2.0', '7.25', '1000000000000000000000.0']);
    expect(placedNumber(64, column('n', 'N', 'count'))).toBe('64');
  });

  it('writes numbers without exponents', () => {
    expect(plainNumber(1e21)).toBe('1000000000000000000000');
    expect(plainNumber(-1.5e-7)).toBe('-0.00000015');
    expect(numberText(1e21, 0)).toBe('1,000,000,000,000,000,000,000');
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const plain = plainNumber(value);
        return !plain.includes('e') && Number(plain) === value;
      }),
    );
  });

  it('guards text against formulas in a way that can be undone', () => {
    expect(guarded('=SUM(A1)')).toBe("'=SUM(A1)");
    expect(guarded('+44')).toBe("'+44");
    expect(guarded("O'Neill")).toBe("O'Neill");
    fc.assert(fc.property(anyText, (value) => unguarded(guarded(value)) === value));
    fc.assert(fc.property(anyText, (value) => !/^[=+\-@\t\r\n]/.test(guarded(value))));
  });

  it('carries characters that XML forbids and brings them back', () => {
    fc.assert(fc.property(anyText, (value) => withForbidden(withoutForbidden(value)) === value));
    fc.assert(fc.property(anyText, (value) => withForbiddenExcel(withoutForbiddenExcel(value)) === value));
  });

  it('makes headings unique, whatever the labels', () => {
    const label = fc.constantFrom('A', 'a', 'A (x)', 'A (y)', '', 'B');
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom('x', 'y', 'z', 'w', 'v'), { minLength: 1 }),
        fc.array(label, { minLength: 5, maxLength: 5 }),
        (names, labels) => {
          const all = headings(names.map((name, i) => column(name, labels[i]!, 'count')));
          return (
            new Set(all.map((text) => text.toLowerCase())).size === names.length &&
            all.every((text) => text !== '')
          );
        },
      ),
    );
  });
});
