import { withForbidden } from '../render/markup.ts';
import { damaged } from './damaged.ts';
import { readMarkup } from './markup.ts';
import { OdsStyles } from './ods-styles.ts';
import type { Zip } from './zip.ts';

/** A cell of an OpenDocument spreadsheet. */
export interface OdsCell {
  kind: 'number' | 'text' | 'flag' | 'date' | 'other';
  /** The value as the file has it; for text the text itself. */
  value: string;
  /** What the file says that people see. */
  shown: string;
  /** How the value is shown, spelled alike whichever program saved the file; '' when as it stands. */
  format: string;
}

/** A table of the spreadsheet: a named range with its headings. */
export interface OdsTable {
  name: string;
  sheet: string;
  /** Row of the headings, counted from 1. */
  firstRow: number;
}

/** What is told while the content is read, in document order. */
export interface OdsReader {
  sheet?(name: string, hidden: boolean): void;
  row?(sheet: string, at: number, cells: readonly (OdsCell | undefined)[]): void;
  table?(table: OdsTable): void;
  /** What hides cells or lies over them, and is none of ours. */
  mark?(sheet: string, text: string): void;
}

/** Reads the content of a spreadsheet piece by piece. Throws `result-damaged`. */
export async function readOds(zip: Zip, reader: OdsReader): Promise<void> {
  const content = await zip.stream('content.xml');
  if (content === null) throw damaged('its content is gone');
  const styles = new OdsStyles();
  // Programs keep the styles of numbers in either part.
  await readMarkup((await zip.text('styles.xml')) || '<none/>', styles);
  await readMarkup(content, new ContentReader(reader, styles));
}

/** Cells and rows that are repeated beyond this are the blank rest of a sheet. */
const LONGEST_REPEAT = 1_000;
const STRANGE =
  /^(annotation|frame|shapes|covered-table-cell|tracked-changes|content-validations|conditional-formats?|filter|dde-links|object|a|ruby|note)$/;

class ContentReader {
  private readonly reader: OdsReader;
  private readonly styles: OdsStyles;
  private sheet = '';
  private at = 0;
  private rowRepeat = 1;
  private cells: (OdsCell | undefined)[] = [];
  /** Styles of cells that name none: of their row, else of their column. */
  private rowDefault: string | null = null;
  private columnDefaults: string[] = [];
  private cell: { attributes: Readonly<Record<string, string>>; paragraphs: string[] } | null = null;
  private inParagraph = false;

  constructor(reader: OdsReader, styles: OdsStyles) {
    this.styles = styles;
    this.reader = reader;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.styles.open(name, attributes);
    const tag = local(name);
    if (name === 'table:table') this.openSheet(attributes);
    if (tag === 'table-row') this.openRow(attributes);
    if (tag === 'table-cell') this.cell = { attributes, paragraphs: [] };
    if (tag === 'table-column') this.openColumn(attributes);
    if (tag === 'database-range') this.openRange(attributes);
    if (STRANGE.test(tag)) this.mark(tag);
    if (this.cell === null) return;
    if (tag === 'p') {
      this.cell.paragraphs.push('');
      this.inParagraph = true;
    }
    if (tag === 's') this.add(' '.repeat(Number(attributes['text:c'] ?? 1)));
    if (tag === 'tab') this.add('\t');
    if (tag === 'line-break') this.add('\n');
  }

  text(text: string): void {
    this.styles.text(text);
    if (this.inParagraph) this.add(text);
  }

  close(name: string): void {
    this.styles.close(name);
    const tag = local(name);
    if (tag === 'p') this.inParagraph = false;
    if (tag === 'table-cell' && this.cell !== null)
      this.closeCell(this.cell.attributes, this.cell.paragraphs);
    if (tag === 'table-row') this.closeRow();
  }

  private openSheet(attributes: Readonly<Record<string, string>>): void {
    this.sheet = withForbidden(attributes['table:name'] ?? '');
    this.at = 0;
    this.columnDefaults = [];
    this.reader.sheet?.(this.sheet, this.styles.hides(attributes['table:style-name'] ?? ''));
  }

