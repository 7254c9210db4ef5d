import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkFile } from '../../nccis/check/check.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { importNccis } from '../../operational/imports/nccis.ts';
import { loadCodes } from '../../operational/codes.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';
import { randomFrom, validRecord } from './support/records.ts';
import { returnText } from './support/xml.ts';

const at = '2026-01-31';
const edition = editionOn(loadEditions(), at);
const random = randomFrom(1);
const good = await returnText(
  edition,
  at,
  Array.from({ length: 30 }, (_, i) => validRecord(edition, at, i + 1, random)),
);
const bomb = `<?xml version="1.0"?><!DOCTYPE NCCIS [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'abcdefghij'[i + 1]} "${`&${'abcdefghij'[i]};`.repeat(10)}">`).join('')}]><NCCIS>&j;</NCCIS>`;

/** Files that are no return, with what is said of them. */
const files: Record<string, { content: string | Uint8Array; number: string; says: RegExp }> = {
  'cut short': { content: good.slice(0, good.length / 2), number: 'F03', says: /ends on line \d+ before/ },
  empty: { content: '', number: 'F01', says: /empty/ },
  'a zip archive': {
    content: Buffer.concat([Buffer.from('PK\x03\x04'), deflateRawSync(good)]),
    number: 'F01',
    says: /archive/,
  },
  'a gzip archive': { content: Uint8Array.of(0x1f, 0x8b, 8, 0, 0), number: 'F01', says: /archive/ },
  'a table': { content: 'YoungPersonsID,GivenName\n1,Asha\n', number: 'F01', says: /not XML/ },
  'another XML file': { content: '<html><body/></html>', number: 'F09', says: /root is html, not NCCIS/ },
  'an entity bomb': { content: bomb, number: 'F01', says: /document type/ },
  'an external entity': {
    content: `<!DOCTYPE NCCIS [<!ENTITY x SYSTEM "file:///etc/passwd">]>${good.replace('Asha', '&x;').replace(/^.*\n/, '')}`,
    number: 'F01',
    says: /document type/,
  },
  'an external document type': {
    content: `<!DOCTYPE NCCIS SYSTEM "http://127.0.0.1/x.dtd">${good.replace(/^.*\n/, '')}`,
    number: 'F01',
    says: /document type/,
  },
  'an undeclared entity': { content: good.replace('Sample', '&nbsp;'), number: 'F01', says: /Line \d+/ },
  'NUL characters': {
    content: good.replace('Sample', 'Sam\u0000ple'),
    number: 'F01',
    says: /Line \d+.*disallowed character/,
  },
  'a NUL by reference': { content: good.replace('Sample', 'Sam&#0;ple'), number: 'F01', says: /Line \d+/ },
  'bytes that are not UTF-8': {
    content: Buffer.from(good.replace('Sample', 'Sampl\u00e9'), 'latin1'),
    number: 'F01',
    says: /not utf-8 text/,
  },
  'one value without end': {
    content: `<NCCIS><FileHeader><SupplierName>${'x'.repeat(3_000_000)}`,
    number: 'F01',
    says: /million characters/,
  },
  'one name without end': {
    content: `<NCCIS><${'x'.repeat(3_000_000)}`,
    number: 'F01',
    says: /million characters/,
  },
  'nested without end': {
    content: `<NCCIS>${'<a>'.repeat(100_000)}`,
    number: 'F01',
    says: /nested too deeply/,
  },
  'crossed elements': { content: good.replace('</Gender>', '</DOB>'), number: 'F01', says: /Line \d+/ },
  'two roots': { content: `${good}<NCCIS></NCCIS>`, number: 'F04', says: /follows the end/ },
  'a plain &': { content: good.replace('&amp;', '&'), number: 'F01', says: /a plain &/ },
};

let folder: string;
let db: FreshDatabase;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casehouse-refused-'));
  db = await freshDatabase();
  await loadCodes(db.pool);
});
afterAll(async () => {
  await db.drop();
  await rm(folder, { recursive: true, force: true });
});

describe.each(Object.entries(files))('%s', (name, { content, number, says }) => {
  test('is refused with one clear sentence and leaves no trace', async () => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.xml`);
    await writeFile(file, content);
    const report = await checkFile(file);
    expect(report.refused).toBe(true);
    expect(report.findings.map((f) => f.number)).toEqual([number]);
    expect(report.findings[0]!.reason).toMatch(says);
    expect(report.findings[0]!.reason).not.toMatch(/root:|passwd\n|x:0:0/);

    await expect(importNccis({ pool: db.pool, file })).rejects.toMatchObject({ code: 'return-refused' });
    const { rows } = await db.pool.query(
      'select (select count(*) from person) + (select count(*) from tenant) + (select count(*) from change_log) + (select count(*) from import_batch) as n',
    );
    expect(rows).toEqual([{ n: 0 }]);
  });
});

test.each([
  ['UTF-8 with a mark', Buffer.from(`\ufeff${good}`)],
  ['UTF-16', Buffer.from(`\ufeff${good.replace('encoding="UTF-8"', 'encoding="UTF-16"')}`, 'utf16le')],
  ['Latin-1', Buffer.from(good.replace('UTF-8', 'ISO-8859-1'), 'latin1')],
  ['a bare DOCTYPE', Buffer.from(good.replace('<NCCIS>', '<!DOCTYPE NCCIS>\n<NCCIS>'))],
  ['one line', Buffer.from(good.replace(/\n\s*/g, ''))],
  [
    'an & inside CDATA',
    Buffer.from(
      good.replace('1 Sample Street &amp; &lt;Yard&gt;', '<![CDATA[1 Sample Street & <Yard>]]><!-- & -->'),
    ),
  ],
  [
    'empty elements and other spellings',
    Buffer.from(
      good
        .replaceAll('DatabaseID', 'DatabaseId')
        .replaceAll('NEETStartDate', 'NeetStartDate')
        .replaceAll('LevelOfNeedCode', 'LevelofNeedCode')
        .replaceAll('<FamilyName>', '<MiddleName></MiddleName><FamilyName>')
        .replaceAll(
          /<MiddleName>Q\.<\/MiddleName>\s*<MiddleName><\/MiddleName>/g,
          '<MiddleName>Q.</MiddleName>',
        ),
    ),
  ],
])('a file with %s reads like any other', async (_, content) => {
  const file = join(folder, 'other.xml');
  await writeFile(file, content);
  const report = await checkFile(file);
  expect(report.findings).toEqual([]);
  expect(report.schema).toEqual([]);
  expect(report.records).toBe(30);
});
