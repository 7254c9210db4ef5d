import { CasehouseError } from '../../base/errors.ts';
import { isSymbolCode } from '../render/words.ts';
import { parseCsv } from '../verify/csv.ts';
import { type BenchmarkLayout, benchmarkLayouts, layoutOf } from './layouts.ts';

/** One published figure. */
export interface Published {
  /** Key of the measure; for a part of the people with it: `neet_percent:16:sex:Female`. */
  measure: string;
  /** Calendar year that the file names. */
  period: string;
  periodLabel: string;
  areaLevel: 'England' | 'region' | 'LA';
  /** E92000001, a region's code, or the authority's three-digit number, which stays when its other code changes. */
  areaCode: string;
  areaName: string;
  /** To one decimal for percentages; null when a symbol stands. */
  value: number | null;
  symbol: string | null;
  unit: 'people' | 'percent';
  /** The cell as it was published. */
  asPublished: string;
}

/** Three-digit numbers of authorities by their nine-character code. */
export type LaNumbers = ReadonlyMap<string, string>;

/**
 * Reads a file of published figures, whichever layout it has. Symbols stay symbols; a blank cell says nothing and is left
 * out. Throws `CasehouseError` that names line and column of the first cell that is neither; nothing is kept then.
 */
export function readBenchmark(
  text: string,
  numbers: LaNumbers = new Map(),
): { layout: BenchmarkLayout; figures: Published[] } {
  const [head, ...records] = [...parseCsv(text.replace(/^\ufeff/, ''))];
  const headings = (head ?? []).map(({ text }) => text.trim());
  const layout = layoutOf(headings, benchmarkLayouts());
  const place = new Map(headings.map((name, i) => [name.toLowerCase(), i]));
  const figures: Published[] = [];
  for (const [n, record] of records.entries()) {
    const cell = (name: string) => record[place.get(name.toLowerCase()) ?? -1]?.text.trim() ?? '';
    if (record.every(({ text }) => text.trim() === '')) continue;
    const line = n + 2;
    const area = areaOf(cell, numbers, line);
    const year = /^\d{4}/.exec(cell('time_period'))?.[0];
    if (year === undefined) throw wrong(line, 'time_period', cell('time_period'), 'a year such as 2026');
    const part = partOf(layout, cell);
    for (const [measure, { columns, unit }] of Object.entries(layout.measures)) {
      const column = columns.find((name) => place.has(name.toLowerCase()));
      const published = column === undefined ? '' : cell(column);
      if (published === '') continue;
      const { value, symbol } = readValue(published, unit, line, column!);
      figures.push({
        measure: measure + part,
        period: year,
        periodLabel: periodLabel(measure, Number(year)),
        ...area,
        value,
        symbol,
        unit,
        asPublished: published,
      });
    }
  }
  if (figures.length === 0)
    throw new CasehouseError('benchmark-empty', 'The file holds no figures.', {
      next: 'Nothing was taken in. Download it again.',
    });
  return { layout, figures };
}

type Cells = (name: string) => string;

function areaOf(
  cell: Cells,
  numbers: LaNumbers,
  line: number,
): Pick<Published, 'areaLevel' | 'areaCode' | 'areaName'> {
  const level = cell('geographic_level').toLowerCase();
  const ons = cell('new_la_code');
  if (level === 'national') {
    return { areaLevel: 'England', areaCode: 'E92000001', areaName: 'England' };
  }
  if (level === 'regional') {
    const areaCode = cell('region_code') || ons;
    if (!/^E1[23]\d{6}$/.test(areaCode))
      throw wrong(line, 'region_code', areaCode, "a region's code such as E12000005");
    return { areaLevel: 'region', areaCode, areaName: cell('region_name') || cell('area_name') };
  }
  if (level !== 'local authority') {
    throw wrong(line, 'geographic_level', cell('geographic_level'), 'National, Regional or Local authority');
  }
  const areaCode = cell('old_la_code') || (numbers.get(ons) ?? '');
  if (!/^\d{3}$/.test(areaCode))
    throw wrong(line, 'old_la_code', areaCode || ons, "an authority's three-digit number");
  return { areaLevel: 'LA', areaCode, areaName: cell('la_name') || cell('area_name') };
}

function partOf({ split }: BenchmarkLayout, cell: Cells): string {
  const parts = split.map(({ column, all }) => {
    const value = cell(column);
    return value === '' || all.includes(value) ? '' : value;
  });
  return parts
    .filter((part) => part !== '')
    .map((part) => `:${part}`)
    .join('');
}

function readValue(text: string, unit: Published['unit'], line: number, column: string) {
  const symbol = text === '-' ? 'x' : text.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  if (isSymbolCode(symbol)) return { value: null, symbol };
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw wrong(line, column, text, 'a number or one of c, x, z, low, u');
  return { value: unit === 'percent' ? oneDecimal(text) : Number(text), symbol: null };
}

/** Half up, from the digits as published: 94.55 is 94.6, whatever binary fractions make of it. */
function oneDecimal(text: string): number {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)!;
  const tenths = BigInt(whole!) * 10n + BigInt(fraction[0] ?? 0) + (Number(fraction[1] ?? 0) >= 5 ? 1n : 0n);
  return (sign === '-' ? -1 : 1) * (Number(tenths) / 10);
}

/** NEET is of the winter before, participation of March, the September Guarantee of the September before the scorecard. */
function periodLabel(measure: string, year: number): string {
  if (measure.startsWith('guarantee')) return `September ${year - 1}`;
  if (/^(participation|fte|apprenticeship|other_participation|march)/.test(measure)) return `March ${year}`;
  return `December ${year - 1} to February ${year}`;
}

function wrong(line: number, column: string, found: string, wanted: string): CasehouseError {
  return new CasehouseError('benchmark-cell', `Line ${line}, ${column}: "${found}" is not ${wanted}.`, {
    next: 'Nothing was taken in. Take the file as it was published, without edits.',
  });
}
