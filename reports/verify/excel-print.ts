import { withForbiddenExcel } from '../render/markup.ts';
import type { Line } from './lines.ts';
import { readMarkup } from './markup.ts';
import { type ExcelCell, readRelations, readSharedTexts, readSheet } from './workbook.ts';
import type { Zip } from './zip.ts';

/**
 * What a workbook shows, in order: each worksheet's name and whether it is hidden; each cell's value with its number
 * format; hidden rows and columns; headers and footers of the page; and marks where something lies over the cells.
 */
export async function excelPrint(zip: Zip): Promise<Line[]> {
  const shared = await readSharedTexts(zip);
  const formats = await readFormats(zip);
  const targets = await readRelations(zip, 'xl/_rels/workbook.xml.rels', 'xl');
  const lines: Line[] = [];
  for (const { name, id, state } of await readSheetNames(zip)) {
    lines.push({
      where: 'worksheets',
      text: state === '' || state === 'visible' ? name : `${name} (${state})`,
    });
    const part = targets.get(id) ?? '';
    const stream = await zip.stream(part);
    if (stream === null) continue;
    await readSheet(
      stream,
      shared,
      (at, cells) => {
        for (const [i, cell] of cells.entries()) {
          if (cell === undefined || cell.text === '') continue;
          const format = formats[cell.style] ?? 'General';
          const shown = format === 'General' || format === '@' ? '' : ` as ${format}`;
          const text = cell.kind === 'text' ? cell.text : `${cell.kind} ${near(cell)}`;
          lines.push({ where: `${name}, row ${at}, cell ${i + 1}`, text: text + shown });
        }
      },
      (mark) => lines.push({ where: name, text: mark }),
    );
  }
  const remarks = zip.names.filter((part) => /^xl\/(comments|threadedComments|drawings|charts)/.test(part));
  for (const part of remarks.filter((each) => each.endsWith('.xml'))) {
    for (const text of await plainTexts(zip, part)) lines.push({ where: 'remark', text });
  }
  return lines;
}

/** A number to 12 digits: programs write the last few in their own way, and the result hash has all of them. */
const near = ({ kind, text }: ExcelCell): string =>
  kind === 'number' ? String(Number(Number(text).toPrecision(12))) : text;

async function readSheetNames(zip: Zip): Promise<{ name: string; id: string; state: string }[]> {
  const sheets: { name: string; id: string; state: string }[] = [];
  await readMarkup((await zip.text('xl/workbook.xml')) || '<none/>', {
    open(tag, attributes) {
      if (local(tag) !== 'sheet') return;
      const { name = '', state = '' } = attributes;
      sheets.push({ name, id: attributes['r:id'] ?? '', state });
    },
    text: () => undefined,
    close: () => undefined,
  });
  return sheets;
}

/** Built-in formats that programs put in place of ours; others are named by their number. */
const BUILT_IN: Readonly<Record<string, string>> = { 0: 'General', 49: '@' };

/** The number format of each cell style, in the one spelling that programs share. */
async function readFormats(zip: Zip): Promise<string[]> {
  const codes = new Map(Object.entries(BUILT_IN));
  const formats: string[] = [];
  let inCells = false;
  await readMarkup((await zip.text('xl/styles.xml')) || '<none/>', {
    open(tag, { numFmtId = '0', formatCode = '' }) {
      const name = local(tag);
      if (name === 'numFmt') codes.set(numFmtId, spelled(formatCode));
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells) formats.push(codes.get(numFmtId) ?? `built-in ${numFmtId}`);
    },
    text: () => undefined,
    close(tag) {
      if (local(tag) === 'cellXfs') inCells = false;
    },
  });
  return formats;
}

/** `[$-809]d\ mmmm` and `d mmmm`, `\−` and `"−"` are one format. */
const spelled = (code: string): string =>
  code
    .replace(/\[\$-[0-9A-F]+\]/gi, '')
    .replace(/\\(.)/gu, '"$1"')
    .replaceAll('" "', ' ')
    .replace(/;@$/, '')
    .replace(/^general$/i, 'General');

async function plainTexts(zip: Zip, part: string): Promise<string[]> {
  const texts: string[] = [];
  await readMarkup(await zip.text(part), {
    open: () => undefined,
    text(text) {
      if (text.trim() !== '') texts.push(withForbiddenExcel(text));
    },
    close: () => undefined,
  });
  return texts;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);
