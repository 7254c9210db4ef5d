import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellText, readCell } from '../../reports/render/cells.ts';
import { writeExcel } from '../../reports/render/excel/excel.ts';
import { formats } from '../../reports/render/formats.ts';
import { isSymbol, type Result } from '../../reports/result.ts';
import { parseCsv } from '../../reports/verify/csv.ts';
import { verifyFile } from '../../reports/verify/verify.ts';
import { tools } from '../support/tools.ts';
import { editPart } from './zip.ts';
import { awkward, column, fixtures, many, monthly, resultOf } from './fixtures.ts';

interface Table {
  name: string;
  ref: string;
  filter: boolean;
  columns: string[];
  rows: (string | number | boolean | null)[][];
  kinds: string[][];
  formats: string[];
  wrapped: boolean;
}

interface Sheet {
  name: string;
  state: string;
  a1: { value: string; style: string; bold: boolean };
  merged: string[];
  freeze: string | null;
  filter: string | null;
  images: number;
  header: (string | null)[];
  hidden: string[];
  blankRows: number[];
  fonts: [string, number, string][];
  selected: string;
  lines: (string | null)[];
  tables: Table[];
}

interface Workbook {
  active: string;
  properties: Record<string, string>;
  sheets: Sheet[];
}

interface WordDocument {
  paragraphs: [string, string][];
  tables: { rows: string[][]; headerRepeats: boolean; merged: number; right: string[] }[];
  pictures: { title: string; description: string }[];
  footer: string;
  footerXml: string;
  properties: Record<string, string>;
  language: string[];
  sizes: number[];
}

