import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resultHash } from '../../reports/hash.ts';
import { type FormatName, formats } from '../../reports/render/formats.ts';
import type { Result, Row, Stamp } from '../../reports/result.ts';
import { readResultFile, type Verdict, verifyFile } from '../../reports/verify/verify.ts';
import { column, monthly, resultOf } from './fixtures.ts';
import { editPart, sheetOf } from './zip.ts';

const NAMES = Object.keys(formats) as FormatName[];
const RESULT = monthly();
const again = () => Promise.resolve(RESULT);
let folder = '';
/** One file of each format, written once; each test spoils a copy. */
const made = {} as Record<FormatName, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casehouse-verify-'));
  for (const name of NAMES) {
    made[name] = join(folder, `made.${name}`);
    await formats[name].write(RESULT, made[name]);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function copyOf(name: FormatName): Promise<string> {
  const file = join(folder, `copy.${name}`);
  await copyFile(made[name], file);
  if (name === 'csv') await copyFile(`${made.csv}.json`, `${file}.json`);
  return file;
}

const inText = async (file: string, from: string | RegExp, to: string) => {
  const text = await readFile(file, 'utf8');
  const after = text.replace(from, to);
  if (after === text) throw new Error(`${from} is not in ${file}`);
  await writeFile(file, after);
};

/** What people do to a file, per format: `[what, how]`. The data is on the fourth sheet: Cover, Notes, data. */
const DATA = sheetOf(3);
const SPOILS: Record<FormatName, Record<string, (file: string) => Promise<void>>> = {
  csv: {
    'a number changed': (file) => inText(file, '7451,215', '7451,214'),
    'a symbol turned into nought': (file) => inText(file, '7433,c,c', '7433,0,c'),
    'a symbol turned into text': (file) => inText(file, '7433,c,c', '7433,"c",c'),
    'a row removed': (file) => inText(file, /2025-11-30.*\r\n/, ''),
    'a row added': (file) => inText(file, /$/, '2026-11-30,7484,100,1.3,1\r\n'),
    'a row doubled': (file) => inText(file, /(2025-11-30.*\r\n)/, '$1$1'),
    'a heading renamed': (file) => inText(file, 'neet_rate', 'neet_score'),
    'the day of the data moved': (file) =>
      inText(`${file}.json`, '"asAt": "2026-10-31"', '"asAt": "2026-11-30"'),
    'a choice changed': (file) => inText(`${file}.json`, '"ward": null', '"ward": "Park"'),
    'the title changed': (file) => inText(`${file}.json`, 'NEET and not known, by month', 'NEET'),
    'a quote left open': (file) => inText(file, '2025-11-30', '"2025-11-30'),
  },
  json: {
    'a number changed': (file) => inText(file, '7451,215', '7451,214'),
    'a number turned into text': (file) => inText(file, '7451,215', '7451,"215"'),
    'a symbol changed': (file) => inText(file, '{"symbol":"c"}', '{"symbol":"z"}'),
    'a symbol removed': (file) => inText(file, '{"symbol":"c"}', 'null'),
    'a row removed': (file) => inText(file, / *\["2025-11-30".*\],\n/, ''),
    'the person changed': (file) => inText(file, 'Ola Manager', 'Someone Else'),
    'a label changed': (file) => inText(file, '"label": "NEET rate"', '"label": "NEET share"'),
    'the text cut short': (file) => inText(file, /\}\s*$/, ''),
  },
  xml: {
    'a number changed': (file) => inText(file, '>215<', '>214<'),
    'a symbol changed': (file) => inText(file, 'code="c"/>', 'code="x"/>'),
    'a row removed': (file) => inText(file, /<row><month column="month_end">2025-11-30.*<\/row>\n/, ''),
    'a cell moved to another column': (file) =>
      inText(file, '<count column="neet">215', '<count column="cohort">215'),
    'the snapshot changed': (file) => inText(file, '20261120-021000', '20261121-021000'),
    'the seal removed': (file) => inText(file, /<seal>[0-9a-f]+/, '<seal>'),
    'a tag broken': (file) => inText(file, '</row>', '</rox>'),
  },
  xlsx: {
    'a number changed': (file) => editPart(file, DATA, (text) => text.replace('<v>215</v>', '<v>214</v>')),
    'a number turned into text': (file) =>
      editPart(file, DATA, (text) =>
        text.replace(/<c r="(C\d+)" s="\d+"><v>215<\/v>/, '<c r="$1" t="inlineStr"><is><t>215</t></is>'),
      ),
    'a number turned into a formula': (file) =>
      editPart(file, DATA, (text) => text.replace('<v>215</v>', '<f>200+15</f><v>215</v>')),
    'a date moved': (file) => editPart(file, DATA, (text) => text.replace('<v>45991</v>', '<v>45990</v>')),
    'a symbol overwritten': (file) => editPart(file, DATA, (text) => text.replace('>[c]</t>', '>[x]</t>')),
    'a row removed': (file) => editPart(file, DATA, (text) => text.replace(/<row r="20">.*?<\/row>/, '')),
    'a row emptied': (file) =>
      editPart(file, DATA, (text) => text.replace(/<row r="20">.*?<\/row>/, '<row r="20"/>')),
    'a row typed under the table': (file) =>
      editPart(file, DATA, (text) =>
        text.replace('</sheetData>', '<row r="99"><c r="B99"><v>5</v></c></row></sheetData>'),
      ),
    'a figure typed beside the table': (file) =>
      editPart(file, DATA, (text) =>
        text.replace(/(<row r="20">.*?)<\/row>/, '$1<c r="H20"><v>5</v></c></row>'),
      ),
    'the title changed': (file) =>
      editPart(file, DATA, (text) => text.replace('NEET and not known, by month', 'NEET, by month')),
    'the stamp changed': (file) =>
      editPart(file, sheetOf(5), (text) => text.replace('Ola Manager', 'Someone Else')),
    'a property changed': (file) =>
      editPart(file, 'docProps/custom.xml', (text) => text.replace('Ola Manager', 'Someone Else')),
    'a column retyped': (file) => editPart(file, sheetOf(4), (text) => text.replace('>percent<', '>number<')),
  },
  docx: {
    'a number changed': (file) =>
      editPart(file, 'word/document.xml', (text) => text.replace('>215<', '>214<')),
    'a thousand lost its comma': (file) =>
      editPart(file, 'word/document.xml', (text) => text.replace('>7,451<', '>7451<')),
    'a symbol overwritten': (file) =>
      editPart(file, 'word/document.xml', (text) => text.replace('>[c]<', '>4<')),
    'a month changed': (file) =>
      editPart(file, 'word/document.xml', (text) => text.replace('>November 2025<', '>November 2024<')),
    'a row removed': (file) =>
      editPart(file, 'word/document.xml', (text) => {
        const at = text.indexOf('November 2025');
        const start = text.lastIndexOf('<w:tr>', at);
        return text.slice(0, start) + text.slice(text.indexOf('</w:tr>', at) + 7);
      }),
    'the stamp changed': (file) =>
      editPart(file, 'word/document.xml', (text) => text.replace('>Ola Manager<', '>Someone Else<')),
    'a property changed': (file) =>
      editPart(file, 'docProps/custom.xml', (text) => text.replace('>council<', '>publication<')),
    'the title changed': (file) =>
      editPart(file, 'word/document.xml', (text) =>
        text.replace('NEET and not known, by month', 'NEET, by month'),
      ),
  },
};

