import { createReadStream } from 'node:fs';
import { withForbidden } from '../render/markup.ts';
import { fits } from '../render/source.ts';
import { readStamp } from '../render/stamp.ts';
import { isSymbolCode } from '../render/words.ts';
import type { Cell, ResultColumn, Row } from '../result.ts';
import { damaged, notAResult } from './damaged.ts';
import { doubtList, readColumns, readStampShape, type ResultFile } from './file.ts';
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
      if (name === 'row' && path.length === 3) found.startRow();
    },
    text(text) {
      const open = path.at(-1);
      if (open !== undefined) open.text += text;
    },
    close() {
      const element = path.pop()!;
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
  private readonly texts = { title: '', seal: '' };
  private column: { label: string; description: string | null } = { label: '', description: null };

  startRow(): void {
    this.rows.push([]);
  }

  /** An element that ended; `path` holds the names of those around it. */
  element(path: string, { name, attributes, text }: Open): void {
    const plain = withForbidden(text);
    const attribute = (key: string) => withForbidden(attributes[key] ?? '');
    if (path === 'result') {
      if (name === 'title' || name === 'seal') this.texts[name] = plain;
    } else if (path === 'result/stamp') {
      if (name !== 'parameter') this.stamp.push([name, plain]);
      else this.parameters[attribute('name')] = attributes.all === 'true' ? null : plain;
    } else if (path === 'result/columns/column') {
      if (name === 'label' || name === 'description') this.column[name] = plain;
    } else if (path === 'result/columns') {
      const { type, decimals } = attributes;
      this.columns.push({ name: attribute('name'), type, decimals: Number(decimals), ...this.column });
      this.column = { label: '', description: null };
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
      format: 'xml',
      ...this.texts,
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
