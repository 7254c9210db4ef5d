import { readFile } from 'node:fs/promises';
import { FORMAT } from '../render/seal.ts';
import { fits } from '../render/source.ts';
import { isSymbolCode } from '../render/words.ts';
import type { Cell } from '../result.ts';
import { damaged, notAResult } from './damaged.ts';
import {
  doubtList,
  PLAIN,
  readColumns,
  readStampShape,
  readWords,
  type ResultFile,
  readSymbols,
} from './file.ts';

/** Reads a JSON result. */
export async function readJsonResult(file: string): Promise<ResultFile> {
  return readJsonText(await readFile(file), []);
}

/** Reads a JSON result from its bytes; `before` are doubts that are known already. */
export function readJsonText(bytes: Buffer, before: readonly string[]): ResultFile {
  const found = parsed(bytes);
  if (found.format !== FORMAT) throw notAResult('it has no "format" that we write');
  const columns = readColumns(found.columns);
  if (!Array.isArray(found.rows)) throw damaged('it has no rows');
  const doubts = doubtList();
  const rows = (found.rows as unknown[]).map((row, n) => {
    const cells = Array.isArray(row) ? (row as unknown[]) : [];
    if (cells.length !== columns.length) {
      doubts.add(`Row ${n + 1} has ${cells.length} cells instead of ${columns.length}.`);
    }
    return columns.map((column, i): Cell => {
      const cell = cells[i] ?? null;
      if (isCell(cell) && fits(column, cell)) return cell;
      doubts.add(`Row ${n + 1}, ${column.label}: ${JSON.stringify(cell)} is not a ${column.type}.`);
      return JSON.stringify(cell);
    });
  });
  return {
    ...PLAIN,
    format: 'json',
    ...readWords(found),
    symbols: readSymbols(found.symbols),
    columns,
    rows,
    stamp: readStampShape(found.stamp),
    seal: String(found.seal ?? ''),
    doubts: [...before, ...doubts.list],
  };
}

function parsed(bytes: Buffer): Record<string, unknown> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch (cause) {
    throw damaged('it is not JSON', cause);
  }
}

function isCell(value: unknown): value is Cell {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true;
  if (typeof value !== 'object') return false;
  const { symbol, ...rest } = value as { symbol?: unknown };
  return typeof symbol === 'string' && isSymbolCode(symbol) && Object.keys(rest).length === 0;
}