describe.each(NAMES)('verify %s', (name) => {
  it('says same of a file as it was written', async () => {
    const verdict = await verifyFile(made[name], again);
    expect(verdict).toMatchObject({
      outcome: 'same',
      fileHash: RESULT.stamp.resultHash,
      doubts: [],
      differences: null,
    });
    expect(verdict.message).toBe(
      'The file is as Casehouse wrote it, and neet-by-month 1.0.0 on snapshot 20261120-021000 still gives the same 25 rows.',
    );
  });

  it.each(Object.entries(SPOILS[name]))('finds %s', async (_, spoil) => {
    const file = await copyOf(name);
    await spoil(file);
    const verdict = await verifyFile(file, again);
    expect(verdict.outcome).toBe('file altered');
    expect(verdict.doubts.length).toBeGreaterThan(0);
    expect(verdict.message).toMatch(/^The file was altered .*\.$/s);
  });

  it('names the cell that was altered, and what the report gives', async () => {
    const file = await copyOf(name);
    await SPOILS[name]['a number changed']!(file);
    const { differences, message } = await verifyFile(file, again);
    expect(differences).toEqual({
      cells: [{ row: 'November 2025', column: 'NEET', file: '214', now: '215' }],
      count: 1,
      rowsOnlyInFile: 0,
      rowsOnlyNow: 0,
    });
    expect(message).toContain(
      'one cell differs (NEET, November 2025: the file has 214, the report gives 215)',
    );
  });

  it('says altered even when the report can not be run again', async () => {
    const file = await copyOf(name);
    await SPOILS[name]['a number changed']!(file);
    const gone = () => Promise.reject(new Error('the snapshot is gone'));
    expect((await verifyFile(file, gone)).outcome).toBe('file altered');
    await expect(verifyFile(made[name], gone)).rejects.toThrow('the snapshot is gone');
  });

  it('says differs, with the cells, when the report gives something else now', async () => {
    const rows = RESULT.rows.map(
      (row, i): Row => (i === 24 ? [row[0]!, row[1]!, 150, ...row.slice(3)] : row),
    );
    const now = { ...RESULT, rows, stamp: { ...RESULT.stamp, resultHash: resultHash(RESULT.columns, rows) } };
    const verdict = await verifyFile(made[name], () => Promise.resolve(now));
    expect(verdict.outcome).toBe('differs');
    expect(verdict.differences?.cells).toEqual([
      { row: 'October 2026', column: 'NEET', file: '148', now: '150' },
    ]);
    expect(verdict.message).toContain(
      'but neet-by-month 1.0.0 on snapshot 20261120-021000 gives something else now',
    );
  });

  it('runs the report again with exactly the stamp of the file', async () => {
    const asked: Stamp[] = [];
    await verifyFile(made[name], (stamp) => {
      asked.push(stamp);
      return again();
    });
    expect(asked).toEqual([RESULT.stamp]);
  });
});

