import { readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Desk, desk } from './support.ts';

const HEAD = 'Forename,Surname,DOB,Postcode,UPN,DfENo,StartDate,EndDate';
const ROW = 'Asha,Testcase,01/10/2008,WV1 1AA,,3368001,15/01/2026,';
const good = `${[HEAD, ROW, ROW].join('\r\n')}\r\n`;
const wide = Array.from({ length: 300 }, (_, i) => `c${i}`).join(',');
const bomb = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "${'&a;'.repeat(10)}">]><l>&b;</l>`;

/** Files that are no list, with what is said of them. */
const files: Record<string, [content: string | Uint8Array, says: RegExp]> = {
  'an empty file': ['', /it is empty/],
  'a file of blanks': ['\r\n  \r\n', /holds no text/],
  'a heading without rows': [`${HEAD}\r\n`, /a heading and no rows/],
  'a zip archive': [
    Buffer.concat([Buffer.from('PK\x03\x04'), deflateRawSync(good)]),
    /workbook or a zip archive that is damaged/,
  ],
  'a gzip archive': [Uint8Array.of(0x1f, 0x8b, 8, 0, 0), /compressed archive/],
  'an old workbook': [
    Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1),
    /old kind \(\.xls\) or one with a password/,
  ],
  'a PDF': ['%PDF-1.7\n', /it is a PDF/],
  'truncated XML': ['<?xml version="1.0"?><list><pupil><name>As', /it is XML/],
  'an entity bomb': [bomb, /it is XML/],
  'an external entity': ['<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><l>&x;</l>', /it is XML/],
  'NUL characters': [good.replace('Asha', 'As\0ha'), /line 2 holds NUL characters/],
  'NUL characters in UTF-16': [
    Buffer.from(`\ufeff${good.replace('Asha', 'As\0ha')}`, 'utf16le'),
    /line 2 holds NUL characters/,
  ],
  'UTF-16 without its mark': [Buffer.from(good, 'utf16le'), /line 1 holds NUL characters/],
  'UTF-16 cut short': [Buffer.from(`\ufeff${good}`, 'utf16le').subarray(0, -1), /cut short or not utf-16le/],
  'binary bytes': [Uint8Array.from({ length: 5000 }, (_, i) => (i * 37 + 1) % 256), /control characters|NUL/],
  'bytes of no encoding': [
    Buffer.concat([Buffer.from(good), Uint8Array.of(0x41, 0x81, 0x8d, 0x0a)]),
    /line 4 holds bytes of no encoding/,
  ],
  'two encodings': [
    Buffer.concat([
      Buffer.from(`${HEAD}\r\nZo\u00eb,T,01/10/2008,,,3368001,15/01/2026,\r\n`),
      Buffer.from(`Zo\u00eb,T,01/10/2008,,,3368001,15/01/2026,\r\n`, 'latin1'),
    ]),
    /mixes two encodings: line 2 is UTF-8 and line 3 is not/,
  ],
  '300 columns': [`${wide}\r\n${wide}\r\n`, /300 columns; a list has at most 200/],
  'missing columns': ['Forename,Surname\r\nAsha,Testcase\r\n', /no column DOB, DfENo, StartDate/],
  'another list': ['Shoe,Size\r\nBoot,7\r\n', /no column Forename, Surname/],
  'a heading twice': [good.replace('Postcode', 'surname'), /two columns have the heading "surname"/],
  'one column under two headings': [
    good.replace('Postcode', 'Family name'),
    /"Surname" and "Family name" both mean the column Surname/,
  ],
  'a quotation mark without end': [
    `${HEAD}\r\n${ROW}\r\n"Asha,Testcase,01/10/2008\r\n${`${ROW}\r\n`.repeat(50)}`,
    /mark on line 3 opens a cell that is never closed/,
  ],
  'days with the month first': [
    good.replaceAll('01/10/2008', '10/25/2008'),
    /DOB has 10\/25\/2008, which is a day only with the month first/,
  ],
};

let d: Desk;
beforeAll(async () => {
  d = await desk({ people: [{ name: 'Asha', born: '2008-10-01' }] });
});
afterAll(() => d.close());

