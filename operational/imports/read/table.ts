import type { Examined } from './examine.ts';
import {
  charactersOf,
  DELIMITER_WORDS,
  DELIMITERS,
  type Delimiter,
  delimitedRows,
  type RawRow,
} from './delimited.ts';
import { LIMITS } from './limits.ts';
import { refusal } from './refusal.ts';
import { workbookRows } from './workbook.ts';

/** A table whose heading was found; `rows` may be read once, blank rows left out. */
export interface Table {
  heading: string[];
  /** In words, for people: "UTF-8, comma". */
  readAs: string;
  rows: AsyncGenerator<RawRow>;
  /** Rows without any text that were passed over so far. */
  blank(): number;
}

const ENCODING_WORDS: Readonly<Record<Examined['encoding'], string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'Windows-1252',
  workbook: 'workbook',
};

/**
 * Opens an examined file as a table. `known` says of a heading whether it means something to the reader: the delimiter is the one by
 * which most headings do. Throws `file-refused` when there is no heading, or no row below it.
 */
export async function openTable(examined: Examined, known: (heading: string) => boolean): Promise<Table> {
  const { file, encoding } = examined;
  const isText = encoding !== 'workbook';
  const delimiter = isText ? await delimiterOf(examined, known) : null;
  const source =
    delimiter === null ? workbookRows(file) : delimitedRows(file, charactersOf(examined), delimiter);
  let blank = 0;
  const rows = (async function* () {
    for await (const row of source) {
      if (row.cells.every((cell) => cell.trim() === '')) blank++;
      else if (!(row.line === 1 && isSeparatorHint(row.cells, delimiter))) yield row;
    }
  })();
  const first = await rows.next();
  if (first.done) throw refusal(file, 'it holds no text.', 'Make or copy it again.');
  const heading = first.value.cells.map((cell) => cell.trim());
  while (heading.at(-1) === '') heading.pop();
  demandHeading(file, heading);
  blank = 0; // what stands above the heading is no row
  return {
    heading,
    readAs: delimiter === null ? 'workbook' : `${ENCODING_WORDS[encoding]}, ${DELIMITER_WORDS[delimiter]}`,
    rows,
    blank: () => blank,
  };
}

function demandHeading(file: string, heading: readonly string[]): void {
  if (heading.length > LIMITS.columns)
    throw refusal(
      file,
      `its first row has ${heading.length} columns; a list has at most ${LIMITS.columns}.`,
      'Check that this is the right file.',
    );
  const seen = new Set<string>();
  for (const name of heading.filter((h) => h !== '')) {
    if (seen.has(name.toLowerCase()))
      throw refusal(
        file,
        `two columns have the heading ${quoted(name)}.`,
        'Rename or take out one of the two.',
      );
    seen.add(name.toLowerCase());
  }
}

/** A heading as it may be shown in a sentence. */
export const quoted = (text: string): string => `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;

const HEAD = 65_536;

async function delimiterOf(examined: Examined, known: (heading: string) => boolean): Promise<Delimiter> {
  let head = '';
  for await (const text of charactersOf(examined)) {
    head += text;
    if (head.length > HEAD) break;
  }
  const hint = /^sep=([,;\t|])\s*$/im.exec(head.slice(0, 10))?.[1];
  if (hint !== undefined) return hint as Delimiter;
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: -1 };
  for (const delimiter of DELIMITERS) {
    const cells = await firstRow(examined.file, head, delimiter);
    const score = cells.filter((cell) => known(cell)).length * 1000 + Math.min(cells.length, 999);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

async function firstRow(file: string, head: string, delimiter: Delimiter): Promise<string[]> {
  try {
    for await (const row of delimitedRows(file, once(head), delimiter))
      if (row.cells.some((cell) => cell.trim() !== '')) return row.cells;
  } catch {
    // read with this delimiter it makes no sense; the real reading says what is wrong
  }
  return [];
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

const isSeparatorHint = (cells: readonly string[], delimiter: Delimiter | null): boolean =>
  delimiter !== null && /^sep=.?$/i.test(cells[0]!) && cells.slice(1).every((cell) => cell === '');
