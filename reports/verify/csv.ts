import { readFile } from 'node:fs/promises';
import { isDay } from '../../base/dates.ts';
import { unguarded } from '../../base/csv.ts';
import { sidecar } from '../render/csv.ts';
import { isSymbolCode } from '../render/words.ts';
import type { Cell, ResultColumn } from '../result.ts';
import { damaged, notAResult } from './damaged.ts';
import {
  doubtList,
  PLAIN,
  readColumns,
  readStampShape,
  readSymbols,
  readWords,
  type ResultFile,
} from './file.ts';

/** A field of a CSV record; quotes tell empty text from no value and text from a symbol. */
export interface Field {
  text: string;
  quoted: boolean;
}

/** Reads a CSV result and its sidecar. */
export async function readCsvResult(file: string): Promise<ResultFile> {
  const about = await readSidecar(file);
  const columns = readColumns(columnsOf(about));
  const guard = about['casehouse:formulaGuard'] === true;
  const [head, ...records] = [...parseCsv(await readText(file))];
  const doubts = doubtList();
  if (head?.map(({ text }) => text).join('\n') !== columns.map(({ name }) => name).join('\n')) {
    doubts.add('The header row is not that of the report.');
  }
  const rows = records.map((record, n) => {
    if (record.length !== columns.length) {
      doubts.add(`Row ${n + 1} has ${record.length} fields instead of ${columns.length}.`);
    }
    return columns.map((column, i) => {
      const field = record[i] ?? { text: '', quoted: false };
      const cell = csvCell(column, field, guard);
      if (cell === undefined)
        doubts.add(`Row ${n + 1}, ${column.label}: "${field.text}" is not a ${column.type}.`);
      return cell === undefined ? field.text : cell;
    });
  });
  return {
    ...PLAIN,
    format: 'csv',
    ...readWords({
      title: about['dc:title'],
      definition: about['dc:description'],
      notes: about.notes,
      sources: about['dc:source'],
      chart: null,
    }),
    symbols: readSymbols(about['casehouse:symbols']),
    guard,
    columns,
    rows,
    stamp: readStampShape(about['casehouse:stamp']),
    seal: String(about['casehouse:seal'] ?? ''),
    doubts: doubts.list,
  };
}

function csvCell({ type }: ResultColumn, { text, quoted }: Field, guard: boolean): Cell | undefined {
  if (!quoted && text === '') return null;
  if (!quoted && isSymbolCode(text)) return { symbol: text };
  switch (type) {
    case 'text':
    case 'code':
      return guard ? unguarded(text) : text;
    case 'date':
    case 'month':
      return isDay(text) ? text : undefined;
    case 'instant':
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text) ? text : undefined;
    case 'flag':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    default:
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  }
}

/** The records of RFC 4180 text. Throws `result-damaged` when a quote is never closed. */
export function* parseCsv(text: string): Generator<Field[]> {
  let record: Field[] = [];
  let at = 0;
  while (at < text.length) {
    const field = text[at] === '"' ? quotedField(text, at) : bareField(text, at);
    record.push(field);
    at = field.end;
    if (text[at] === ',') {
      at++;
      if (at === text.length) record.push({ text: '', quoted: false });
      continue;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    yield record.map(({ text: value, quoted }) => ({ text: value, quoted }));
    record = [];
  }
  if (record.length > 0) yield record;
}

function bareField(text: string, from: number): Field & { end: number } {
  let end = from;
  while (end < text.length && text[end] !== ',' && text[end] !== '\r' && text[end] !== '\n') end++;
  return { text: text.slice(from, end), quoted: false, end };
}

function quotedField(text: string, from: number): Field & { end: number } {
  let end = from + 1;
  for (;;) {
    const quote = text.indexOf('"', end);
    if (quote < 0) throw damaged('a quotation mark is never closed');
    if (text[quote + 1] !== '"') {
      const inside = text.slice(from + 1, quote).replaceAll('""', '"');
      const rest = bareField(text, quote + 1);
      return { text: inside + rest.text, quoted: true, end: rest.end };
    }
    end = quote + 2;
  }
}

async function readText(file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file));
  } catch (cause) {
    throw damaged('it is not UTF-8 text', cause);
  }
}

async function readSidecar(file: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(sidecar(file), 'utf8');
  } catch {
    throw notAResult(`the file ${sidecar(file)}, which says where the figures come from, is not beside it`);
  }
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw damaged('the JSON file beside it is broken', cause);
  }
}

function columnsOf(about: Record<string, unknown>): unknown {
  const schema = about.tableSchema as { columns?: Record<string, unknown>[] } | undefined;
  return schema?.columns?.map((column) => ({
    name: column.name,
    label: column['casehouse:label'],
    type: column['casehouse:type'],
    decimals: column['casehouse:decimals'],
    description: column['dc:description'] ?? null,
  }));
}
