import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import type { Edition, Field } from '../edition.ts';
import { elementText } from './escape.ts';
import type { Values } from './reader.ts';
import { type ElementTree, elementTree } from './tree.ts';

const FLUSH_AT = 256 * 1024;

/** What was written: `sha256` of the file's bytes. */
export type Written = { records: number; bytes: number; sha256: string };

/**
 * Writes a return as UTF-8 XML in constant memory: header and records are values by column name. Empty optional elements and nodes are
 * left out. `onRecord` gets the SHA-256 of each record's XML. A character that XML can't hold is an error that names the record.
 */
export async function writeReturn(
  file: string,
  edition: Edition,
  header: Values,
  records: AsyncIterable<Values> | Iterable<Values>,
  onRecord: (values: Values, sha256: string) => void = () => {},
): Promise<Written> {
  const [headerTree, recordTree] = elementTree(edition.fields);
  const out = new Output(await open(file, 'wx'));
  let count = 0;
  try {
    await out.write(`<?xml version="1.0" encoding="UTF-8"?>\n<${edition.rootElement}>\n`);
    await out.write(elementXml(headerTree!, header, 'the header', 1));
    for await (const values of records) {
      const xml = elementXml(recordTree!, values, `record ${values.ypid ?? count + 1}`, 1);
      onRecord(values, createHash('sha256').update(xml).digest('hex'));
      await out.write(xml);
      count++;
    }
    await out.write(`</${edition.rootElement}>\n`);
    return { records: count, ...(await out.end()) };
  } finally {
    await out.close();
  }
}

class Output {
  private readonly handle: FileHandle;
  private readonly hash = createHash('sha256');
  private waiting = '';
  private bytes = 0;

  constructor(handle: FileHandle) {
    this.handle = handle;
  }

  async write(text: string): Promise<void> {
    this.waiting += text;
    if (this.waiting.length >= FLUSH_AT) await this.flush();
  }

  /** All is on the disk when this returns. */
  async end(): Promise<{ bytes: number; sha256: string }> {
    await this.flush();
    await this.handle.sync();
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async flush(): Promise<void> {
    const chunk = Buffer.from(this.waiting);
    this.waiting = '';
    this.hash.update(chunk);
    this.bytes += chunk.length;
    await this.handle.writeFile(chunk);
  }
}

/** One element with all below it; empty text when nothing in it has a value and it may be left out. */
export function elementXml(tree: ElementTree, values: Values, record: string, depth: number): string {
  const { field, children } = tree;
  const indent = '  '.repeat(depth);
  if (field.type !== 'node')
    return valuesOf(field, values)
      .map((v) => `${indent}${leaf(field, v, record)}\n`)
      .join('');
  const inside = children.map((child) => elementXml(child, values, record, depth + 1)).join('');
  if (inside === '' && field.need !== 'M' && depth > 1) return '';
  return `${indent}<${field.element}>\n${inside}${indent}</${field.element}>\n`;
}

function valuesOf(field: Field, values: Values): string[] {
  const value = values[field.column!] ?? null;
  if (value === null || value === '') return [];
  return Array.isArray(value) ? value : [value];
}

const leaf = (field: Field, value: string, record: string): string =>
  `<${field.element}>${elementText(value, field.element, record)}</${field.element}>`;
