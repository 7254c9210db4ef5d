import { SaxesParser } from 'saxes';
import type { Edition, Field } from '../edition.ts';
import { AmpersandGuard } from './ampersand.ts';
import { escapeText } from './escape.ts';
import { type Source, textOf, UnreadableReturn } from './text.ts';

/** The values of elements by column name: text, null for absent or empty, a list where the element may repeat. */
export type Values = Record<string, string | string[] | null>;

/** Something found in the file itself, before any check of its values: a number of checks.yaml and what it is about. */
export type Problem = {
  no: string;
  line: number;
  field: string | null;
  value: string | null;
  reason: string | null;
};

/** A child of the root, in file order. `xml` is the element written again on one line. */
export type Item = {
  kind: 'header' | 'record' | 'other';
  line: number;
  xml: string;
  values: Values;
  /** Paths of the nodes that stand in it, e.g. `YoungPersonsRecord/Activities`. */
  nodes: Set<string>;
};

/** No value or mark-up of a return is nearly as long: more is a broken or hostile file. */
const LONGEST = 1024 * 1024;
const DEEPEST = 16;
const MOST_PROBLEMS = 1000;

const HEADER = 'FileHeader';
const RECORD = 'YoungPersonsRecord';

/**
 * Reads a return as a stream of header and records in constant memory. Optional elements may be empty or left out, and known other
 * spellings of elements are read. Structural faults go to `problems`; a file that is not well-formed throws UnreadableReturn.
 */
export async function* readReturn(
  source: Source,
  edition: Edition,
  problems: Problem[],
): AsyncGenerator<Item> {
  const reading = new Reading(edition, problems);
  for await (const text of textOf(source)) {
    reading.write(text);
    yield* reading.take();
  }
  reading.end();
  yield* reading.take();
}

class Reading {
  private readonly parser = new SaxesParser({ position: true });
  private readonly ampersands = new AmpersandGuard();
  private readonly edition: Edition;
  private readonly problems: Problem[];
  private readonly fields: Map<string, Field>;
  private items: Item[] = [];
  private item: Item | null = null;
  private path: string[] = [];
  /** The same path as it is written again: other spellings give way to the edition's own. */
  private written: string[] = [];
  /** By depth, the element's path below the root. */
  private below: string[] = [];
  private text = '';
  private unknownFrom = 0;
  private headers = 0;
  private rootClosed = false;
  private sinceEvent = 0;

  constructor(edition: Edition, problems: Problem[]) {
    this.edition = edition;
    this.problems = problems;
    this.fields = new Map(edition.fields.map((f) => [f.path, f]));
    for (const f of edition.fields) {
      if (f.alias !== null) this.fields.set(f.path.replace(/[^/]+$/, f.alias), f);
    }
    const parser = this.parser;
    parser.on('doctype', (text) => this.doctype(text));
    parser.on('opentag', (tag) => this.open(tag.name, tag.attributes as Record<string, string>));
    parser.on('closetag', () => this.close());
    parser.on('text', (text) => this.characters(text));
    parser.on('cdata', (text) => this.characters(text));
    parser.on('error', (error) => this.broken(error));
  }

  write(text: string): void {
    this.sinceEvent += text.length;
    try {
      this.parser.write(text);
    } catch (error) {
      if (this.path.length > 0) this.ampersands.write(text); // says it better, if that is what it was
      throw error;
    }
    this.ampersands.write(text);
    if (this.sinceEvent > LONGEST) {
      throw new UnreadableReturn(
        'F01',
        `Line ${this.parser.line}: a value or mark-up goes on for more than a million characters.`,
        'The file is damaged: make or copy it again.',
        this.parser.line,
      );
    }
  }

  end(): void {
    this.ampersands.end();
    this.parser.close();
    if (this.headers === 0) this.problem('F02', HEADER, null, null);
  }

  take(): Item[] {
    const items = this.items;
    this.items = [];
    return items;
  }

