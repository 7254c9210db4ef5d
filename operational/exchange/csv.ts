import { guarded, inQuotes } from '../../base/csv.ts';
import type { Kind, OutColumn } from './kind.ts';

/** A row as the query gave it: days are ISO text. */
export type OutRow = Readonly<Record<string, string | number | null>>;

/**
 * The rows as CSV of RFC 4180: UTF-8, CRLF, a header row, an empty field for no value, an apostrophe before text that a spreadsheet
 * could take for a formula. With the byte order mark and the order of days that the kind asks for.
 */
export function csvOf(
  kind: Pick<Kind, 'bom' | 'dates'>,
  columns: readonly OutColumn[],
  rows: readonly OutRow[],
): Buffer {
  const lines = [
    columns.map(({ heading }) => field(heading)),
    ...rows.map((row) => cells(kind, columns, row)),
  ];
  return Buffer.from(
    `${kind.bom ? '\uFEFF' : ''}${lines.map((line) => `${line.join(',')}\r\n`).join('')}`,
    'utf8',
  );
}

const cells = (kind: Pick<Kind, 'dates'>, columns: readonly OutColumn[], row: OutRow): string[] =>
  columns.map(({ name, type }) => {
    const value = name === 'blank' ? null : (row[name] ?? null);
    if (value === null) return '';
    if (type === 'date' && kind.dates === 'dmy') return String(value).split('-').reverse().join('/');
    return type === 'text' ? field(guarded(String(value))) : String(value);
  });

const field = (text: string): string => (/[",\r\n]|^\s|\s$/.test(text) ? inQuotes(text) : text);
