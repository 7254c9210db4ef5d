import { createReadStream } from 'node:fs';
import { withForbidden } from '../render/markup.ts';
import { fits } from '../render/source.ts';
import { readStamp } from '../render/stamp.ts';
import { isSymbolCode } from '../render/words.ts';
import type { Cell, ResultColumn, Row } from '../result.ts';
import { damaged, notAResult } from './damaged.ts';
import { doubtList, PLAIN, readColumns, readStampShape, type ResultFile } from './file.ts';
import type { Line } from './lines.ts';
import { readMarkup } from './markup.ts';

interface Open {
  name: string;
  attributes: Readonly<Record<string, string>>;
  text: string;
}

/** A cell as its element has it; undefined when it holds no value of its type. */
interface Found {
  type: string;
  column: string;
  cell: Cell | undefined;
}

/** Reads an XML result, element by element. */
export async function readXmlResult(file: string): Promise<ResultFile> {
  const path: Open[] = [];
  const found = new Collector();
  await readMarkup(createReadStream(file), {
    open(name, attributes) {
      if (path.length === 0 && name !== 'result') throw notAResult(`its root element is ${name}`);
      path.push({ name, attributes, text: '' });
      found.lines.open(name, attributes);
      if (name === 'row' && path.length === 3) found.startRow();
    },
    text(text) {
      const open = path.at(-1);
      if (open !== undefined) open.text += text;
      found.lines.text(text);
    },
    close() {
      const element = path.pop()!;
      found.lines.close(element.name);
      found.element(path.map(({ name }) => name).join('/'), element);
    },
  });
  return found.result();
}

/** Gathers the parts of a result as their elements end. */
class Collector {
  private readonly doubts = doubtList();
  private readonly columns: Record<string, unknown>[] = [];
  private readonly stamp: [string, string][] = [];
  private readonly parameters: Record<string, string | null> = {};
  private readonly rows: Found[][] = [];
  private readonly texts = { title: '', definition: '', seal: '' };
  private readonly listed: Record<string, string[]> = { notes: [], sources: [] };
  private readonly symbols: Record<string, string> = {};
  readonly lines = new XmlLines();
  private column: { label: string; description: string | null } = { label: '', description: null };

  startRow(): void {
    this.rows.push([]);
  }

  /** An element that ended; `path` holds the names of those around it. */
  element(path: string, { name, attributes, text }: Open): void {
    const plain = withForbidden(text);
    const attribute = (key: string) => withForbidden(attributes[key] ?? '');
    if (path === 'result') {
      if (name === 'title' || name === 'definition' || name === 'seal') this.texts[name] = plain;
    } else if (path === 'result/stamp') {
      if (name !== 'parameter') this.stamp.push([name, plain]);
      else this.parameters[attribute('name')] = attributes.all === 'true' ? null : plain;
    } else if (path === 'result/columns/column') {
      if (name === 'label' || name === 'description') this.column[name] = plain;
    } else if (path === 'result/columns') {
      const { type, decimals } = attributes;
      this.columns.push({ name: attribute('name'), type, decimals: Number(decimals), ...this.column });
      this.column = { label: '', description: null };
    } else if (path === 'result/notes' || path === 'result/sources') {
      this.listed[path.slice('result/'.length)]!.push(plain);
    } else if (path === 'result/symbols') {
      this.symbols[attribute('code')] = plain;
    } else if (path === 'result/rows/row') {
      const cell = xmlCell(name, attributes, text);
      this.rows.at(-1)!.push({ type: name, column: attribute('column'), cell });
    }
  }

  result(): ResultFile {
    const columns = readColumns(this.columns);
    const known = readStamp(this.stamp);
    if (known === null) throw damaged('its stamp is not complete');
    return {
      ...PLAIN,
      format: 'xml',
      ...this.texts,
      notes: this.listed.notes!,
      sources: this.listed.sources!,
      symbols: this.symbols,
      lines: this.lines.found,
      columns,
      rows: this.rows.map((cells, n) => this.row(columns, cells, n)),
      stamp: readStampShape({ ...known, parameters: this.parameters }),
      doubts: this.doubts.list,
    };
  }

  private row(columns: readonly ResultColumn[], cells: readonly Found[], n: number): Row {
    if (cells.length !== columns.length) {
      this.doubts.add(`Row ${n + 1} has ${cells.length} cells instead of ${columns.length}.`);
    }
    return columns.map((column, i): Cell => {
      const { column: name, cell, type } = cells[i] ?? { column: '', cell: undefined, type: '' };
      const typed = type === column.type || type === 'none' || type === 'symbol';
      if (cell === undefined || !typed || name !== column.name || !fits(column, cell)) {
        this.doubts.add(`Row ${n + 1}, ${column.label}: what stands there is not a ${column.type}.`);
      }
      return cell ?? null;
    });
  }
}

/** Everything outside the rows as lines: texts without the space around them, and attributes. */
class XmlLines {
  readonly found: Line[] = [];
  private readonly path: { name: string; text: string }[] = [];

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.path.push({ name, text: '' });
    if (this.isRow()) return;
    for (const [key, text] of Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) {
      this.found.push({ where: `${this.where()} ${key}`, text });
    }
  }

  text(text: string): void {
    const last = this.path.at(-1);
    if (last !== undefined && !this.isRow()) last.text += text;
  }

  close(_name: string): void {
    const text = withForbidden(this.path.at(-1)?.text ?? '').trim();
    if (!this.isRow()) this.found.push({ where: this.where(), text });
    this.path.pop();
  }

  private isRow(): boolean {
    return this.path[1]?.name === 'rows' && this.path[2]?.name === 'row';
  }

  private where(): string {
    return this.path.map(({ name }) => name).join('/');
  }
}

/** The lines of XML text without its rows. */
export async function xmlLines(xml: string): Promise<Line[]> {
  const lines = new XmlLines();
  await readMarkup(xml, lines);
  return lines.found;
}

function xmlCell(type: string, attributes: Readonly<Record<string, string>>, text: string): Cell | undefined {
  switch (type) {
    case 'none':
      return null;
    case 'symbol':
      return isSymbolCode(attributes.code ?? '') ? { symbol: attributes.code as 'c' } : undefined;
    case 'text':
    case 'code':
      return attributes.escaped === 'true' ? withForbidden(text) : text;
    case 'date':
    case 'month':
    case 'instant':
      return text;
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    default:
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  }
}