describe('what verifying can and can not know', () => {
  const verdict = async (now: Result): Promise<Verdict> => verifyFile(made.json, () => Promise.resolve(now));

  it('does not mind the order of the rows', async () => {
    expect((await verdict({ ...RESULT, rows: [...RESULT.rows].reverse() })).outcome).toBe('same');
  });

  it('says why figures differ when the definition or the engine is another', async () => {
    const rows = RESULT.rows.slice(1);
    const of = (stamp: Partial<Stamp>) => verdict({ ...RESULT, rows, stamp: { ...RESULT.stamp, ...stamp } });
    expect((await of({ definitionHash: 'b' })).message).toContain(
      'because the definition of the report was changed',
    );
    expect((await of({ engine: 'DuckDB v9' })).message).toContain(
      'engine was DuckDB v1.5.6 then and is DuckDB v9 now',
    );
    expect((await of({})).message).toContain('1 row is only in the file');
  });

  it('finds a stamp that was sealed again over another day', async () => {
    const file = join(folder, 'sealed.json');
    await formats.json.write({ ...RESULT, stamp: { ...RESULT.stamp, asAt: '2026-11-30' } }, file);
    const found = await verifyFile(file, again);
    expect(found.outcome).toBe('file altered');
    expect(found.doubts).toEqual([
      'The stamp says data as at 30 November 2026; the snapshot is as at 31 October 2026.',
    ]);
  });

  it('tells other columns apart from other figures', async () => {
    const other = resultOf([column('a', 'A', 'count')], [[1]]);
    expect((await verdict({ ...other, stamp: { ...other.stamp } })).message).toContain(
      'it has other columns now',
    );
  });
});

describe('any byte', () => {
  let bytes: Buffer;
  const place: Record<string, string> = {};
  beforeEach(() => {
    for (const name of NAMES) place[name] = join(folder, `byte.${name}`);
  });

  // In zip files the bytes between the parts (times, flags) carry no content; a part's own bytes have a checksum.
  it.each(['csv', 'xlsx', 'docx'] as const)('%s: a changed byte in the cells is found', async (name) => {
    bytes = await readFile(made[name]);
    const range =
      name === 'csv' ? [0, bytes.length - 3] : partRange(bytes, name === 'xlsx' ? DATA : 'word/document.xml');
    if (name === 'csv') await copyFile(`${made.csv}.json`, `${place.csv}.json`);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: range[0], max: range[1] }),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const copy = Buffer.from(bytes);
          copy[at] = copy[at]! ^ by;
          await writeFile(place[name]!, copy);
          return (await verifyFile(place[name]!, again)).outcome === 'file altered';
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** First and last byte of a part's compressed content. */
function partRange(zip: Buffer, part: string): [number, number] {
  const name = Buffer.from(part);
  const at = zip.indexOf(name);
  const start = at + name.length + zip.readUInt16LE(at - 2);
  const next = zip.indexOf(Buffer.from([0x50, 0x4b, 0x03, 0x04]), start);
  return [start, (next < 0 ? zip.length : next) - 40];
}

describe('spelling that is not content', () => {
  it('reads CSV whose lines end in LF and whose fields are all quoted as what they say', async () => {
    const result = resultOf(
      [column('a', 'A', 'text'), column('n', 'N', 'count')],
      [
        ['x', 1],
        ['y', 2],
      ],
    );
    const file = join(folder, 'spelling.csv');
    await formats.csv.write(result, file);
    await writeFile(file, '"a","n"\n"x","1"\n"y",2\n');
    expect((await readResultFile(file)).rows).toEqual(result.rows);
  });
});
