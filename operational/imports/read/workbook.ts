import type { Readable } from 'node:stream';
import { type SaxesAttributePlain, SaxesParser } from 'saxes';
import * as yauzl from 'yauzl';
import { CasehouseError } from '../../../base/errors.ts';
import type { RawRow } from './delimited.ts';
import { LIMITS } from './limits.ts';
import { refusal } from './refusal.ts';

/**
 * Rows of the first visible sheet of an .xlsx workbook, in constant memory but for its table of texts. Days come as ISO text, whatever
 * they look like in the sheet. Throws `file-refused` for any other archive and for damaged or hostile workbooks.
 */
export async function* workbookRows(file: string): AsyncGenerator<RawRow> {
  const zip = await yauzl.openPromise(file, { autoClose: false, lazyEntries: true }).catch((cause) => {
    throw damaged(file, cause);
  });
  try {
    const parts = await partsOf(file, zip);
    const book = await readBook(parts);
    const dates = await dateStyles(parts);
    const texts = await sharedTexts(parts);
    yield* sheetRows(parts, book.sheet, { dates, texts, is1904: book.is1904 });
  } catch (error) {
    throw error instanceof CasehouseError ? error : damaged(file, error);
  } finally {
    zip.close();
  }
}

const damaged = (file: string, _cause: unknown): CasehouseError =>
  refusal(
    file,
    'it is a workbook or a zip archive that is damaged.',
    'Open it, save it anew as .xlsx or CSV UTF-8, and load that.',
  );

interface Parts {
  file: string;
  names: ReadonlySet<string>;
  stream(name: string): Promise<Readable>;
}

async function partsOf(file: string, zip: yauzl.ZipFile): Promise<Parts> {
  const entries = new Map<string, yauzl.Entry>();
  let size = 0;
  for await (const entry of zip.eachEntry()) {
    entries.set(entry.fileName, entry);
    size += entry.uncompressedSize;
    if (entries.size > 10_000 || size > LIMITS.unpacked)
      throw refusal(
        file,
        'it unpacks to more than any list holds.',
        'Save the sheet as CSV UTF-8 and load that.',
      );
  }
  if (!entries.has('xl/workbook.xml'))
    throw refusal(
      file,
      entries.has('content.xml') ? 'it is a workbook that is not .xlsx.' : 'it is a zip archive, not a list.',
      entries.has('content.xml')
        ? 'Save it as .xlsx or CSV UTF-8 and load that.'
        : 'Unpack it first and load the file inside.',
    );
  return {
    file,
    names: new Set(entries.keys()),
    stream: (name) => {
      const entry = entries.get(name);
      if (!entry) throw damaged(file, name);
      return zip.openReadStreamPromise(entry);
    },
  };
}

interface Handlers {
  open(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Reads a part of XML as it is unpacked; yields after each piece, so that what was found can be handed on. */
async function* parsed(parts: Parts, name: string, handlers: Handlers): AsyncGenerator<void> {
  const parser = new SaxesParser();
  parser.on('doctype', () => {
    throw refusal(
      parts.file,
      'one of its parts declares a document type.',
      'Save the sheet as CSV UTF-8 and load that.',
    );
  });
  parser.on('opentag', (tag) =>
    handlers.open(
      local(tag.name),
      plainAttributes(tag.attributes as Record<string, string | SaxesAttributePlain>),
    ),
  );
  parser.on('text', (text) => handlers.text?.(text));
  parser.on('cdata', (text) => handlers.text?.(text));
  parser.on('closetag', (tag) => handlers.close?.(local(tag.name)));
  parser.on('error', (error) => {
    throw error;
  });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of await parts.stream(name)) {
    parser.write(decoder.decode(chunk as Buffer, { stream: true }));
    yield;
  }
  parser.write(decoder.decode()).close();
  yield;
}

const plainAttributes = (attributes: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [local(name), String(value)]));

async function readAll(parts: Parts, name: string, handlers: Handlers): Promise<void> {
  for await (const _ of parsed(parts, name, handlers));
}

async function readBook(parts: Parts): Promise<{ sheet: string; is1904: boolean }> {
  let id: string | null = null;
  let is1904 = false;
  await readAll(parts, 'xl/workbook.xml', {
    open(name, a) {
      if (name === 'workbookPr') is1904 = a.date1904 === '1' || a.date1904 === 'true';
      if (name === 'sheet' && id === null && (a.state ?? 'visible') === 'visible') id = a.id ?? null;
    },
  });
  let target: string | null = null;
  await readAll(parts, 'xl/_rels/workbook.xml.rels', {
    open(name, a) {
      if (name === 'Relationship' && a.Id === id) target = a.Target ?? null;
    },
  });
  if (target === null) throw damaged(parts.file, 'no sheet');
  const path = target as string;
  return { sheet: path.startsWith('/') ? path.slice(1) : `xl/${path}`, is1904 };
}

