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

/** What is told of each row: its number, and its cells by column with gaps undefined. */
export type RowReader = (at: number, cells: readonly (ExcelCell | undefined)[]) => void;

/** Reads a worksheet row by row. */
export async function readSheet(stream: Readable, shared: readonly string[], row: RowReader): Promise<void> {
  await readMarkup(stream, new SheetReader(shared, row));
}

class SheetReader {
  private readonly shared: readonly string[];
  private readonly row: RowReader;
  private cells: (ExcelCell | undefined)[] = [];
  private at = 0;
  private column = -1;
  private type = 'n';
  /** The texts of the open cell by element: `v` or `t` for its value, `f` for its formula. */
  private value: string | null = null;
  private formula: string | null = null;
  private inside: 'value' | 'formula' | null = null;

  constructor(shared: readonly string[], row: RowReader) {
    this.shared = shared;
    this.row = row;
  }

  open(name: string, { r, t }: Readonly<Record<string, string>>): void {
    const tag = local(name);
    if (tag === 'row') {
      this.at = Number(r ?? this.at + 1);
      this.cells = [];
      this.column = -1;
    } else if (tag === 'c') {
      this.column = r === undefined ? this.column + 1 : columnNumber(r.replace(/\d+$/, ''));
      this.type = t ?? 'n';
      this.value = null;
      this.formula = null;
    } else if (tag === 'v' || tag === 't') {
      this.inside = 'value';
      this.value ??= '';
    } else if (tag === 'f') {
      this.inside = 'formula';
      this.formula = '';
    }
  }

  text(text: string): void {
    if (this.inside === 'value') this.value += text;
    if (this.inside === 'formula') this.formula += text;
  }

  close(name: string): void {
    const tag = local(name);
    if (tag === 'v' || tag === 't' || tag === 'f') this.inside = null;
    if (tag === 'c' && this.value !== null) this.cells[this.column] = this.cell(this.value);
    if (tag === 'row') this.row(this.at, this.cells);
  }

  private cell(text: string): ExcelCell {
    if (!this.isConstant(text)) return { kind: 'other', text };
    switch (this.type) {
      case 'n':
        return { kind: 'number', text };
      case 'b':
        return { kind: 'flag', text };
      case 's':
        return { kind: 'text', text: this.shared[Number(text)] ?? '' };
      case 'inlineStr':
      case 'str':
        return { kind: 'text', text: withForbiddenExcel(text) };
      default:
        return { kind: 'other', text };
    }
  }

  /** LibreOffice saves true and false as the formulas TRUE() and FALSE(); any other formula is not ours. */
  private isConstant(value: string): boolean {
    if (this.formula === null) return true;
    return this.type === 'b' && this.formula === (value === '1' ? 'TRUE()' : 'FALSE()');
  }
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** `A` → 0, `AA` → 26. */
function columnNumber(letters: string): number {
  let n = 0;
  for (const letter of letters) n = n * 26 + letter.charCodeAt(0) - 64;
  return n - 1;
}
