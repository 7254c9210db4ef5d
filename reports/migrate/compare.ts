import { CasehouseError } from '../../base/errors.ts';
import { cellText } from '../render/cells.ts';
import { dayOf } from '../render/excel/cell.ts';
import { isNumeric } from '../render/source.ts';
import { headings, longDay, longMonth } from '../render/words.ts';
import type { Cell, Result, ResultColumn } from '../result.ts';
import type { OldTable } from './read-old.ts';

/** A person's explanation of one cell with its two numbers. */
export interface Explanation {
  rowKey: string;
  column: string;
  oldValue: string;
  newValue: string;
  rule: string;
  people: readonly string[];
  note: string | null;
  writtenBy: string;
}

/** One cell of the two reports laid side by side. */
export interface ComparedCell {
  /** The row, by what identifies it: `October 2026`, `Bilston South / 16`. */
  rowKey: string;
  /** Name of our column. */
  column: string;
  label: string;
  /** Null where the row or the column is missing on that side. */
  oldValue: string | null;
  newValue: string | null;
  verdict: 'equal' | 'explained' | 'not explained';
  explanation: Explanation | null;
}

/** Two reports laid side by side. */
export interface Comparison {
  cells: ComparedCell[];
  /** Headings of the old report that no column of ours answers to. */
  unmatched: string[];
  counts: { equal: number; explained: number; open: number };
}

/**
 * Lays an old report beside ours, cell by cell. Columns meet by heading or by `columns` (old heading → our column's name);
 * rows by the columns of `grain`. Numbers are equal when their values are, dates when their days are, texts when they read the same
 * apart from case and spaces. Throws `CasehouseError` when the columns that identify a row can't be found.
 */
export function compareOld(
  old: OldTable,
  ours: Result,
  asked: {
    grain: readonly string[];
    columns: Readonly<Record<string, string>>;
    explanations: readonly Explanation[];
  },
): Comparison {
  const names = headings(ours.columns);
  const place = old.headings.map((heading) => matched(heading, ours.columns, names, asked.columns));
  const keys = asked.grain.map((name) => {
    const at = place.findIndex((i) => i !== null && ours.columns[i]!.name === name);
    if (at !== -1) return { at, column: ours.columns[place[at]!]! };
    throw new CasehouseError('no-key-column', `The old report has no column that says the row: ${name}.`, {
      next: `Say which it is: --column "Old heading=${name}". Its headings are ${old.headings.filter((text) => text !== '').join(', ')}.`,
    });
  });
  const keyOf = (parts: readonly string[]) => parts.join(' / ');
  const ourRows = new Map(
    ours.rows.map((row) => {
      const parts = asked.grain.map((name) => {
        const i = ours.columns.findIndex((column) => column.name === name);
        return normal(ours.columns[i]!, cellText(ours.columns[i]!, row[i]!));
      });
      return [keyOf(parts), row] as const;
    }),
  );
  const cells: ComparedCell[] = [];
  const seen = new Set<string>();
  const measures = place.flatMap((i, at) =>
    i === null || asked.grain.includes(ours.columns[i]!.name) ? [] : [{ i, at }],
  );
  for (const row of old.rows) {
    const rowKey = keyOf(keys.map(({ at, column }) => normal(column, row[at] ?? '')));
    const mine = ourRows.get(rowKey) ?? null;
    if (seen.has(rowKey)) {
      for (const { i, at } of measures)
        cells.push(judged(rowKey, ours.columns[i]!, names[i]!, row[at] ?? '', null, asked.explanations));
      continue;
    }
    seen.add(rowKey);
    for (const { i, at } of measures) {
      cells.push(
        judged(
          rowKey,
          ours.columns[i]!,
          names[i]!,
          row[at] ?? '',
          mine === null ? null : mine[i]!,
          asked.explanations,
          mine !== null,
        ),
      );
    }
  }
  for (const [rowKey, row] of ourRows) {
    if (seen.has(rowKey)) continue;
    for (const { i } of measures)
      cells.push(judged(rowKey, ours.columns[i]!, names[i]!, null, row[i]!, asked.explanations, true));
  }
  const count = (verdict: ComparedCell['verdict']) => cells.filter((cell) => cell.verdict === verdict).length;
  return {
    cells,
    unmatched: old.headings.filter((heading, i) => heading !== '' && place[i] === null),
    counts: { equal: count('equal'), explained: count('explained'), open: count('not explained') },
  };
}

