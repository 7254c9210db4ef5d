import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formats } from '../../reports/render/formats.ts';
import type { Result } from '../../reports/result.ts';
import { tools } from '../support/tools.ts';
import { accessibilityFaults } from './accessible.ts';
import { fixtures, monthly } from './fixtures.ts';
import { editPart, sheetOf } from './zip.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casehouse-accessible-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Reads a spreadsheet with nothing but Python's own zip and XML: its sheets, header rows, named ranges and sums by column. */
const READER = `
import json, sys, zipfile, xml.etree.ElementTree as E
T='{urn:oasis:names:tc:opendocument:xmlns:table:1.0}'; O='{urn:oasis:names:tc:opendocument:xmlns:office:1.0}'
z=zipfile.ZipFile(sys.argv[1]); root=E.fromstring(z.read('content.xml')); meta=E.fromstring(z.read('meta.xml'))
first=z.infolist()[0]
out={'first':[first.filename,first.compress_type,z.read('mimetype').decode()],'bad':z.testzip(),'sheets':[],
 'ranges':[[r.get(T+'name'),r.get(T+'target-range-address'),r.get(T+'display-filter-buttons')] for r in root.iter(T+'database-range')],
 'meta':{e.tag.split('}')[1]:e.text for e in meta[0] if e.get('{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}name') is None}}
for s in root.iter(T+'table'):
  heads=[[''.join(c.itertext()) for c in r.iter(T+'table-cell')] for h in s.iter(T+'table-header-rows') for r in h]
  rows=[[(c.get(O+'value-type'), c.get(O+'value'), ''.join(c.itertext()) or ' '*len(list(c.iter('{urn:oasis:names:tc:opendocument:xmlns:text:1.0}s')))) for c in r.iter(T+'table-cell')] for r in s if r.tag==T+'table-row']
  spans=[c for c in s.iter(T+'table-cell') if c.get(T+'number-columns-spanned') or c.get(T+'number-rows-spanned')]
  width=len(heads[0]) if heads else 0
  body=[r for r in rows if len(r)==width and width>1]
  sums=[sum(float(r[i][1]) for r in body if r[i][0]=='float') for i in range(width)]
  blank=sum(1 for r in body for c in r if c[2]=='')
  out['sheets'].append({'name':s.get(T+'name'),'heads':heads,'rows':len(body),'sums':sums,'spans':len(spans),'blank':blank})
print(json.dumps(out))
`;
interface Ods {
  first: [string, number, string];
  bad: string | null;
  ranges: [string, string, string][];
  meta: Record<string, string>;
  sheets: { name: string; heads: string[][]; rows: number; sums: number[]; spans: number; blank: number }[];
}

function readOds(file: string): Ods {
  const run = spawnSync(tools.python!, ['-c', READER, file], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as Ods;
}

const totals = (result: Result) =>
  result.columns.map((_, i) =>
    result.rows.reduce((sum, row) => sum + (typeof row[i] === 'number' ? (row[i] as number) : 0), 0),
  );

describe.skipIf(tools.python === null)('accessible spreadsheets', () => {
  it.each(Object.keys(fixtures()))('000.9.1b the Excel workbook of %s keeps every rule', async (name) => {
    const file = join(folder, `${name}.xlsx`);
    await formats.xlsx.write(fixtures()[name]!, file);
    expect(accessibilityFaults(file)).toEqual([]);
  });

  it('the checker finds what it is there to find', async () => {
    const file = join(folder, 'spoilt.xlsx');
    await formats.xlsx.write(monthly(), file);
    await editPart(file, sheetOf(3), (text) =>
      text
        .replace('</sheetData>', '</sheetData><mergeCells count="1"><mergeCell ref="C20:D20"/></mergeCells>')
        .replace(/<row r="21".*?<\/row>/, ''),
    );
    await editPart(file, 'docProps/core.xml', (text) => text.replace(/<dc:title>.*?<\/dc:title>/, ''));
    await editPart(file, 'xl/workbook.xml', (text) =>
      text.replace('<sheet name="Notes"', '<sheet state="hidden" name="Notes"'),
    );
    const faults = accessibilityFaults(file).join(' ');
    for (const word of ['no title', 'merged', 'hidden', 'blank']) expect(faults).toContain(word);
  });

  it.each(Object.keys(fixtures()))(
    '000.9.1b the OpenDocument of %s keeps the rules, and has the totals of the screen',
    async (name) => {
      const result = fixtures()[name]!;
      const file = join(folder, `${name}.ods`);
      await formats.ods.write(result, file);
      const book = readOds(file);
      // by the standard: the media type is the first part, as it stands
      expect(book.first).toEqual(['mimetype', 0, 'application/vnd.oasis.opendocument.spreadsheet']);
      expect(book.bad).toBeNull();
      expect(book.meta).toMatchObject({
        title: result.title,
        creator: 'Wulfrun Metropolitan Borough',
        language: 'en-GB',
      });
      expect(book.sheets[0]!.name).toBe('Cover');
      if (result.notes.length > 0) expect(book.sheets[1]!.name).toBe('Notes');
      for (const sheet of book.sheets.slice(1)) {
        expect([sheet.name, sheet.heads.length, sheet.spans, sheet.blank]).toEqual([sheet.name, 1, 0, 0]);
        expect(new Set(sheet.heads[0]!.map((text) => text.toLowerCase())).size).toBe(sheet.heads[0]!.length);
      }
      expect(book.ranges).toHaveLength(book.sheets.length - 1);
      for (const [, place, buttons] of book.ranges)
        expect([/\.A\d+:/.test(place), buttons]).toEqual([true, 'false']);
      const [range] = book.ranges.filter(([table]) => table.startsWith('results_'));
      const data = book.sheets.find((sheet) =>
        range![1].startsWith(`'${sheet.name.replaceAll("'", "''")}'.`),
      )!;
      expect(data.rows).toBe(Math.max(1, result.rows.length));
      if (name !== 'awkward')
        expect(data.sums.map((sum) => Math.round(sum * 1e6))).toEqual(
          totals(result).map((sum) => Math.round(sum * 1e6)),
        );
    },
  );
});