  private openColumn(attributes: Readonly<Record<string, string>>): void {
    if (hides(attributes)) this.mark('columns are hidden');
    const repeat = Math.min(LONGEST_REPEAT, Number(attributes['table:number-columns-repeated'] ?? 1));
    const style = attributes['table:default-cell-style-name'] ?? '';
    for (let i = 0; i < repeat; i++) this.columnDefaults.push(style);
  }

  private openRow(attributes: Readonly<Record<string, string>>): void {
    this.rowRepeat = Number(attributes['table:number-rows-repeated'] ?? 1);
    this.cells = [];
    this.rowDefault = attributes['table:default-cell-style-name'] ?? null;
    if (hides(attributes)) this.mark(`row ${this.at + 1} is hidden`);
    const height = this.styles.height(attributes['table:style-name'] ?? '');
    if (height !== null && height < LEAST_HEIGHT) this.mark(`row ${this.at + 1} is too low to read`);
  }

  private openRange(attributes: Readonly<Record<string, string>>): void {
    const place = (attributes['table:target-range-address'] ?? '').replaceAll('$', '');
    const [, quoted, plain, first] = /^(?:'((?:[^']|'')*)'|([^.']*))\.A(\d+):/.exec(place) ?? [];
    const sheet = withForbidden((quoted ?? plain ?? '').replaceAll("''", "'"));
    this.reader.table?.({ name: attributes['table:name'] ?? '', sheet, firstRow: Number(first ?? 0) });
  }

  private closeCell(attributes: Readonly<Record<string, string>>, paragraphs: string[]): void {
    const repeat = Number(attributes['table:number-columns-repeated'] ?? 1);
    this.cell = null;
    this.inParagraph = false;
    const spans = ['columns', 'rows'].some(
      (way) => Number(attributes[`table:number-${way}-spanned`] ?? 1) > 1,
    );
    if (spans) this.mark('cells are merged');
    const text = withForbidden(paragraphs.join('\n'));
    const cell =
      text === '' && attributes['office:value-type'] === undefined ? undefined : this.made(attributes, text);
    if (cell === undefined && repeat > LONGEST_REPEAT) return;
    for (let i = 0; i < Math.min(repeat, LONGEST_REPEAT); i++) this.cells.push(cell);
  }

  private made(attributes: Readonly<Record<string, string>>, shown: string): OdsCell {
    const style =
      attributes['table:style-name'] ?? this.rowDefault ?? this.columnDefaults[this.cells.length] ?? '';
    const format = this.styles.format(style);
    const formula = attributes['table:formula'];
    // LibreOffice saves true and false as the formulas TRUE() and FALSE(); any other formula is not ours.
    if (formula !== undefined && !/^of:=(TRUE|FALSE)\(\)$/.test(formula)) {
      return { kind: 'other', value: `formula ${formula}`, shown, format };
    }
    switch (attributes['office:value-type']) {
      case 'float':
        return { kind: 'number', value: attributes['office:value'] ?? '', shown, format };
      case 'boolean':
        return { kind: 'flag', value: attributes['office:boolean-value'] ?? '', shown, format: '' };
      case 'date':
        return { kind: 'date', value: attributes['office:date-value'] ?? '', shown, format };
      case 'string':
        return { kind: 'text', value: shown, shown, format };
      default:
        return { kind: 'other', value: attributes['office:value'] ?? '', shown, format };
    }
  }

  private closeRow(): void {
    while (this.cells.length > 0 && this.cells.at(-1) === undefined) this.cells.pop();
    const blank = this.cells.length === 0;
    for (let i = 0; i < (blank ? 0 : Math.min(this.rowRepeat, LONGEST_REPEAT)); i++) {
      this.reader.row?.(this.sheet, this.at + i + 1, this.cells);
    }
    this.at += this.rowRepeat;
  }

  private mark(text: string): void {
    this.reader.mark?.(this.sheet, text);
  }

  private add(text: string): void {
    const paragraphs = this.cell?.paragraphs;
    if (paragraphs !== undefined && paragraphs.length > 0) paragraphs[paragraphs.length - 1] += text;
  }
}

/** Centimetres; a row lower than this can't be read. */
const LEAST_HEIGHT = 0.18;

const hides = (attributes: Readonly<Record<string, string>>): boolean =>
  (attributes['table:visibility'] ?? 'visible') !== 'visible';

const local = (name: string): string => name.slice(name.indexOf(':') + 1);
