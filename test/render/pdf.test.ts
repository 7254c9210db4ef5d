import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultHash } from '../../reports/hash.ts';
import { cellText } from '../../reports/render/cells.ts';
import { formats } from '../../reports/render/formats.ts';
import { PDF_ROWS } from '../../reports/render/pdf/pdf.ts';
import type { Result } from '../../reports/result.ts';
import { verifyFile } from '../../reports/verify/verify.ts';
import { tools } from '../support/tools.ts';
import { column, fixtures, many, monthly, resultOf, wards } from './fixtures.ts';

let folder = '';
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casehouse-pdf-'));
  for (const [name, result] of Object.entries(fixtures())) await formats.pdf.write(result, at(`${name}.pdf`));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What one of poppler's programs says of a file. */
function poppler(program: string, ...words: string[]): string {
  const run = spawnSync(program, words, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (run.status !== 0) throw new Error(`${program}: ${run.stderr}`);
  return run.stdout;
}

const numbers = (result: Result) =>
  result.rows.flat().reduce<number>((sum, cell) => sum + (typeof cell === 'number' ? cell : 0), 0);

/** The cells of the first table as the tags of the document give them, row by row. */
function taggedRows(file: string): string[][] {
  const lines = poppler('pdfinfo', '-struct-text', file).split('\n');
  const rows: string[][] = [];
  let inBody = false;
  for (const line of lines) {
    if (/^ +TBody/.test(line)) inBody = true;
    else if (inBody && /^ {2}\S/.test(line)) break;
    if (!inBody) continue;
    if (/^ +TR/.test(line)) rows.push([]);
    if (/^ +TD/.test(line)) rows.at(-1)!.push('');
    // one piece for each page that the cell is on
    const piece = /^ +"(.*)"$/.exec(line)?.[1];
    if (piece !== undefined) rows.at(-1)!.push(`${rows.at(-1)!.pop()} ${piece}`.trim());
  }
  return rows;
}

describe.skipIf(tools.pdftotext === null)('PDF by poppler', () => {
  it('001.4.3.4 is tagged, with title, language and author, its fonts embedded and its figures attached', () => {
    const info = poppler('pdfinfo', at('monthly.pdf'));
    expect(info).toMatch(/Tagged: +yes/);
    expect(info).toMatch(/Title: +NEET and not known, by month\n/);
    expect(info).toMatch(/Author: +Wulfrun Metropolitan Borough\n/);
    const fonts = poppler('pdffonts', at('monthly.pdf')).trim().split('\n').slice(2);
    expect(fonts).toHaveLength(2);
    // embedded, a subset, and with a table back to text
    for (const font of fonts) expect(font).toMatch(/yes yes yes +\d+ +0$/);
    poppler('pdfdetach', '-save', '1', '-o', at('result.json'), at('monthly.pdf'));
    const raw = poppler('cat', at('monthly.pdf'));
    for (const entry of ['/Lang (en-GB)', '/DisplayDocTitle true', '/MarkInfo']) expect(raw).toContain(entry);
    expect(poppler('pdfinfo', '-meta', at('monthly.pdf'))).toContain('<pdfuaid:part>1</pdfuaid:part>');
  });

  it('001.4.3.4 has headings in order, a figure with its words, and header cells with their scope', () => {
    const tags = poppler('pdfinfo', '-struct', at('monthly.pdf'));
    const heads = [...tags.matchAll(/\b(H\d) \(block\)/g)].map(([, level]) => level);
    expect(heads).toEqual(['H1', 'H2', 'H2', 'H2', 'H2', 'H2', 'H2']);
    expect(tags.match(/\bFigure/g)).toHaveLength(1);
    expect(poppler('cat', at('monthly.pdf'))).toMatch(/\/S \/Figure\n\/Alt \(Line chart: NEET fell below 3%/);
    const [first] = tags.split('TBody');
    expect(first!.match(/TH\b/g)).toHaveLength(monthly().columns.length);
    expect(first!.match(/\/Scope \/Column/g)).toHaveLength(monthly().columns.length);
  });

  it.each(['monthly', 'wards'])(
    '001.4.3.4 000.9.1b the tagged cells of %s are the cells of the screen',
    (name) => {
      const result = name === 'monthly' ? monthly() : wards();
      expect(taggedRows(at(`${name}.pdf`))).toEqual(
        result.rows.map((row) => row.map((cell, i) => cellText(result.columns[i]!, cell))),
      );
    },
  );

  it('000.9.1b the attached figures have equal totals and an equal hash', async () => {
    poppler('pdfdetach', '-save', '1', '-o', at('wards.json'), at('wards.pdf'));
    const found = JSON.parse(await readFile(at('wards.json'), 'utf8')) as Result;
    expect(numbers(found)).toBe(numbers(wards()));
    expect(resultHash(found.columns, found.rows)).toBe(wards().stamp.resultHash);
  });

  it('shows every page its number and where the figures come from, and repeats the headings', () => {
    const pages = poppler('pdftotext', '-layout', at('monthly.pdf'), '-').split('\f').slice(0, -1);
    for (const [i, page] of pages.entries()) {
      expect(page).toContain(`Page ${i + 1} of ${pages.length}`);
      expect(page).toContain('neet-by-month 1.0.0 · data as at 31 October 2026');
    }
    expect(pages[1]).toMatch(/^\s*Month +Young people/);
  });

  it('says that letters are missing which its font lacks', () => {
    expect(poppler('pdftotext', at('awkward.pdf'), '-').replace(/\s+/g, ' ')).toContain(
      'A letter that its font lacks is shown as □; the attachment has it.',
    );
    expect(poppler('pdftotext', at('monthly.pdf'), '-')).not.toContain('font lacks');
  });

  it('keeps a cell that is longer than a page, over the pages that it takes', async () => {
    const words = Array.from({ length: 3_000 }, (_, i) => `word${i}`).join(' ');
    const result = resultOf(
      [column('n', 'N', 'count'), column('t', 'Text', 'text')],
      [
        [1, words],
        [2, 'end'],
      ],
    );
    await formats.pdf.write(result, at('tall.pdf'));
    const [cell] = taggedRows(at('tall.pdf'));
    expect(cell![1]!.replace(/\s+/g, ' ') === words).toBe(true);
  });
});

describe('PDF', () => {
  it('refuses more rows than a document should have, and names another format', async () => {
    await expect(formats.pdf.write(many(PDF_ROWS + 1), at('long.pdf'))).rejects.toMatchObject({
      code: 'too-long-for-pdf',
      next: expect.stringContaining('Excel'),
    });
  });

  it('takes as many rows as it says', async () => {
    const result = many(PDF_ROWS);
    await formats.pdf.write(result, at('full.pdf'));
    expect((await verifyFile(at('full.pdf'), () => Promise.resolve(result))).outcome).toBe('same');
  }, 120_000);

  it('000.9.1b a byte changed anywhere in the file is found', async () => {
    const bytes = await readFile(at('monthly.pdf'));
    const again = () => Promise.resolve(monthly());
    for (let n = 0; n < 60; n++) {
      const place = Math.floor((bytes.length * (n + 0.5)) / 60);
      const spoilt = Buffer.from(bytes);
      spoilt[place] = spoilt[place]! ^ 0x04;
      await writeFile(at('spoilt.pdf'), spoilt);
      const outcome = await verifyFile(at('spoilt.pdf'), again).then(
        (verdict) => verdict.outcome,
        (error: { code: string }) => error.code,
      );
      expect([place, outcome]).not.toEqual([place, 'same']);
    }
  }, 120_000);
});