/** The count of every table there is, and what lies in the folder. */
async function traces(): Promise<string[]> {
  const { rows } = await d.db.pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
  );
  const counts = await Promise.all(
    rows.map(async ({ name }) => `${name} ${await d.rows(`select count(*) from "${name}"`)}`),
  );
  return [...counts, ...readdirSync(d.folder).sort()];
}

describe('is refused whole, with one sentence, and leaves no trace:', () => {
  test.each(Object.entries(files))('%s', async (name, [content, says]) => {
    const file = d.file(content, `${name.replaceAll(/\W+/g, '-')}.csv`);
    const before = await traces();
    const failure = await d
      .take('education-starters', '', { file })
      .then(() => null)
      .catch((error: unknown) => error as { code: string; message: string; next: string });
    expect(failure).toMatchObject({ code: 'file-refused', message: expect.stringMatching(says) });
    expect(failure!.message).toMatch(/^\S+\.csv was not loaded: .+\.$/s);
    expect(failure!.next).toMatch(/\.$/);
    expect(failure!.message).not.toMatch(/root:|\n/);
    expect((await traces()).filter((t) => !/^list-/.test(t))).toEqual(
      before.filter((t) => !/^list-/.test(t)),
    );
  });

  test('a line of two thousand million bytes, before much of it is read', async () => {
    const path = join(d.folder, 'endless.csv');
    const file = await open(path, 'w');
    await file.write('A'.repeat(3_000_000));
    await file.truncate(2 * 1024 ** 3); // the rest is a hole and takes no room
    await file.close();
    const memory = process.memoryUsage().rss;
    await expect(d.take('education-starters', '', { file: path })).rejects.toThrow(
      /line 1 goes on for more than a million bytes/,
    );
    expect(process.memoryUsage().rss - memory).toBeLessThan(100 * 1024 ** 2);
  });
});

describe('is read like any other:', () => {
  const accents = good.replace(ROW, ROW.replace('Asha', 'Zo\u00eb'));
  test.each<[string, string | Uint8Array, string]>([
    ['UTF-8', accents, 'UTF-8, comma'],
    ['UTF-8 with a mark', `\ufeff${accents}`, 'UTF-8, comma'],
    ['Windows-1252', Buffer.from(accents, 'latin1'), 'Windows-1252, comma'],
    ['UTF-16', Buffer.from(`\ufeff${accents}`, 'utf16le'), 'UTF-16, comma'],
    ['UTF-16 the other way', Buffer.from(`\ufeff${accents}`, 'utf16le').swap16(), 'UTF-16, comma'],
    ['LF', accents.replaceAll('\r\n', '\n'), 'UTF-8, comma'],
    ['CR', accents.replaceAll('\r\n', '\r'), 'UTF-8, comma'],
    ['semicolons', accents.replaceAll(',', ';'), 'UTF-8, semicolon'],
    ['tabs', accents.replaceAll(',', '\t'), 'UTF-8, tab'],
    ['bars', accents.replaceAll(',', '|'), 'UTF-8, bar'],
    ['semicolons, and a hint of them', `sep=;\r\n${accents.replaceAll(',', ';')}`, 'UTF-8, semicolon'],
    ['quotes', accents.replaceAll(/[^,\r\n]+/g, '"$&"'), 'UTF-8, comma'],
    [
      'blank rows and no end',
      `${accents.replaceAll('\r\n', '\r\n,,,,,,,\r\n\r\n').trimEnd()}`,
      'UTF-8, comma',
    ],
    [
      'other headings',
      accents.replace('Forename,Surname,DOB', 'FIRST NAME , legal_surname,"Date of\nBirth"'),
      'UTF-8, comma',
    ],
    ['empty columns at the right', accents.replaceAll('\r\n', ',,\r\n'), 'UTF-8, comma'],
  ])('%s', async (_, content, readAs) => {
    const batch = await d.take('education-starters', content, { review: true });
    expect(batch).toMatchObject({ rows_read: 2, read_as: readAs });
    const mapped = await d.rows(
      "select concat_ws('|', mapped ->> 'given_name', mapped ->> 'dob', mapped ->> 'start_date') from import_row where batch_id = $1 order by line",
      [batch.id],
    );
    expect(mapped).toEqual(['Zo\u00eb|2008-10-01|2026-01-15', 'Asha|2008-10-01|2026-01-15']);
  });
});
