import type { Readable } from 'node:stream';
import { withForbiddenExcel } from '../render/markup.ts';
import { readMarkup } from './markup.ts';
import type { Zip } from './zip.ts';

/** A cell as the file has it. */
export interface ExcelCell {
  kind: 'number' | 'text' | 'flag' | 'other';
  text: string;
  /** Its place in the list of cell formats. */
  style: number;
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

/** What a part refers to: the target by its id. */
export async function readRelations(zip: Zip, part: string, folder: string): Promise<Map<string, string>> {
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

/** Reads a worksheet row by row; `mark` is told of what hides cells or lies over them. */
export async function readSheet(
  stream: Readable,
  shared: readonly string[],
  row: RowReader,
  mark: (text: string) => void = () => undefined,
): Promise<void> {
  await readMarkup(stream, new SheetReader(shared, row, mark));
}

/** Points; a row lower than this can't be read. */
const LEAST_HEIGHT = 5;
/** What may change or cover what cells show; we write none of it. */
const OVERLAYS =
  /^(conditionalFormatting|mergeCell|drawing|legacyDrawing|picture|oleObjects|controls|filterColumn)$/;
const EDGES = /^(odd|even|first)(Header|Footer)$/;
/** Codes of fonts, sides and page numbers, which programs add by themselves. */
const EMPTY_EDGE = /^(&[LCR]|&"[^"]*"|&\d+|&A|&P|&N|Page|\s)*$/;

class SheetReader {
  private readonly shared: readonly string[];
  private readonly row: RowReader;
  private readonly mark: (text: string) => void;
  private style = 0;
  /** Text of the page's header or footer that is open. */
  private edge: string | null = null;
  private cells: (ExcelCell | undefined)[] = [];
  private at = 0;
  private column = -1;
  private type = 'n';
  /** The texts of the open cell by element: `v` or `t` for its value, `f` for its formula. */
  private value: string | null = null;
  private formula: string | null = null;
  private inside: 'value' | 'formula' | null = null;

  constructor(shared: readonly string[], row: RowReader, mark: (text: string) => void) {
    this.mark = mark;
    this.shared = shared;
    this.row = row;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    const { r, t, s } = attributes;
    const tag = local(name);
    this.markOf(tag, attributes);
    if (tag === 'row') {
      this.at = Number(r ?? this.at + 1);
      this.cells = [];
      this.column = -1;
    } else if (tag === 'c') {
      this.column = r === undefined ? this.column + 1 : columnNumber(r.replace(/\d+$/, ''));
      this.type = t ?? 'n';
      this.style = Number(s ?? 0);
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
    if (this.edge !== null) this.edge += text;
    if (this.inside === 'value') this.value += text;
    if (this.inside === 'formula') this.formula += text;
  }

  close(name: string): void {
    const tag = local(name);
    if (tag === 'v' || tag === 't' || tag === 'f') this.inside = null;
    if (tag === 'c' && this.value !== null) this.cells[this.column] = this.cell(this.value);
    if (tag === 'row') this.row(this.at, this.cells);
    if (EDGES.test(tag) && this.edge !== null) {
      if (!EMPTY_EDGE.test(this.edge)) this.mark(`${tag}: ${this.edge}`);
      this.edge = null;
    }
  }

  private markOf(
    tag: string,
    { r, hidden, ht, width, min, max, zeroHeight }: Readonly<Record<string, string>>,
  ): void {
    const no = (text: string | undefined) => text === undefined || text === '0' || text === 'false';
    if (tag === 'row' && (!no(hidden) || Number(ht ?? 15) < LEAST_HEIGHT)) this.mark(`row ${r} is hidden`);
    if (tag === 'col' && (!no(hidden) || Number(width ?? 10) < 1))
      this.mark(`columns ${min} to ${max} are hidden`);
    if (tag === 'sheetFormatPr' && !no(zeroHeight)) this.mark('rows are hidden');
    if (OVERLAYS.test(tag)) this.mark(tag);
    if (EDGES.test(tag)) this.edge = '';
  }

  private cell(text: string): ExcelCell {
    const { style } = this;
    if (!this.isConstant(text)) return { kind: 'other', text, style };
    switch (this.type) {
      case 'n':
        return { kind: 'number', text, style };
      case 'b':
        return { kind: 'flag', text, style };
      case 's':
        return { kind: 'text', text: this.shared[Number(text)] ?? '', style };
      case 'inlineStr':
      case 'str':
        return { kind: 'text', text: withForbiddenExcel(text), style };
      default:
        return { kind: 'other', text, style };
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
