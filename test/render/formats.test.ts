import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultHash } from '../../reports/hash.ts';
import { writeCsv } from '../../reports/render/csv.ts';
import { writeExcel } from '../../reports/render/excel/excel.ts';
import { type FormatName, formats } from '../../reports/render/formats.ts';
import { WORD_ROWS } from '../../reports/render/word/word.ts';
import type { Result } from '../../reports/result.ts';
import { readResultFile } from '../../reports/verify/verify.ts';
import { column, fixtures, many, monthly, resultOf } from './fixtures.ts';

const NAMES = Object.keys(formats) as FormatName[];
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casehouse-render-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const write = async (name: FormatName, result: Result, as = 'result') => {
  const file = join(folder, `${as}.${formats[name].extension}`);
  await formats[name].write(result, file);
  return file;
};

describe.each(NAMES)('%s', (name) => {
  it.each(Object.entries(fixtures()))(
    '000.9.1b 000.5.1.4 gives back %s with an equal hash',
    async (as, result) => {
      const found = await readResultFile(await write(name, result, as));
      expect(found.doubts).toEqual([]);
      expect(found.rows).toEqual(result.rows);
      expect(found.columns.map((c) => [c.name, c.type, c.decimals])).toEqual(
        result.columns.map((c) => [c.name, c.type, c.decimals]),
      );
      expect(found.stamp).toEqual(result.stamp);
      expect(found.title).toBe(result.title);
      expect(resultHash(found.columns, found.rows)).toBe(result.stamp.resultHash);
    },
  );

  it('leaves nothing behind, and the old file as it was, when a result does not fit', async () => {
    const good = await write(name, monthly(), 'kept');
    const before = await readFile(good);
    const broken = { ...monthly(), rows: [...monthly().rows.slice(1), ['not a month', 1, 2, 3, 4]] };
    await expect(formats[name].write(broken, good)).rejects.toThrow(
      /Row 25, Month: "not a month" is not a month/,
    );
    expect(await readFile(good)).toEqual(before);
    expect((await readdir(folder)).filter((file) => file.endsWith('.part'))).toEqual([]);
  });

  it('refuses a result whose rows are not as many as its stamp says', async () => {
    const short = { ...monthly(), rows: monthly().rows.slice(1) };
    await expect(write(name, short, 'short')).rejects.toThrow(/stamp says 25 rows and the result has 24/);
  });

  it('says in which folder it could not write', async () => {
    const file = join(folder, 'no-such-folder', `a.${formats[name].extension}`);
    await expect(formats[name].write(monthly(), file)).rejects.toThrow(/no-such-folder/);
  });

  it('writes the same bytes for the same result', async () => {
    if (name === 'docx') return; // The library writes the time into the zip; its cells are compared above.
    const [a, b] = [await write(name, monthly(), 'one'), await write(name, monthly(), 'two')];
    expect(await readFile(a)).toEqual(await readFile(b));
  });
});

describe('long results', () => {
  it.each(['csv', 'json', 'xlsx', 'ods', 'xml'] as const)(
    '%s holds 100,000 rows that come one by one',
    async (name) => {
      const result = many(100_000);
      const file = join(folder, `long.${name}`);
      await formats[name].write({ ...result, rows: result.rows.values() }, file);
      const found = await readResultFile(file);
      expect(found.doubts).toEqual([]);
      expect(resultHash(found.columns, found.rows)).toBe(result.stamp.resultHash);
    },
  );

  it('Excel goes on in numbered worksheets, says so, and loses no row', async () => {
    const result = many(2_500);
    const file = join(folder, 'split.xlsx');
    await writeExcel(result, file, 1_000);
    const found = await readResultFile(file);
    expect(found.doubts).toEqual([]);
    expect(found.title).toBe(result.title);
    expect(found.rows).toEqual(result.rows);
  });

  it('Excel refuses more rows than its stamp says, even when they would only start a new worksheet', async () => {
    const result = many(995);
    const extra = { ...result, rows: [...result.rows, result.rows[0]!] };
    const file = join(folder, 'more.xlsx');
    // 1,000 rows of a worksheet less title, lines and headings: the data fills it exactly.
    for (const sheetRows of [999, 1_000, 1_001, 1_002]) {
      await expect(writeExcel(extra, file, sheetRows)).rejects.toMatchObject({ code: 'result-unfit' });
    }
    expect(await readdir(folder)).not.toContain('more.xlsx');
  });

  it('Word refuses more rows than a document should have, and names another format', async () => {
    const result = many(WORD_ROWS + 1);
    await expect(write('docx', result, 'too-long')).rejects.toMatchObject({
      code: 'too-long-for-word',
      next: expect.stringContaining('Excel'),
    });
    expect(await readdir(folder)).not.toContain('too-long.docx');
  });

  it('Excel refuses text that it would cut', async () => {
    const result = resultOf([column('t', 'Text', 'text')], [['x'.repeat(32_768)]]);
    await expect(write('xlsx', result, 'cut')).rejects.toMatchObject({ code: 'text-too-long-for-excel' });
  });
});

