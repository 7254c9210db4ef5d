import { CasehouseError } from '../../base/errors.ts';
import { ratio } from '../../base/rounding.ts';
import type { Column, Definition } from '../definitions/definition.ts';
import type { Cell, ColumnType, ResultColumn } from '../result.ts';

/** Rows as objects by column name, in the statement's order: what ratios and suppression work on. */
export type Row_ = Record<string, Cell>;

/** Rows of the statement as named cells; instants in ISO form. Throws `grain-broken` when two rows share a key. */
export function namedRows(
  d: Definition,
  columns: readonly { name: string }[],
  rows: readonly (readonly Cell[])[],
): Row_[] {
  const instants = new Set(d.columns.filter((c) => c.type === 'instant').map((c) => c.name));
  const flags = new Set(d.columns.filter((c) => c.type === 'flag').map((c) => c.name));
  const named = rows.map((row) => {
    const cells: Row_ = {};
    columns.forEach(({ name }, i) => {
      const cell = row[i] ?? null;
      if (instants.has(name) && typeof cell === 'string') cells[name] = isoInstant(cell);
      // some engines say a condition's outcome as 1 and 0
      else cells[name] = flags.has(name) && typeof cell === 'number' ? cell !== 0 : cell;
    });
    return cells;
  });
  const seen = new Set<string>();
  for (const row of named) {
    const key = keyOf(d, row);
    if (seen.has(key)) {
      throw new CasehouseError(
        'grain-broken',
        `${d.id} ${d.version} returned two rows for ${d.grain.join(', ')} = ${key}.`,
        {
          status: 500,
          next: 'The report is wrong: its statement must give one row for each value of its grain.',
        },
      );
    }
    seen.add(key);
  }
  return named;
}

/** The grain of a row as text, for comparing rows. */
export const keyOf = (d: Definition, row: Row_): string =>
  d.grain.map((name) => String(row[name])).join(' | ');

/** Computes the ratio columns from exact integers, half up; a figure published by others stands in where there is none of ours. */
export function addRatios(d: Definition, rows: readonly Row_[]): void {
  for (const c of d.columns) {
    if (c.ratio === null) continue;
    const [numerator, denominator] = c.ratio;
    for (const row of rows) {
      const n = row[numerator] ?? null;
      const m = row[denominator] ?? null;
      const known = typeof n === 'number' && typeof m === 'number';
      row[c.name] = known
        ? ratio(n, m, decimalsOf(c), scaleOf(c))
        : c.otherwise === null
          ? null
          : (row[c.otherwise] ?? null);
    }
  }
}

/** Is the column in the result under these parameters? */
export function isShown(c: Column, parameters: Readonly<Record<string, string | null>>): boolean {
  return !c.hidden && holds(c.when, parameters);
}

/** Does each named parameter have one of its values? */
export function holds(when: Column['when'], parameters: Readonly<Record<string, string | null>>): boolean {
  return Object.entries(when ?? {}).every(([name, values]) => values.includes(parameters[name] ?? ''));
}

export const decimalsOf = (c: Column): number => c.decimals ?? (c.type === 'percent' ? 1 : 0);
const scaleOf = (c: Column): number => c.scale ?? (c.type === 'percent' ? 100 : 1);

/** A column as the reader sees it; its description falls back on that of its metric. */
export function resultColumn(c: Column, metricDefinition: string | null): ResultColumn {
  return {
    name: c.name,
    label: c.label,
    type: c.type,
    decimals: decimalsOf(c),
    description: c.description ?? metricDefinition,
  };
}

/** A column of a mart, as shown in a list of people. */
export function martColumn(name: string, label: string, duckType: string): ResultColumn {
  return { name, label, type: martType(name, duckType), decimals: 0, description: null };
}

function martType(name: string, duckType: string): ColumnType {
  if (duckType === 'DATE') return 'date';
  if (duckType === 'BOOLEAN') return 'flag';
  if (duckType.startsWith('TIMESTAMP')) return 'instant';
  if (/^(INTEGER|BIGINT)$/.test(duckType)) return name.startsWith('days') ? 'days' : 'number';
  return /_(code|no|key)$/.test(name) ? 'code' : 'text';
}

/** DuckDB's `2026-10-31 09:00:00` as `2026-10-31T09:00:00Z`. */
export const isoInstant = (text: string): string =>
  /Z$|[+-]\d\d(:?\d\d)?$/.test(text.slice(10)) ? new Date(text).toISOString() : `${text.replace(' ', 'T')}Z`;