function matched(
  heading: string,
  columns: readonly ResultColumn[],
  names: readonly string[],
  chosen: Readonly<Record<string, string>>,
): number | null {
  const target = chosen[heading];
  const at = columns.findIndex((column, i) =>
    target === undefined
      ? [names[i]!, column.label, column.name].some((text) => loose(text) === loose(heading))
      : column.name === target,
  );
  return at === -1 ? null : at;
}

const loose = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%]+/gu, ' ')
    .trim();

function judged(
  rowKey: string,
  column: ResultColumn,
  label: string,
  old: string | null,
  ours: Cell,
  explanations: readonly Explanation[],
  present = false,
): ComparedCell {
  const oldValue = old === null ? null : normal(column, old);
  const newValue = present ? normal(column, cellText(column, ours)) : null;
  const base = { rowKey, column: column.name, label, oldValue, newValue };
  if (oldValue !== null && oldValue === newValue) return { ...base, verdict: 'equal', explanation: null };
  const explanation =
    explanations.find(
      (one) =>
        one.rowKey === rowKey &&
        one.column === column.name &&
        one.oldValue === (oldValue ?? '') &&
        one.newValue === (newValue ?? ''),
    ) ?? null;
  return { ...base, verdict: explanation === null ? 'not explained' : 'explained', explanation };
}

const BLANK = /^(|-|–|n\/a|\[no value\])$/i;

/** A value as both systems would write it: numbers without signs of thousands or per cent, days in words, text without case. */
function normal(column: ResultColumn, text: string): string {
  const plain = text.trim().replace(/\s+/g, ' ');
  if (BLANK.test(plain)) return '';
  if (isNumeric(column)) return numberOf(plain, column) ?? plain.toLowerCase();
  if (column.type === 'date' || column.type === 'month') return dayText(plain, column.type) ?? plain;
  return plain.toLowerCase();
}

function numberOf(text: string, column: ResultColumn): string | null {
  const bare = text.replace(/[,%\s]/g, '').replace('−', '-');
  if (!/^-?\d+(\.\d+)?(e-?\d+)?$/i.test(bare)) return null;
  return String(Number(Number(bare).toFixed(Math.max(column.decimals, 6))));
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function dayText(text: string, type: 'date' | 'month'): string | null {
  if (/^\d{5}(\.0+)?$/.test(text)) return dayText(dayOf(Number(text)), type);
  const iso = /^(\d{4})-(\d\d)-(\d\d)/.exec(text);
  const british = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  const words = /^(?:(\d{1,2})[ -])?([A-Za-z]{3})[a-z]*[ -](\d{4}|\d\d)$/.exec(text);
  const parts = iso
    ? [iso[1]!, iso[2]!, iso[3]!]
    : british
      ? [british[3]!, british[2]!.padStart(2, '0'), british[1]!.padStart(2, '0')]
      : words && MONTHS.includes(words[2]!.toLowerCase())
        ? [
            words[3]!.length === 2 ? `20${words[3]}` : words[3]!,
            String(MONTHS.indexOf(words[2]!.toLowerCase()) + 1).padStart(2, '0'),
            (words[1] ?? '01').padStart(2, '0'),
          ]
        : null;
  if (parts === null || Number(parts[1]) < 1 || Number(parts[1]) > 12) return null;
  const day = parts.join('-');
  return type === 'month' ? longMonth(day) : longDay(day);
}