/** Numbers of the spreadsheet's own formats that show a day. */
const BUILT_IN = new Set([14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58]);

/** Which styles show a number as a day, by their place. */
async function dateStyles(parts: Parts): Promise<boolean[]> {
  const styles: boolean[] = [];
  if (!parts.names.has('xl/styles.xml')) return styles;
  const own = new Set<number>();
  let inCells = false;
  await readAll(parts, 'xl/styles.xml', {
    open(name, a) {
      if (name === 'numFmt' && showsDay(a.formatCode ?? '')) own.add(Number(a.numFmtId));
      if (name === 'cellXfs') inCells = true;
      if (name === 'xf' && inCells)
        styles.push(BUILT_IN.has(Number(a.numFmtId)) || own.has(Number(a.numFmtId)));
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

const showsDay = (format: string): boolean => /[dy]/i.test(format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));

async function sharedTexts(parts: Parts): Promise<string[]> {
  const texts: string[] = [];
  if (!parts.names.has('xl/sharedStrings.xml')) return texts;
  let text = '';
  let isText = false;
  let phonetic = 0;
  let length = 0;
  await readAll(parts, 'xl/sharedStrings.xml', {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic++;
      isText = name === 't' && phonetic === 0;
    },
    text(more) {
      if (isText) text += more;
    },
    close(name) {
      isText = false;
      if (name === 'rPh') phonetic--;
      if (name !== 'si') return;
      length += text.length;
      if (length > LIMITS.unpacked / 8)
        throw refusal(
          parts.file,
          'it holds more text than any list.',
          'Save the sheet as CSV UTF-8 and load that.',
        );
      texts.push(text.slice(0, LIMITS.cell));
    },
  });
  return texts;
}

async function* sheetRows(
  parts: Parts,
  sheet: string,
  book: { dates: readonly boolean[]; texts: readonly string[]; is1904: boolean },
): AsyncGenerator<RawRow> {
  let rows: RawRow[] = [];
  let row: RawRow | null = null;
  let line = 0;
  let cell = { at: 0, type: 'n', style: -1, text: '' };
  let isValue = false;
  const reading = parsed(parts, sheet, {
    open(name, a) {
      if (name === 'row') {
        line = a.r === undefined ? line + 1 : Number(a.r);
        row = { line, cells: [] };
      } else if (name === 'c' && row) {
        const at = a.r === undefined ? cell.at + 1 : columnOf(a.r);
        cell = { at, type: a.t ?? 'n', style: Number(a.s ?? -1), text: '' };
      }
      isValue = name === 'v' || name === 't';
    },
    text(more) {
      if (!isValue) return;
      cell.text += more;
      if (cell.text.length > LIMITS.cell)
        throw refusal(
          parts.file,
          `a cell of row ${line} is longer than any list's.`,
          'Check that this is the right sheet.',
        );
    },
    close(name) {
      isValue = false;
      if (name === 'c' && row && cell.text !== '') {
        if (cell.at > LIMITS.columns * 2)
          throw refusal(
            parts.file,
            `row ${line} is wider than any list's.`,
            'Check that this is the right sheet.',
          );
        while (row.cells.length < cell.at) row.cells.push('');
        row.cells[cell.at - 1] = shown(cell, book);
      }
      if (name === 'row' && row) {
        if (row.cells.length > 0) rows.push(row);
        row = null;
        cell = { ...cell, at: 0 };
      }
    },
  });
  let width = 0;
  for await (const _ of reading) {
    for (const found of rows) {
      width ||= found.cells.length;
      while (found.cells.length < width) found.cells.push(''); // a sheet leaves empty cells out
      yield found;
    }
    rows = [];
  }
}

/** `AB12` → 28. */
const columnOf = (reference: string): number =>
  [...reference.replace(/\d+$/, '')].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0);

function shown(
  { type, style, text }: { type: string; style: number; text: string },
  book: { dates: readonly boolean[]; texts: readonly string[]; is1904: boolean },
): string {
  if (type === 's') return book.texts[Number(text)] ?? '';
  if (type === 'b') return text === '1' ? 'Y' : 'N';
  if (type !== 'n' || text.trim() === '' || !Number.isFinite(Number(text))) return text;
  return book.dates[style] ? dayOf(Number(text), book.is1904) : plainNumber(text);
}

/** The day of a spreadsheet's count of days; before 1 March 1900 the count is one short. */
function dayOf(serial: number, is1904: boolean): string {
  const whole = Math.floor(serial);
  const days = is1904 ? whole + 1462 : whole < 60 ? whole + 1 : whole;
  const date = new Date(Date.UTC(1899, 11, 30) + days * 86_400_000);
  return Number.isNaN(date.getTime()) ? String(serial) : date.toISOString().slice(0, 10);
}

/** 1.000000027E9 → 1000000027; what a number can't hold exactly stays as it is written. */
function plainNumber(text: string): string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? String(value) : text;
}
