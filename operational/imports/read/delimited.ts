import { type Examined, bytesOf } from './examine.ts';
import { LIMITS } from './limits.ts';
import { refusal } from './refusal.ts';

/** One row of a table as it came: the line that it begins on and its cells. */
export interface RawRow {
  line: number;
  cells: string[];
}

export const DELIMITERS = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** How delimiters are called. */
export const DELIMITER_WORDS: Readonly<Record<Delimiter, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
};

/** The characters of an examined text file, without a byte order mark. */
export async function* charactersOf({ file, encoding }: Examined): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: encoding !== 'windows-1252' });
  try {
    for await (const chunk of bytesOf(file)) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw refusal(file, `it is cut short or not ${encoding} text.`, 'Save the list anew as CSV UTF-8.');
  }
}

/**
 * Rows of delimited text, in constant memory: quoted cells may hold delimiters, line ends and doubled quotes; lines end with CRLF, LF or
 * CR. Rows without any text are counted and passed over. Throws `file-refused` for a quote that is never closed and rows past all bounds.
 */
export async function* delimitedRows(
  file: string,
  text: AsyncIterable<string>,
  delimiter: Delimiter,
): AsyncGenerator<RawRow> {
  const parser = new Parser(file, delimiter);
  for await (const part of text) {
    parser.write(part);
    yield* parser.take();
  }
  parser.end();
  yield* parser.take();
}

type State = 'start' | 'plain' | 'quoted' | 'closed';

class Parser {
  private readonly file: string;
  private readonly delimiter: Delimiter;
  private state: State = 'start';
  private cell = '';
  private cells: string[] = [];
  private rows: RawRow[] = [];
  private line = 1;
  private began = 1;
  private quoteLine = 1;
  private length = 0;
  private afterReturn = false;

  constructor(file: string, delimiter: Delimiter) {
    this.file = file;
    this.delimiter = delimiter;
  }

  take(): RawRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  write(text: string): void {
    for (let i = 0; i < text.length; i++) this.one(text[i]!);
  }

  end(): void {
    if (this.state === 'quoted') throw this.unclosed();
    if (this.state !== 'start' || this.cells.length > 0) this.endRow();
  }

  private one(c: string): void {
    if (c === '\n' && this.afterReturn) {
      this.afterReturn = false;
      if (this.state === 'quoted') this.cell += c;
      return;
    }
    this.afterReturn = c === '\r';
    const ends = c === '\n' || c === '\r';
    if (++this.length > LIMITS.row) throw this.tooLong();
    if (this.state === 'quoted') {
      if (ends) this.line++;
      if (c === '"') this.state = 'closed';
      else this.grow(c);
    } else if (c === '"' && this.state !== 'plain') {
      if (this.state === 'closed')
        this.grow(c); // a doubled quote
      else this.quoteLine = this.line;
      this.state = 'quoted';
    } else if (c === this.delimiter) this.endCell();
    else if (ends) {
      this.endRow();
      this.line++;
      this.began = this.line;
    } else {
      this.checkCharacter(c);
      if (this.state !== 'plain') this.state = 'plain';
      this.grow(c);
    }
  }

  private grow(c: string): void {
    this.cell += c;
    if (this.cell.length > LIMITS.cell) throw this.state === 'quoted' ? this.unclosed() : this.tooLong();
  }

  private checkCharacter(c: string): void {
    if (c >= ' ' || c === '\t') return;
    const what = c === '\0' ? 'NUL characters' : 'control characters';
    throw refusal(this.file, `line ${this.line} holds ${what}.`, 'Save the list anew as CSV UTF-8.');
  }

  private endCell(): void {
    this.cells.push(this.cell);
    this.cell = '';
    this.state = 'start';
    if (this.cells.length > LIMITS.columns * 2) throw this.tooLong();
  }

  private endRow(): void {
    this.endCell();
    this.rows.push({ line: this.began, cells: this.cells });
    this.cells = [];
    this.length = 0;
  }

  private tooLong() {
    return refusal(
      this.file,
      `the row on line ${this.began} is longer or wider than any list's.`,
      'The file is damaged or no table: make or copy it again.',
    );
  }

  private unclosed() {
    return refusal(
      this.file,
      `a quotation mark on line ${this.quoteLine} opens a cell that is never closed.`,
      'Close or take out that quotation mark, or make the file again.',
    );
  }
}