  private doctype(text: string): void {
    this.sinceEvent = 0;
    if (!/\[|\bSYSTEM\b|\bPUBLIC\b|ENTITY/.test(text)) return;
    throw new UnreadableReturn(
      'F01',
      'The file declares a document type with rules or entities of its own, which a return may not.',
      'Remove the DOCTYPE line and give the file again.',
      this.parser.line,
    );
  }

  private open(name: string, attributes: Record<string, string>): void {
    this.sinceEvent = 0;
    this.flush();
    this.path.push(name);
    const depth = this.path.length;
    this.below[depth] = depth < 3 ? name : `${this.below[depth - 1]}/${name}`;
    if (depth > DEEPEST) {
      throw new UnreadableReturn(
        'F01',
        `Line ${this.parser.line}: elements are nested too deeply.`,
        'Make the file again.',
      );
    }
    if (depth === 1) {
      this.openRoot(name, attributes);
      return;
    }
    if (depth === 2) this.openChild(name);
    const field = this.unknownFrom > 0 ? undefined : this.fields.get(this.below[depth]!);
    this.written[depth] = field?.element ?? name;
    this.item!.xml += `<${this.written[depth]}${attributeText(attributes)}>`;
    for (const attribute of Object.keys(attributes)) {
      this.problem('F09', name, attributes[attribute]!, `the attribute ${attribute} on ${name}`);
    }
    if (this.unknownFrom > 0) return;
    if (!field) {
      this.unknownFrom = depth;
      this.problem('F09', name, null, `the element ${name}`);
    } else if (field.type === 'node') {
      if (this.item!.nodes.has(field.path) && depth > 2)
        this.problem('F09', name, null, `${name} stands twice`);
      this.item!.nodes.add(field.path);
    }
  }

  private openRoot(name: string, attributes: Record<string, string>): void {
    const expected = this.edition.rootElement;
    if (!name.startsWith(expected)) {
      throw new UnreadableReturn(
        'F09',
        `The file is XML, but not an NCCIS return: its root is ${name}, not ${expected}.`,
        'Give the XML file of a return.',
        this.parser.line,
      );
    }
    if (name !== expected) this.problem('F09', name, null, `the root element is ${name}, not ${expected}`);
    for (const attribute of Object.keys(attributes)) {
      if (!/^(xmlns:|xsi:)/.test(attribute))
        this.problem('F09', name, attributes[attribute]!, `the attribute ${attribute}`);
    }
  }

  private openChild(name: string): void {
    const kind = name === HEADER ? 'header' : name === RECORD ? 'record' : 'other';
    if (kind === 'header' && ++this.headers > 1) this.problem('F04', name, null, 'a second header');
    this.item = { kind, line: this.parser.line, xml: '', values: {}, nodes: new Set() };
  }

  private close(): void {
    this.sinceEvent = 0;
    const depth = this.path.length;
    if (depth === 1) {
      this.flush();
      this.rootClosed = true;
    } else {
      const field = this.unknownFrom > 0 ? undefined : this.fields.get(this.below[depth]!);
      if (field && field.type !== 'node') this.keep(field);
      else this.flush();
      this.item!.xml += `</${this.written[depth]}>`;
      if (this.unknownFrom === depth) this.unknownFrom = 0;
    }
    this.path.pop();
    if (depth === 2) {
      this.items.push(this.item!);
      this.item = null;
    }
  }

  private characters(text: string): void {
    this.sinceEvent = 0;
    this.text += text;
  }

  private keep(field: Field): void {
    const { values } = this.item!;
    const column = field.column!;
    this.item!.xml += escapeText(this.text);
    const value = this.text.trim() || null;
    this.text = '';
    if (field.many) {
      values[column] = [
        ...((values[column] as string[] | undefined) ?? []),
        ...(value === null ? [] : [value]),
      ];
    } else if (column in values) {
      this.problem('F09', field.element, value, `${field.element} stands twice`);
    } else {
      values[column] = value;
    }
  }

  /** Text that stands between elements must be blank. */
  private flush(): void {
    const text = this.text.trim();
    this.text = '';
    if (text === '') return;
    if (this.item) this.item.xml += escapeText(text);
    if (this.unknownFrom === 0)
      this.problem('F09', this.path.at(-1) ?? null, text.slice(0, 100), `text in ${this.path.at(-1)}`);
  }

  private broken(error: Error): never {
    const message = error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
    const line = this.parser.line;
    if (/unclosed tag/.test(message)) {
      throw new UnreadableReturn(
        'F03',
        `The file ends on line ${line} before its elements are closed.`,
        'The file was cut short: make or copy it again.',
        line,
      );
    }
    if (this.rootClosed && /root/.test(message)) {
      throw new UnreadableReturn(
        'F04',
        `Line ${line}: something follows the end of the root.`,
        'Give one return in one file.',
        line,
      );
    }
    throw new UnreadableReturn(
      'F01',
      `Line ${line}: the file is not well-formed XML (${message}).`,
      'Correct that line, or make the file again.',
      line,
    );
  }

  private problem(no: string, field: string | null, value: string | null, reason: string | null): void {
    if (this.problems.length < MOST_PROBLEMS) {
      this.problems.push({ no, line: this.parser.line, field, value, reason });
    }
  }
}

const attributeText = (attributes: Record<string, string>): string =>
  Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeText(value).replaceAll('"', '&quot;')}"`)
    .join('');