describe('CSV', () => {
  it('is RFC 4180 with CRLF, no mark at the start, bare symbols and guarded formulas', async () => {
    const result = resultOf(
      [column('ward', 'Ward', 'text'), column('code', 'Code', 'code'), column('neet', 'NEET', 'count')],
      [
        ['=cmd|calc', '007', -5],
        ['c', null, { symbol: 'c' }],
        ['', 'a "b", c', null],
      ],
    );
    const text = await readFile(await write('csv', result, 'plain'), 'utf8');
    expect(text).toBe('ward,code,neet\r\n\'=cmd|calc,007,-5\r\n"c",,c\r\n"","a ""b"", c",\r\n');
  });

  it('can go to a machine without the guard, says so in its metadata, and still reads back', async () => {
    const result = resultOf([column('t', 'T', 'text')], [['=1'], ["'=1"]]);
    const file = join(folder, 'machine.csv');
    await writeCsv(result, file, { guard: false });
    expect(await readFile(file, 'utf8')).toBe("t\r\n=1\r\n'=1\r\n");
    expect((await readResultFile(file)).rows).toEqual(result.rows);
  });

  it('has CSVW metadata beside it', async () => {
    const about = JSON.parse(await readFile(`${await write('csv', monthly(), 'meta')}.json`, 'utf8'));
    expect(about['@context'][0]).toBe('http://www.w3.org/ns/csvw');
    expect(about.url).toBe('meta.csv');
    expect(about.tableSchema.columns[3]).toMatchObject({ name: 'neet_rate', datatype: 'decimal' });
    expect(about['casehouse:stamp'].resultHash).toBe(monthly().stamp.resultHash);
  });
});

describe('XML', () => {
  it('is refused by its schema before the file appears when a stamp is broken', async () => {
    const result = monthly();
    const file = join(folder, 'bad.xml');
    const broken = { ...result, stamp: { ...result.stamp, asAt: '31/10/2026' } };
    await expect(formats.xml.write(broken, file)).rejects.toMatchObject({ code: 'result-xml' });
    expect(await readdir(folder)).not.toContain('bad.xml');
  });
});

describe('files that are not ours', () => {
  it.each([
    ['a.txt', 'hello', /does not end in/],
    ['a.json', '{"format":"other"}', /no "format" that we write/],
    ['a.xml', '<html/>', /root element is html/],
    ['a.csv', 'a,b\r\n', /is not beside it/],
    ['absent.json', null, /There is no file/],
  ])('%s is refused in plain words', async (as, text, message) => {
    const file = join(folder, as);
    if (text !== null) await writeFile(file, text);
    await expect(readResultFile(file)).rejects.toThrow(message);
  });
});

describe('one text behind every door', () => {
  it('000.9.1b CSV and XML print a whole per cent with the places that the page shows', async () => {
    const result = resultOf([column('p', 'P', 'percent', 1)], [[1], [64], [7.3]]);
    expect(await readFile(await write('csv', result, 'door'), 'utf8')).toBe('p\r\n1.0\r\n64.0\r\n7.3\r\n');
    const xml = await readFile(await write('xml', result, 'door'), 'utf8');
    expect(xml.match(/<percent [^>]*>[^<]*/g)?.map((text) => text.replace(/.*>/, ''))).toEqual([
      '1.0',
      '64.0',
      '7.3',
    ]);
  });
});
