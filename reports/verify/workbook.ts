import type { Readable } from 'node:stream';
import { withForbiddenExcel } from '../render/markup.ts';
import { readMarkup } from './markup.ts';
import type { Zip } from './zip.ts';

/** A cell as the file has it. */
export interface ExcelCell {
  kind: 'number' | 'text' | 'flag' | 'other';
  text: string;
}

/** A table of a workbook: where it stands and what it is called. */
export interface ExcelTable {
  name: string;
  sheet: string;
  firstRow: number;
  columns: number;
}

/** The tables of a workbook in the order of its sheets. */
export async function readTables(zip: Zip): Promise<ExcelTable[]> {
  const targets = await readRelations(zip, 'xl/_rels/workbook.xml.rels', 'xl');
  const tables: ExcelTable[] = [];
  for (const id of await readSheetIds(zip)) {
    const sheet = targets.get(id);
    if (sheet === undefined) continue;
    const folder = sheet.slice(0, sheet.lastIndexOf('/'));
    const rels = `${folder}/_rels/${sheet.slice(folder.length + 1)}.rels`;
    for (const part of (await readRelations(zip, rels, folder)).values()) {
      if (/\/tables\//.test(part)) tables.push(await readTable(zip, part, sheet));
    }
  }
  return tables;
}

async function readTable(zip: Zip, part: string, sheet: string): Promise<ExcelTable> {
  const table: ExcelTable = { name: '', sheet, firstRow: 0, columns: 0 };
  await readMarkup(await zip.text(part), {
    open(name, attributes) {
      if (local(name) !== 'table') return;
      const [, first = '0', last = 'A'] = /^A(\d+):([A-Z]+)\d+$/.exec(attributes.ref ?? '') ?? [];
      table.name = attributes.displayName ?? attributes.name ?? '';
      table.firstRow = Number(first);
      table.columns = columnNumber(last) + 1;
    },
    text: () => undefined,
    close: () => undefined,
  });
  return table;
}

async function readSheetIds(zip: Zip): Promise<string[]> {
  const ids: string[] = [];
  await readMarkup((await zip.text('xl/workbook.xml')) || '<none/>', {
    open(name, attributes) {
      if (local(name) === 'sheet') ids.push(attributes['r:id'] ?? '');
    },
    text: () => undefined,
    close: () => undefined,
  });
  return ids;
}

async function readRelations(zip: Zip, part: string, folder: string): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  const text = await zip.text(part);
  if (text === '') return targets;
  await readMarkup(text, {
    open(name, { Id = '', Target = '' }) {
      if (local(name) === 'Relationship') targets.set(Id, resolved(folder, Target));
    },
    text: () => undefined,
    close: () => undefined,
  });
  return targets;
}

function resolved(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const parts = folder.split('/');
  for (const piece of target.split('/')) {
    if (piece === '..') parts.pop();
    else if (piece !== '.') parts.push(piece);
  }
  return parts.join('/');
}

/** The workbook's shared texts, which Excel makes of ours when it saves. */
export async function readSharedTexts(zip: Zip): Promise<string[]> {
  const texts: string[] = [];
  const xml = await zip.text('xl/sharedStrings.xml');
  if (xml === '') return texts;
  let inText = false;
  let inPhonetic = false;
  await readMarkup(xml, {
    open(name) {
      if (local(name) === 'si') texts.push('');
      if (local(name) === 'rPh') inPhonetic = true;
      if (local(name) === 't') inText = true;
    },
    text(text) {
      if (inText && !inPhonetic) texts[texts.length - 1] += text;
    },
    close(name) {
      if (local(name) === 't') inText = false;
      if (local(name) === 'rPh') inPhonetic = false;
    },
  });
  return texts.map(withForbiddenExcel);
}

/** Calls `row` with the number and the cells (by column, gaps undefined) of each row of a sheet. */
export async function readSheet(
  stream: Readable,
  shared: readonly string[],
  row: (at: number, cells: readonly (ExcelCell | undefined)[]) => void,
): Promise<void> {
  let cells: (ExcelCell | undefined)[] = [];
  let at = 0;
  let column = -1;
  let type = '';
  let value: string | null = null;
  let reading = false;
  let formula: string | null = null;
  let inFormula = false;
  await readMarkup(stream, {
    open(name, attributes) {
      const tag = local(name);
      if (tag === 'row') {
        at = Number(attributes.r ?? at + 1);
        cells = [];
        column = -1;
      } else if (tag === 'c') {
        column = attributes.r === undefined ? column + 1 : columnNumber(attributes.r.replace(/\d+$/, ''));
        type = attributes.t ?? 'n';
        value = null;
        formula = null;
      } else if (tag === 'v' || tag === 't') {
        reading = true;
        value ??= '';
      } else if (tag === 'f') {
        inFormula = true;
        formula = '';
      }
    },
    text(text) {
      if (reading) value += text;
      if (inFormula) formula += text;
    },
    close(name) {
      const tag = local(name);
      if (tag === 'f') inFormula = false;
      if (tag === 'v' || tag === 't') reading = false;
      if (tag === 'c' && value !== null)
        cells[column] = excelCell(isConstant(formula, type) ? type : 'formula', value, shared);
      if (tag === 'row') row(at, cells);
    },
  });
}

/** LibreOffice saves true and false as the formulas TRUE() and FALSE(); any other formula is not ours. */
const isConstant = (formula: string | null, type: string): boolean =>
  formula === null || (type === 'b' && /^(TRUE|FALSE)\(\)$/.test(formula));

function excelCell(type: string, value: string, shared: readonly string[]): ExcelCell {
  switch (type) {
    case 'n':
      return { kind: 'number', text: value };
    case 'b':
      return { kind: 'flag', text: value };
    case 's':
      return { kind: 'text', text: shared[Number(value)] ?? '' };
    case 'inlineStr':
    case 'str':
      return { kind: 'text', text: withForbiddenExcel(value) };
    default:
      return { kind: 'other', text: value };
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** `A` → 0, `AA` → 26. */
function columnNumber(letters: string): number {
  let n = 0;
  for (const letter of letters) n = n * 26 + letter.charCodeAt(0) - 64;
  return n - 1;
}
