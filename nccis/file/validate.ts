import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm';
import type { Edition } from '../edition.ts';
import type { Item } from './reader.ts';
import { type SchemaForm, schemaOf } from './schema.ts';

/** A place where a file departs from the schema. `line` is the line of the record or header in the file, `record` whose record it is. */
export type SchemaFault = { line: number; record: string | null; message: string };

const RECORDS_AT_ONCE = 500;

/**
 * Validates a return of any size in constant memory: each `RECORDS_AT_ONCE` records are validated as a document of their own, under
 * the file's header. Give items in file order, then `finish`; `close` frees the schema.
 */
export class SchemaChecker {
  readonly faults: SchemaFault[] = [];
  private readonly validator: XsdValidator;
  private readonly source: XmlDocument;
  private readonly root: string;
  private readonly most: number;
  private header: Item | null = null;
  private batch: Item[] = [];
  private done = 0;

  constructor(edition: Edition, form: SchemaForm, day: string, most = 1000) {
    this.source = XmlDocument.fromString(schemaOf(edition, form, day));
    this.validator = XsdValidator.fromDoc(this.source);
    this.root = edition.rootElement;
    this.most = most;
  }

  add(item: Item): void {
    this.batch.push(item);
    if (this.batch.length > RECORDS_AT_ONCE) this.validate();
  }

  finish(): SchemaFault[] {
    if (this.batch.length > 0 || this.done === 0) this.validate();
    return this.faults;
  }

  close(): void {
    this.validator.dispose();
    this.source.dispose();
  }

  /** One line per item, so that a fault's line finds its item. The header stands before every batch but its own. */
  private validate(): void {
    const items = this.done++ > 0 && this.header ? [this.header, ...this.batch] : this.batch;
    this.header ??= this.batch.find((item) => item.kind === 'header') ?? null;
    this.batch = [];
    if (this.faults.length >= this.most) return;
    const xml = [`<${this.root}>`, ...items.map((i) => i.xml.replace(/\s*\n\s*/g, ' ')), `</${this.root}>`];
    const document = XmlDocument.fromString(xml.join('\n'));
    try {
      this.validator.validate(document);
    } catch (error) {
      if (!(error instanceof XmlValidateError)) throw error;
      for (const detail of error.details) {
        const item = items[detail.line - 2];
        const record = item?.kind === 'record' ? ((item.values.ypid as string | undefined) ?? null) : null;
        this.faults.push({ line: item?.line ?? 1, record, message: readable(detail.message) });
      }
    } finally {
      document.dispose();
    }
  }
}

/** The library's words without the whole of a long list. */
const readable = (message: string): string =>
  message.trim().replace(/is not an element of the set \{.{80,}\}/, 'is not a code of its list');