const SCRIPT = fileURLToPath(new URL('independent.py', import.meta.url));
let folder = '';
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casehouse-independent-'));
  for (const [name, result] of Object.entries(fixtures())) {
    for (const format of Object.values(formats))
      await format.write(result, at(`${name}.${format.extension}`));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function second<T>(file: string): T {
  const run = spawnSync(tools.python!, [SCRIPT, at(file)], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as T;
}

/** Sums of the number columns, by heading: what a manager compares. */
function totals(result: Result): number[] {
  return result.columns.map((_, i) =>
    result.rows.reduce((sum, row) => sum + (typeof row[i] === 'number' ? (row[i] as number) : 0), 0),
  );
}

const dataOf = ({ sheets }: Workbook): Table[] =>
  sheets.flatMap(({ tables }) => tables.filter(({ name }) => name.startsWith('results_')));

describe.skipIf(tools.python === null)('workbook by openpyxl', () => {
  it('000.9.1b 000.5.1.4 has the totals of the screen, numbers as numbers and dates as dates', () => {
    const result = monthly();
    const [table] = dataOf(second('monthly.xlsx'));
    const sums = result.columns.map((_, i) =>
      table!.rows
        .slice(1)
        .reduce((sum, row) => sum + (typeof row[i] === 'number' ? (row[i] as number) : 0), 0),
    );
    expect(sums).toEqual(totals(result));
    expect(table!.rows[1]).toEqual(['2024-10-31', 7412, 229, 3.1, 4]);
    expect(table!.kinds[0]).toEqual(['d', 'n', 'n', 'n', 'n']);
    expect(table!.formats).toEqual([
      '[$-809]mmmm yyyy',
      '#,##0;"−"#,##0',
      '#,##0;"−"#,##0',
      '#,##0.0;"−"#,##0.0',
      '#,##0.0;"−"#,##0.0',
    ]);
  });

  it('keeps every awkward value: no formula, no lost nought, no blank cell', () => {
    const result = awkward();
    const [table] = dataOf(second('awkward.xlsx'));
    expect(table!.kinds.flat()).not.toContain('f');
    expect(table!.rows.flat()).not.toContain(null);
    for (const [n, row] of result.rows.entries()) {
      expect(table!.rows[n + 1]![1]).toBe(cellText(result.columns[1]!, row[1]!));
    }
    const formula = table!.rows.findIndex((row) => row[0] === '=1+1') - 1;
    expect(table!.kinds[formula]![0]).toBe('s');
  });

  it.each(['monthly', 'wards', 'awkward', 'nothing'])(
    '%s keeps the rules for accessible workbooks (XL1 to XL10)',
    (name) => {
      const book = second<Workbook>(`${name}.xlsx`);
      const names = book.sheets.map((sheet) => sheet.name);
      const notes = fixtures()[name]!.notes.length > 0;
      expect(names[0]).toBe('Cover');
      expect(names.includes('Notes')).toBe(notes);
      expect(names.slice(-2)).toEqual(['Columns', 'About']);
      expect(new Set(names).size).toBe(names.length);
      expect(book.active).toBe('Cover');
      expect(book.properties).toMatchObject({
        title: fixtures()[name]!.title,
        language: 'en-GB',
        creator: 'Wulfrun Metropolitan Borough',
      });
      expect(book.properties.subject).not.toBe('');
      expect(book.sheets[0]!.lines.join()).toContain(
        'Wulfrun Metropolitan Borough. Data as at 31 October 2026',
      );
      for (const sheet of book.sheets) {
        expect(sheet).toMatchObject({
          state: 'visible',
          merged: [],
          freeze: null,
          filter: null,
          images: 0,
          hidden: [],
          blankRows: [],
          selected: 'A1',
        });
        expect(sheet.header).toEqual([null, null, null]);
        expect(sheet.a1).toMatchObject({ style: 'Heading 1', bold: true });
        expect(sheet.a1.value.length).toBeGreaterThan(3);
        for (const [font, size, colour] of sheet.fonts)
          expect([font, size >= 12, colour]).toEqual(['Arial', true, 'FF000000']);
        expect(sheet.tables.length).toBe(sheet.name === 'Cover' ? 0 : 1);
        for (const table of sheet.tables) {
          expect(sheet.lines[1]).toMatch(/^This worksheet contains one table\./);
          expect(table.ref).toMatch(/^A\d+:/);
          expect(table.filter).toBe(false);
          expect(table.wrapped).toBe(true);
          expect(table.rows[0]).toEqual(table.columns);
          expect(new Set(table.columns.map((text) => text.toLowerCase())).size).toBe(table.columns.length);
          expect(table.rows.flat().every((value) => value !== null && value !== '')).toBe(true);
        }
      }
    },
  );

  it('explains every symbol on the sheet where it occurs (XL7)', () => {
    for (const name of ['monthly', 'awkward', 'nothing']) {
      const sheet = second<Workbook>(`${name}.xlsx`).sheets.find(({ tables }) =>
        tables[0]?.name.startsWith('results_'),
      )!;
      const used = sheet.tables[0]!.rows.flat().filter((value) => /^\[[a-z ]+\]$/.test(String(value)));
      expect(used.length).toBeGreaterThan(0);
      for (const word of new Set(used))
        expect(sheet.lines.filter((line) => line?.startsWith(`${word} `))).toHaveLength(1);
    }
  });

  it('tables that go on over several worksheets say so and lose nothing (Contents, numbered names)', async () => {
    const result = many(2_500);
    await writeExcel(result, at('split.xlsx'), 1_000);
    const book = second<Workbook>('split.xlsx');
    expect(book.sheets.map(({ name }) => name)).toEqual([
      'Cover',
      'Contents',
      'Many rows 1',
      'Many rows 2',
      'Many rows 3',
      'Columns',
      'About',
    ]);
    expect(book.sheets[2]!.lines[0]).toBe('Many rows, part 1 of 3');
    expect(book.sheets[2]!.lines[1]).toContain('goes over 3 worksheets; this is number 1');
    expect(
      dataOf(book)
        .flatMap(({ rows }) => rows.slice(1))
        .map((row) => row[0]),
    ).toEqual(result.rows.map((row) => row[0]));
    const contents = book.sheets[1]!.tables[0]!.rows;
    expect(contents.at(-1)![2]).toBe(2_500);
  });
});

describe.skipIf(tools.python === null)('document by python-docx', () => {
  it('000.9.1b 000.5.1.4 shows the figures of the screen as people read them', () => {
    const result = monthly();
    const [table] = second<WordDocument>('monthly.docx').tables;
    expect(table!.rows[1]).toEqual(['October 2024', '7,412', '229', '3.1', '4.0']);
    expect(table!.rows[8]!.slice(2)).toEqual(['[c]', '[c]', '1.0']);
    const sums = result.columns.map((c, i) =>
      table!.rows.slice(1).reduce((sum, row) => {
        const cell = readCell(c, row[i]!);
        return sum + (typeof cell === 'number' ? cell : 0);
      }, 0),
    );
    expect(sums).toEqual(totals(result));
  });

  it('has real headings in order, captions, repeated heading rows, words for the chart, pages and language (CH6)', () => {
    const doc = second<WordDocument>('monthly.docx');
    const heads = doc.paragraphs.filter(([style]) => style.startsWith('Heading'));
    expect(heads.map(([style, text]) => `${style} ${text}`)).toEqual([
      'Heading 1 NEET and not known, by month',
      'Heading 2 Chart',
      'Heading 2 Table',
      'Heading 2 Notes',
      'Heading 2 Sources',
      'Heading 2 What the columns hold',
      'Heading 2 About these figures',
    ]);
    expect(doc.paragraphs.filter(([style]) => style.toLowerCase() === 'caption')).toHaveLength(4);
    for (const table of doc.tables) expect(table).toMatchObject({ headerRepeats: true, merged: 0 });
    expect(doc.tables[0]!.right.map((text) => /RIGHT|END/.test(text))).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
    expect(doc.pictures).toHaveLength(1);
    expect(doc.pictures[0]!.description).toMatch(
      /^Line chart: .*From October 2024 to October 2026, 25 points\./,
    );
    expect(doc.footer).toContain('neet-by-month 1.0.0 · data as at 31 October 2026');
    expect(doc.footerXml).toMatch(/PAGE/);
    expect(doc.footerXml).toMatch(/NUMPAGES/);
    expect(doc.properties).toMatchObject({
      title: 'NEET and not known, by month',
      creator: 'Wulfrun Metropolitan Borough',
      language: 'en-GB',
    });
    expect(doc.language[0]).toBe('en-GB');
    expect(doc.sizes).toEqual([24]);
    const explained = doc.paragraphs.filter(([, text]) => text.startsWith('[c] '));
    expect(explained).toHaveLength(1);
  });

  it('keeps every character of awkward text', () => {
    const result = awkward();
    const [table] = second<WordDocument>('awkward.docx').tables;
    const odd = (text: string) => text.includes('\u0007') || text.includes('\r') || text.includes('\\u');
    for (const [n, row] of result.rows.entries()) {
      const text = cellText(result.columns[0]!, row[0]!);
      if (!odd(text)) expect(table!.rows[n + 1]![0]).toBe(text);
    }
  });
});

describe.skipIf(tools.xmllint === null)('XML by xmllint', () => {
  it.each(['monthly', 'wards', 'awkward', 'nothing'])(
    '000.9.1b 000.5.1.4 %s is valid by a second validator',
    (name) => {
      const schema = fileURLToPath(new URL('../../sql/reports/result.xsd', import.meta.url));
      const run = spawnSync(tools.xmllint!, ['--noout', '--schema', schema, at(`${name}.xml`)], {
        encoding: 'utf8',
      });
      expect(run.stderr).toContain('validates');
    },
  );

  it('has the totals of the screen', () => {
    const sum = (name: string) => {
      const run = spawnSync(
        tools.xmllint!,
        ['--xpath', `sum(//*[local-name()="${name}"][@column="cohort"])`, at('monthly.xml')],
        { encoding: 'utf8' },
      );
      return Number(run.stdout);
    };
    expect(sum('count')).toBe(totals(monthly())[1]);
  });
});

describe.skipIf(tools.office === null)('LibreOffice', () => {
  const convert = (file: string, to: string) => {
    const profile = `-env:UserInstallation=file://${at('profile')}`;
    const run = spawnSync(
      tools.office!,
      [profile, '--headless', '--convert-to', to, '--outdir', folder, at(file)],
      { encoding: 'utf8', timeout: 110_000 },
    );
    if (run.status !== 0) throw new Error(run.stderr);
  };

  it('000.5.1.4 opens the workbook without repair and reads the same figures', async () => {
    convert('monthly.xlsx', 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,3');
    const text = await readFile(at('monthly-NEET and not known, by month.csv'), 'utf8');
    const rows = [...parseCsv(text)].map((record) => record.map((field) => field.text));
    const head = rows.findIndex((row) => row[0] === 'Month');
    const result = monthly();
    const uk = (day: string) => day.split('-').reverse().join('/');
    expect(rows.slice(head + 1)).toEqual(
      result.rows.map(([month, ...rest]) => [
        uk(month as string),
        ...rest.map((cell) => (isSymbol(cell) ? '[c]' : String(cell))),
      ]),
    );
  }, 120_000);

  it('opens text that looks like a formula as text', async () => {
    const result = resultOf(
      [column('t', 'Text', 'text'), column('n', 'N', 'count')],
      [
        ['=1+1', 2],
        ['+1', 3],
        ['@A1', 4],
        ["'=1", 5],
      ],
      { title: 'Formulas' },
    );
    await formats.xlsx.write(result, at('formulas.xlsx'));
    convert('formulas.xlsx', 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2');
    const text = await readFile(at('formulas-Formulas.csv'), 'utf8');
    for (const [cell] of result.rows)
      expect(text.split('\n')).toContainEqual(
        expect.stringMatching(
          cell === null || isSymbol(cell!) ? /./ : new RegExp(`^${String(cell).replace(/[+]/g, '\\+')},`),
        ),
      );
  }, 120_000);

  it.each(['xlsx', 'docx', 'ods'])(
    '%s that was opened and saved without a change still verifies as the same',
    async (kind) => {
      const result = resultOf(
        [
          column('t', 'Text', 'text'),
          column('m', 'Month', 'month'),
          column('n', 'People', 'count'),
          column('f', 'Met', 'flag'),
        ],
        [
          ['=1+1', '2026-10-31', 1234, true],
          ['[c]', '2026-09-30', { symbol: 'c' }, false],
          ['', null, -5, null],
        ],
      );
      const name = `resaved.${kind}`;
      await mkdir(at('saved'), { recursive: true });
      await formats[kind as 'xlsx'].write(result, at(`saved/${name}`));
      convert(`saved/${name}`, kind);
      expect(await readFile(at(name))).not.toEqual(await readFile(at(`saved/${name}`)));
      expect((await verifyFile(at(name), () => Promise.resolve(result))).message).toContain(
        'The file is as Casehouse wrote it',
      );
    },
    120_000,
  );

  it.each(['xlsx', 'docx', 'ods'])(
    '%s with a chart, notes and every kind of cell: the same after saving, altered after a change',
    async (kind) => {
      await mkdir(at('saved'), { recursive: true });
      const part =
        kind === 'ods' ? 'content.xml' : kind === 'xlsx' ? 'xl/sharedStrings.xml' : 'word/document.xml';
      // LibreOffice does not keep all of the awkward ones: digits beyond 15, carriage returns.
      const { awkward: _, ...plain } = fixtures();
      for (const [name, result] of Object.entries(plain)) {
        const again = () => Promise.resolve(result);
        await formats[kind as 'xlsx'].write(result, at(`saved/${name}-2.${kind}`));
        convert(`saved/${name}-2.${kind}`, kind);
        const file = at(`${name}-2.${kind}`);
        expect(await verifyFile(file, again)).toMatchObject({ outcome: 'same', doubts: [] });
        await editPart(file, part, (text) => text.replace('Data as at 31 October', 'Data as at 30 November'));
        const verdict = await verifyFile(file, again);
        expect(verdict.outcome).toBe('file altered');
        expect(verdict.doubts.join()).toContain('30 November');
      }
    },
    240_000,
  );

  it.skipIf(tools.pdftotext === null).each(['docx', 'xlsx', 'ods'])(
    '%s becomes pages that show every figure as people read them',
    (kind) => {
      convert(`monthly.${kind}`, 'pdf');
      const run = spawnSync(tools.pdftotext!, ['-layout', at('monthly.pdf'), '-'], { encoding: 'utf8' });
      const { columns, rows } = monthly();
      for (const row of rows) {
        const line = row
          .map((cell, i) => cellText(columns[i]!, cell))
          .join('\\s+')
          .replaceAll('[c]', '\\[c\\]');
        expect(run.stdout).toMatch(new RegExp(line));
      }
      if (kind === 'docx') expect(run.stdout).toContain('Page 1 of 4');
    },
    120_000,
  );
});
