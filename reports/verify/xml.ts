import { createReadStream } from 'node:fs';
import { withForbidden } from '../render/markup.ts';
import { fits } from '../render/source.ts';
import { readStamp } from '../render/stamp.ts';
import { isSymbolCode } from '../render/words.ts';
import type { Cell, Row } from '../result.ts';
import { damaged, notAResult } from './damaged.ts';
import { doubtList, readColumns, readStampShape, type ResultFile } from './file.ts';
import { readMarkup } from './markup.ts';

interface Open {
  name: string;
  attributes: Readonly<Record<string, string>>;
  text: string;
}

/** Reads an XML result, element by element. */
export async function readXmlResult(file: string): Promise<ResultFile> {
  const path: Open[] = [];
  const found = collector();
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

function collector() {
  const doubts = doubtList();
  const columns: Record<string, unknown>[] = [];
  const stamp: [string, string][] = [];
  const parameters: Record<string, string | null> = {};
  const texts = { title: '', seal: '', label: '', description: null as string | null };
  const raw: { type: string; column: string; cell: Cell | undefined }[][] = [];

  const element = (path: string, { name, attributes, text }: Open) => {
    const plain = withForbidden(text);
    if (path === 'result' && (name === 'title' || name === 'seal')) texts[name] = plain;
    if (path === 'result/stamp' && name !== 'parameter') stamp.push([name, plain]);
    if (path === 'result/stamp' && name === 'parameter') {
      parameters[withForbidden(attributes.name ?? '')] = attributes.all === 'true' ? null : plain;
    }
    if (path === 'result/columns/column' && name === 'label') texts.label = plain;
    if (path === 'result/columns/column' && name === 'description') texts.description = plain;
    if (path === 'result/columns') {
      const { label, description } = texts;
      columns.push({
        name: withForbidden(attributes.name ?? ''),
        type: attributes.type,
        decimals: Number(attributes.decimals),
        label,
        description,
      });
      texts.description = null;
    }
    if (path === 'result/rows/row') {
      raw.at(-1)!.push({
        type: name,
        column: withForbidden(attributes.column ?? ''),
        cell: xmlCell(name, attributes, text),
      });
    }
  };

  const result = (): ResultFile => {
    const shape = readColumns(columns);
    const rows: Row[] = raw.map((cells, n) =>
      shape.map((column, i): Cell => {
        const { column: name, cell, type } = cells[i] ?? { column: '', cell: undefined, type: '' };
        const typed = type === column.type || type === 'none' || type === 'symbol';
        if (
          cell === undefined ||
          !typed ||
          name !== column.name ||
          cells.length !== shape.length ||
          !fits(column, cell)
        ) {
          doubts.add(`Row ${n + 1}, ${column.label}: what stands there is not a ${column.type}.`);
        }
        return cell ?? null;
      }),
    );
    const known = readStamp(stamp);
    if (known === null) throw damaged('its stamp is not complete');
    return {
      format: 'xml',
      title: texts.title,
      columns: shape,
      rows,
      stamp: readStampShape({ ...known, parameters }),
      seal: texts.seal,
      doubts: doubts.list,
    };
  };
  return { element, result, startRow: () => raw.push([]) };
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
