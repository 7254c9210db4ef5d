import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resultHash } from '../../reports/hash.ts';
import { type FormatName, formats } from '../../reports/render/formats.ts';
import type { Result, Row, Stamp } from '../../reports/result.ts';
import { readResultFile, type Verdict, verifyFile } from '../../reports/verify/verify.ts';
import { withZip } from '../../reports/verify/zip.ts';
import { column, monthly, resultOf } from './fixtures.ts';
import { editAttachment, resealPdf } from './pdf.ts';
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
const inBody = (file: string, from: string | RegExp, to: string) =>
  editPart(file, 'word/document.xml', (text) => text.replace(from, to));
const inSheet = (n: number, file: string, from: string | RegExp, to: string) =>
  editPart(file, sheetOf(n), (text) => text.replace(from, to));
const inOds = (file: string, from: string | RegExp, to: string) =>
  editPart(file, 'content.xml', (text) => text.replace(from, to));
const SPOILS: Record<FormatName, Record<string, (file: string) => Promise<void>>> = {
  csv: {
    'the definition changed': (file) => inText(`${file}.json`, 'Custody is left out.', 'Custody counts.'),
    'a note changed': (file) => inText(`${file}.json`, 'until colleges send', 'until schools send'),
    'a note added': (file) => inText(`${file}.json`, '"notes": [', '"notes": ["One more.",'),
    'a source changed': (file) => inText(`${file}.json`, 'Case store of the demo', 'Case store of no'),
    'a column described otherwise': (file) => inText(`${file}.json`, 'NEET divided by', 'NEET taken from'),
    'a symbol given another meaning': (file) =>
      inText(`${file}.json`, 'confidential: hidden', 'none: hidden'),
    'something said besides': (file) =>
      inText(`${file}.json`, '"dialect": {', '"remark": "all checked", "dialect": {'),
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
    'the definition changed': (file) => inText(file, 'Custody is left out.', 'Custody counts.'),
    'a note changed': (file) => inText(file, 'until colleges send', 'until schools send'),
    'a source removed': (file) => inText(file, /"sources": \[[^\]]*\]/, '"sources": []'),
    'a column described otherwise': (file) => inText(file, 'NEET divided by', 'NEET taken from'),
    'a symbol given another meaning': (file) => inText(file, 'confidential: hidden', 'none: hidden'),
    'the finding of the chart changed': (file) => inText(file, 'NEET fell below 3%', 'NEET fell below 2%'),
    'something said besides': (file) => inText(file, '"symbols": {', '"remark": "all checked", "symbols": {'),
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
    'the definition changed': (file) => inText(file, 'Custody is left out.', 'Custody counts.'),
    'a note changed': (file) => inText(file, 'until colleges send', 'until schools send'),
    'a source changed': (file) => inText(file, 'Case store of the demo', 'Case store of no'),
    'a column described otherwise': (file) => inText(file, 'NEET divided by', 'NEET taken from'),
    'a symbol given another meaning': (file) => inText(file, 'confidential: hidden', 'none: hidden'),
    'something said besides': (file) => inText(file, '<symbols>', '<remark>all checked</remark><symbols>'),
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
    'the definition on the cover changed': (file) =>
      inSheet(1, file, 'Custody is left out.', 'Custody counts.'),
    'the day on the cover moved': (file) =>
      inSheet(1, file, 'Data as at 31 October', 'Data as at 30 November'),
    'the title on the cover changed': (file) => inSheet(1, file, 'NEET and not known', 'Not known'),
    'a line added to the cover': (file) =>
      inSheet(
        1,
        file,
        '</sheetData>',
        '<row r="90"><c r="A90" t="inlineStr"><is><t>Checked.</t></is></c></row></sheetData>',
      ),
    'a note changed': (file) => inSheet(2, file, 'until colleges send', 'until schools send'),
    'the day over the table moved': (file) =>
      inSheet(3, file, 'Data as at 31 October', 'Data as at 30 November'),
    'a symbol given another meaning': (file) => inSheet(3, file, 'confidential: hidden', 'none: hidden'),
    'a source over the table changed': (file) =>
      inSheet(3, file, 'Case store of the demo', 'Case store of no'),
    'a column described otherwise': (file) => inSheet(4, file, 'NEET divided by', 'NEET taken from'),
    'a number format that makes nought of everything': (file) =>
      editPart(file, 'xl/styles.xml', (text) =>
        text.replaceAll('formatCode="#,##0;', 'formatCode="&quot;0&quot;;'),
      ),
    'a cell shown with another format': (file) => inSheet(3, file, /(<c r="D20" s=")\d+/, '$13'),
    'a row hidden': (file) => inSheet(3, file, '<row r="20"', '<row r="20" hidden="1"'),
    'a row made too low to read': (file) =>
      inSheet(3, file, '<row r="20"', '<row r="20" ht="1" customHeight="1"'),
    'a column hidden': (file) => inSheet(3, file, '<col min="3"', '<col hidden="1" min="3"'),
    'a worksheet hidden': (file) =>
      editPart(file, 'xl/workbook.xml', (text) =>
        text.replace('<sheet name="Notes"', '<sheet state="hidden" name="Notes"'),
      ),
    'a worksheet renamed': (file) =>
      editPart(file, 'xl/workbook.xml', (text) =>
        text.replace('<sheet name="Notes"', '<sheet name="Remarks"'),
      ),
    'cells merged': (file) =>
      inSheet(
        3,
        file,
        '</sheetData>',
        '</sheetData><mergeCells count="1"><mergeCell ref="C20:D20"/></mergeCells>',
      ),
    'a condition that formats': (file) =>
      inSheet(3, file, '</sheetData>', '</sheetData><conditionalFormatting sqref="C20"/>'),
    'a header on the page': (file) =>
      inSheet(
        3,
        file,
        '<tableParts',
        '<headerFooter><oddHeader>&amp;CChecked</oddHeader></headerFooter><tableParts',
      ),
    'the author changed': (file) =>
      editPart(file, 'docProps/core.xml', (text) => text.replace(/(<dc:creator>)[^<]*/, '$1Someone Else')),
    'the version in the keywords changed': (file) =>
      editPart(file, 'docProps/core.xml', (text) =>
        text.replace('neet-by-month 1.0.0', 'neet-by-month 2.0.0'),
      ),
    'the day it was made changed': (file) =>
      editPart(file, 'docProps/core.xml', (text) => text.replace(/(created[^>]*>)2026/, '$12025')),
    'its subject changed': (file) =>
      editPart(file, 'docProps/core.xml', (text) => text.replace('Custody is left out.', 'Custody counts.')),
    'its properties removed': (file) => editPart(file, 'docProps/custom.xml', () => '<Properties/>'),
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
  ods: {
    'the definition on the cover changed': (file) => inOds(file, 'Custody is left out.', 'Custody counts.'),
    'the day on the cover moved': (file) => inOds(file, 'Data as at 31 October', 'Data as at 30 November'),
    'a note changed': (file) => inOds(file, 'until colleges send', 'until schools send'),
    'a symbol given another meaning': (file) => inOds(file, 'confidential: hidden', 'none: hidden'),
    'a column described otherwise': (file) => inOds(file, 'NEET divided by', 'NEET taken from'),
    'a line added under the cover': (file) =>
      inOds(
        file,
        '</table:table>',
        '<table:table-row><table:table-cell office:value-type="string"><text:p>Checked.</text:p></table:table-cell></table:table-row></table:table>',
      ),
    'a number format that makes nought of everything': (file) =>
      inOds(
        file,
        /(<number:number-style style:name="Dnumber0P0"[^>]*>)<number:number[^>]*>/,
        '$1<number:text>0</number:text>',
      ),
    'a cell shown with another format': (file) =>
      inOds(
        file,
        /table:style-name="number0"( office:value-type="float" office:value="215")/,
        'table:style-name="number1"$1',
      ),
    'a row hidden': (file) =>
      inOds(
        file,
        /<table:table-row (table:style-name="ro1"><table:table-cell table:style-name="month")/,
        '<table:table-row table:visibility="collapse" $1',
      ),
    'a column hidden': (file) =>
      inOds(file, '<table:table-column ', '<table:table-column table:visibility="collapse" '),
    'a sheet hidden': (file) => inOds(file, 'table:display="true"', 'table:display="false"'),
    'a sheet renamed': (file) => inOds(file, 'table:name="Notes"', 'table:name="Remarks"'),
    'cells merged': (file) =>
      inOds(
        file,
        'office:value-type="float" office:value="215"',
        'table:number-columns-spanned="2" office:value-type="float" office:value="215"',
      ),
    'a remark laid over a cell': (file) =>
      inOds(
        file,
        /(office:value="215">)/,
        '$1<office:annotation><text:p>not so</text:p></office:annotation>',
      ),
    'what is shown for a number changed': (file) =>
      inOds(file, 'office:value="215"><text:p>215', 'office:value="215"><text:p>214'),
    'a number changed': (file) => inOds(file, 'office:value="215"', 'office:value="214"'),
    'a number turned into text': (file) =>
      inOds(file, 'office:value-type="float" office:value="215"', 'office:value-type="string"'),
    'a number turned into a formula': (file) =>
      inOds(file, 'office:value="215"', 'table:formula="of:=200+15" office:value="215"'),
    'a date moved': (file) => inOds(file, 'office:date-value="2025-11-30"', 'office:date-value="2025-11-29"'),
    'a symbol overwritten': (file) => inOds(file, /(table:style-name="symbol"[^>]*><text:p>)\[c\]/, '$1[x]'),
    'a row removed': (file) =>
      inOds(
        file,
        /<table:table-row [^>]*><table:table-cell [^>]*office:date-value="2025-11-30".*?<\/table:table-row>/,
        '',
      ),
    'a row emptied': (file) =>
      inOds(
        file,
        /<table:table-row [^>]*><table:table-cell [^>]*office:date-value="2025-11-30".*?<\/table:table-row>/,
        '<table:table-row/>',
      ),
    'the title changed': (file) => inOds(file, 'NEET and not known, by month', 'NEET, by month'),
    'the stamp changed': (file) => inOds(file, '<text:p>Ola Manager<', '<text:p>Someone Else<'),
    'a property changed': (file) =>
      editPart(file, 'meta.xml', (text) => text.replace('Ola Manager', 'Someone Else')),
    'the author changed': (file) =>
      editPart(file, 'meta.xml', (text) => text.replace(/(<meta:initial-creator>)[^<]*/, '$1Someone Else')),
    'its properties removed': (file) => editPart(file, 'meta.xml', () => '<none/>'),
  },
  pdf: {
    'the definition changed': (file) =>
      editAttachment(file, (text) => text.replace('Custody is left out.', 'Custody counts.')),
    'a number changed': (file) => editAttachment(file, (text) => text.replace('7451,215', '7451,214')),
    'a number changed and the bytes sealed again': async (file) => {
      await editAttachment(file, (text) => text.replace('7451,215', '7451,214'));
      await resealPdf(file);
    },
    'a symbol turned into nought': (file) =>
      editAttachment(file, (text) => text.replace('{"symbol":"c"}', '0')),
    'the stamp changed': (file) =>
      editAttachment(file, (text) => text.replace('Ola Manager', 'Someone Else')),
    'a page drawn otherwise': async (file) => {
      const bytes = await readFile(file);
      const at = bytes.indexOf('stream\n', bytes.indexOf('/Contents')) + 60;
      bytes[at] = bytes[at]! ^ 1;
      await writeFile(file, bytes);
    },
    'a page drawn otherwise and the bytes sealed again': async (file) => {
      const bytes = await readFile(file);
      const at = bytes.indexOf('stream\n') + 60;
      bytes[at] = bytes[at]! ^ 1;
      await writeFile(file, bytes);
      await resealPdf(file);
    },
    'the title changed': async (file) => {
      const bytes = await readFile(file);
      await writeFile(
        file,
        Buffer.from(bytes.toString('latin1').replace('/Title (NEET', '/Title (EETT'), 'latin1'),
      );
    },
    'pages written behind its end': async (file) =>
      writeFile(file, Buffer.concat([await readFile(file), Buffer.from('\n9 0 obj\n<<>>\nendobj\n%%EOF')])),
  },
  docx: {
    'another picture in place of the chart': async (file) => {
      const { names } = await withZip(file, async (zip) => zip);
      const picture = names.find((name) => name.startsWith('word/media/'))!;
      await editPart(file, picture, () => 'another picture');
    },
    'the definition changed': (file) => inBody(file, 'Custody is left out.', 'Custody counts.'),
    'the day under the title moved': (file) =>
      inBody(file, 'Data as at 31 October', 'Data as at 30 November'),
    'a paragraph added': (file) =>
      inBody(file, '<w:sectPr', '<w:p><w:r><w:t>All of this was checked.</w:t></w:r></w:p><w:sectPr'),
    'a paragraph hidden': (file) =>
      inBody(
        file,
        '<w:t xml:space="preserve">Note 1',
        '<w:rPr><w:vanish/></w:rPr><w:t xml:space="preserve">Note 1',
      ),
    'a note changed': (file) => inBody(file, 'until colleges send', 'until schools send'),
    'a source changed': (file) => inBody(file, 'Case store of the demo', 'Case store of no'),
    'a symbol given another meaning': (file) => inBody(file, 'confidential: hidden', 'none: hidden'),
    'a column described otherwise': (file) => inBody(file, 'NEET divided by', 'NEET taken from'),
    'a caption changed': (file) => inBody(file, ': NEET fell below 3%', ': NEET fell below 2%'),
    'the words of the chart changed': (file) => inBody(file, '25 points', '24 points'),
    'a heading changed': (file) => inBody(file, '>Sources<', '>Origin<'),
    'the day in the footer moved': (file) =>
      editPart(file, 'word/footer1.xml', (text) => text.replace('31 October', '30 November')),
    'the snapshot in the footer changed': (file) =>
      editPart(file, 'word/footer1.xml', (text) => text.replace('20261120-021000', '20261121-021000')),
    'the version in the footer changed': (file) =>
      editPart(file, 'word/footer1.xml', (text) =>
        text.replace('neet-by-month 1.0.0', 'neet-by-month 2.0.0'),
      ),
    'the footer taken off': (file) => inBody(file, /<w:footerReference[^>]*>/g, ''),
    'words in place of the page number': (file) =>
      editPart(file, 'word/footer1.xml', (text) =>
        text.replace(/(<w:fldChar w:fldCharType="separate"[^>]*>)/, '$1<w:t>checked</w:t>'),
      ),
    'a footnote added': (file) =>
      editPart(file, 'word/footnotes.xml', (text) =>
        text.replace(
          '</w:footnotes>',
          '<w:footnote w:id="9"><w:p><w:r><w:t>Checked.</w:t></w:r></w:p></w:footnote></w:footnotes>',
        ),
      ),
    'the author changed': (file) =>
      editPart(file, 'docProps/core.xml', (text) => text.replace(/(<dc:creator>)[^<]*/, '$1Someone Else')),
    'the version in the keywords changed': (file) =>
      editPart(file, 'docProps/core.xml', (text) =>
        text.replace('neet-by-month 1.0.0', 'neet-by-month 2.0.0'),
      ),
    'the day it was made changed': (file) =>
      editPart(file, 'docProps/core.xml', (text) => text.replace(/(created[^>]*>)2026/, '$12025')),
    'the text in its properties changed': (file) =>
      editPart(file, 'docProps/custom.xml', (text) =>
        text.replace('Custody is left out.', 'Custody counts.'),
      ),
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

  it('finds words that were sealed again and are not those of the definition', async () => {
    const file = join(folder, 'resealed.json');
    await formats.json.write({ ...RESULT, definition: 'Everybody.' }, file);
    const found = await verifyFile(file, again);
    expect(found.outcome).toBe('file altered');
    expect(found.doubts[0]).toContain('definition: it says "Everybody."; Casehouse printed "Young people');
  });

  it('names the words that were altered', async () => {
    const file = await copyOf('docx');
    await SPOILS.docx['the day under the title moved']!(file);
    const { message } = await verifyFile(file, again);
    expect(message).toContain(
      'it says "Wulfrun Metropolitan Borough. Data as at 30 November 2026, with what was known',
    );
    expect(message).toContain('Casehouse printed "Wulfrun Metropolitan Borough. Data as at 31 October 2026,');
  });

  it('reads a stamp that names no council', async () => {
    const { authority: _, ...stamp } = RESULT.stamp;
    for (const name of NAMES) {
      const file = join(folder, `nobody.${name}`);
      await formats[name].write({ ...RESULT, stamp }, file);
      expect((await verifyFile(file, again)).outcome).toBe('same');
      expect((await readResultFile(file)).stamp).toEqual(stamp);
    }
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
