import { basename } from 'node:path';
import { guarded, inQuotes } from '../../base/csv.ts';
import { type Cell, isSymbol, type ResultColumn, type Row } from '../result.ts';
import { placedNumber } from './cells.ts';
import { withText, writeWhole } from './file.ts';
import { checkedRows, type Source } from './source.ts';
import { type Said, seal, symbolMeanings, withoutChart } from './seal.ts';
import { headings } from './words.ts';

/** How a CSV file is written: with the guard against formulas (for people) or without (for machines). */
export interface CsvOptions {
  guard: boolean;
}

/** The metadata file that stands beside a CSV file. */
export const sidecar = (file: string): string => `${file}.json`;

/**
 * Writes RFC 4180 CSV (UTF-8, CRLF, a header row of column names) and `<file>.json` beside it with the stamp and CSVW
 * metadata. No value is an empty field, empty text is `""`; a symbol is its bare letters, text is quoted where it
 * could be taken for one. Throws `CasehouseError` when the result does not fit its header.
 */
export async function writeCsv(
  source: Source,
  file: string,
  { guard }: CsvOptions = { guard: true },
): Promise<void> {
  await writeWhole(file, async (part) => {
    await withText(part, async (out) => {
      await out.add(`${source.columns.map(({ name }) => quoted(name)).join(',')}\r\n`);
      for await (const row of checkedRows(source)) await out.add(csvLine(source.columns, row, guard));
    });
    const about = `${JSON.stringify(metadata(source, file, guard), null, 2)}\n`;
    await writeWhole(sidecar(file), (beside) => withText(beside, (out) => out.add(about)));
  });
}

/** One record with its line end. */
export function csvLine(columns: readonly ResultColumn[], row: Row, guard: boolean): string {
  return `${row.map((cell, i) => field(columns[i]!, cell, guard)).join(',')}\r\n`;
}

function field(column: ResultColumn, cell: Cell, guard: boolean): string {
  if (cell === null) return '';
  if (isSymbol(cell)) return cell.symbol;
  if (typeof cell === 'number') return placedNumber(cell, column);
  if (typeof cell === 'boolean') return String(cell);
  return quoted(guard ? guarded(cell) : cell);
}

/** Quotes where RFC 4180 asks for it, and where bare text would read as no value or as a symbol. */
const quoted = (text: string): string =>
  text === '' || /[",\r\n]|^\s|\s$|^(c|x|z|low|u)$/.test(text) ? inQuotes(text) : text;

const DATATYPES: Readonly<Record<ResultColumn['type'], string>> = {
  text: 'string',
  code: 'string',
  date: 'date',
  month: 'date',
  instant: 'dateTimeStamp',
  count: 'integer',
  number: 'decimal',
  percent: 'decimal',
  days: 'decimal',
  flag: 'boolean',
};

/** CSVW metadata (W3C "Metadata Vocabulary for Tabular Data") with our own keys under `casehouse:`. */
export function metadata(source: Said, file: string, guard: boolean) {
  const names = headings(source.columns);
  return {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': 'en-GB', casehouse: 'urn:casehouse:result:1#' }],
    url: basename(file),
    'dc:title': source.title,
    'dc:description': source.definition,
    'dc:source': source.sources,
    dialect: { encoding: 'utf-8', delimiter: ',', quoteChar: '"', doubleQuote: true, header: true },
    tableSchema: {
      columns: source.columns.map((column, i) => ({
        name: column.name,
        titles: [column.name, names[i]],
        datatype: DATATYPES[column.type],
        null: '',
        'dc:description': column.description,
        'casehouse:type': column.type,
        'casehouse:decimals': column.decimals,
        'casehouse:label': column.label,
      })),
    },
    notes: source.notes,
    'casehouse:symbols': symbolMeanings(),
    'casehouse:formulaGuard': guard,
    'casehouse:stamp': source.stamp,
    'casehouse:seal': seal(withoutChart(source)),
  };
}
