import { isAscii, isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { CasehouseError } from '../../../base/errors.ts';
import { LIMITS } from './limits.ts';
import { refusal } from './refusal.ts';

/** What a file turned out to be before anything in it is believed. */
export interface Examined {
  file: string;
  /** SHA-256 of its bytes. */
  hash: string;
  bytes: number;
  /** Encoding label of TextDecoder, or a spreadsheet that is read by its parts. */
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'workbook';
}

const SIGNATURES: readonly [bytes: readonly number[], what: string, next: string][] = [
  [
    [0xd0, 0xcf, 0x11, 0xe0],
    'it is a workbook of the old kind (.xls) or one with a password.',
    'Save it as .xlsx or as CSV UTF-8 and load that.',
  ],
  [[0x1f, 0x8b], 'it is a compressed archive.', 'Unpack it first and load the file inside.'],
  [[0x25, 0x50, 0x44, 0x46], 'it is a PDF.', 'Ask the sender for the table as CSV or .xlsx.'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'it is a compressed archive.', 'Unpack it first and load the file inside.'],
  [[0x52, 0x61, 0x72, 0x21], 'it is a compressed archive.', 'Unpack it first and load the file inside.'],
];

/**
 * Reads a file once, in constant memory, before it is staged: its hash, its encoding, and whether it can be a table at all. Throws
 * `file-refused` for archives, binary and mixed encodings, NULs and endless lines, `no-file` for one that can't be read.
 */
export async function examine(file: string): Promise<Examined> {
  const hash = createHash('sha256');
  const scan = new Scan(file);
  let bytes = 0;
  for await (const chunk of bytesOf(file)) {
    hash.update(chunk);
    scan.add(chunk, bytes === 0);
    bytes += chunk.length;
  }
  if (bytes === 0) throw refusal(file, 'it is empty.', 'Make or copy it again.');
  return { file, hash: hash.digest('hex'), bytes, encoding: scan.end() };
}

/** The bytes of a file; a file that can't be read throws `no-file`. */
export async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file, { highWaterMark: 64 * 1024 }) as AsyncIterable<Buffer>;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined || error instanceof CasehouseError) throw error;
    const why = code === 'ENOENT' ? 'There is no such file' : `The file can't be read (${code})`;
    throw new CasehouseError('no-file', `${why}: ${file}`, { next: 'Check the path and its permissions.' });
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;
/** Bytes that Windows-1252 does not have. */
const NOT_1252 = /[\x81\x8d\x8f\x90\x9d]/;

class Scan {
  private readonly file: string;
  private kind: Examined['encoding'] | null = null;
  private line = 1;
  private carry: Buffer[] = [];
  private carried = 0;
  private utf8Line: number | null = null;
  private otherLine: number | null = null;
  private afterReturn = false;

  constructor(file: string) {
    this.file = file;
  }

  add(chunk: Buffer, first: boolean): void {
    if (first) this.begin(chunk);
    if (this.kind !== null) return;
    const text = chunk.toString('latin1');
    const odd = CONTROL.exec(text);
    if (odd) this.control(text, odd.index);
    let at = 0;
    for (const end of text.matchAll(/\r\n|\r|\n/g)) {
      const split = end[0] === '\n' && end.index === 0 && this.afterReturn;
      if (split) {
        at = 1;
        continue; // the second half of a line end that two chunks share
      }
      this.lineIs(chunk.subarray(at, end.index));
      at = end.index + end[0].length;
      this.line++;
    }
    this.afterReturn = text.endsWith('\r');
    this.keep(chunk.subarray(at));
  }

  end(): Examined['encoding'] {
    if (this.kind !== null) return this.kind;
    this.lineIs(Buffer.alloc(0));
    if (this.utf8Line !== null && this.otherLine !== null)
      throw refusal(
        this.file,
        `it mixes two encodings: line ${this.utf8Line} is UTF-8 and line ${this.otherLine} is not.`,
        'Save the whole list anew as CSV UTF-8.',
      );
    return this.otherLine === null ? 'utf-8' : 'windows-1252';
  }

  private begin(chunk: Buffer): void {
    const at = (bytes: readonly number[]) => bytes.every((b, i) => chunk[i] === b);
    if (at([0xff, 0xfe])) this.kind = 'utf-16le';
    else if (at([0xfe, 0xff])) this.kind = 'utf-16be';
    else if (at([0x50, 0x4b])) this.kind = 'workbook';
    for (const [bytes, what, next] of SIGNATURES) if (at(bytes)) throw refusal(this.file, what, next);
    if (/^(\u00ef\u00bb\u00bf)?\s*<(\?xml|!|[A-Za-z])/.test(chunk.subarray(0, 200).toString('latin1')))
      throw refusal(
        this.file,
        'it is XML, and this list is read from a table.',
        'Give a CSV or .xlsx file; a return of another client database is loaded with "casehouse import nccis".',
      );
  }

  private control(text: string, index: number): never {
    const line = this.line + (text.slice(0, index).match(/\r\n|\r|\n/g)?.length ?? 0);
    if (text[index] === '\0')
      throw refusal(
        this.file,
        `line ${line} holds NUL characters, so it is not text.`,
        'Save the list anew as CSV UTF-8.',
      );
    throw refusal(
      this.file,
      `line ${line} holds control characters, so it is not a table of text.`,
      'Save the list anew as CSV UTF-8.',
    );
  }

  private keep(rest: Buffer): void {
    this.carried += rest.length;
    if (this.carried > LIMITS.line)
      throw refusal(
        this.file,
        `line ${this.line} goes on for more than a million bytes without an end.`,
        'The file is damaged or no table: make or copy it again.',
      );
    if (rest.length > 0) this.carry.push(Buffer.from(rest));
  }

  private lineIs(rest: Buffer): void {
    const line = this.carry.length === 0 ? rest : Buffer.concat([...this.carry, rest]);
    this.carry = [];
    this.carried = 0;
    if (isAscii(line)) return;
    if (isUtf8(line)) this.utf8Line ??= this.line;
    else if (NOT_1252.test(line.toString('latin1')))
      throw refusal(
        this.file,
        `line ${this.line} holds bytes of no encoding that is known here.`,
        'Save the list anew as CSV UTF-8.',
      );
    else this.otherLine ??= this.line;
  }
}
