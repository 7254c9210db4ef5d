import { academicYear, type Day } from '../../base/dates.ts';
import type { Column, Definition } from '../definitions/definition.ts';
import type { IdentityPart } from '../definitions/identity.ts';
import { isShown, type Row_ } from '../run/table.ts';
import { type Profile, thresholds } from './profiles.ts';

/** A count of people: what may have to be hidden. */
export interface CountCell {
  row: number;
  column: string;
  value: number;
  /** Is it in the table, itself or through a rate? A complement (cohort less NEET) never is, but can be worked out. */
  published: boolean;
  /** Is it too small to be seen? Then what can be worked out of it must stay at least `width` apart. */
  sensitive: boolean;
  width: number;
  /** In a total row, which other runs show as well. */
  isTotal: boolean;
  hidden: boolean;
  /** Was it decided by another view that shows the same number? */
  isFixed: boolean;
  /** 0 where noughts may be hidden too, else 1: a reader knows that what is hidden is not nought. */
  floor: number;
}

/** Σ sign × cell = 0. */
export type Relation = readonly { cell: number; sign: number }[];

/** The counts of a table and every sum that a reader can do with them. */
export interface CellSystem {
  cells: CountCell[];
  relations: Relation[];
  /** Cell of a row and column, or null. */
  at(row: number, column: string): CountCell | null;
  /** Percentages (row, column) over a group that is too small, whatever the counts. */
  smallGroups: Set<string>;
}

/** Builds the system: counts, identities of the header, totals and complements, with the first hiding by size done. */
export function cellSystem(
  d: Definition,
  rows: readonly Row_[],
  parameters: Readonly<Record<string, string | null>>,
  p: Profile,
  asAt: Day,
): CellSystem {
  const cells: CountCell[] = [];
  const index = new Map<string, number>();
  const shown = d.columns.filter((c) => isShown(c, parameters));
  const used = new Set(shown.flatMap((c) => [c.name, ...(c.ratio ?? [])]));
  const apart = unseenSplits(d, used);
  const counts = d.columns.filter((c) => c.suppress.small && !apart.has(c.name));
  rows.forEach((row, r) => {
    const limit = thresholds(p, yearOf(d, row, asAt));
    const isTotal = d.totals.some((t) => row[t.column] === t.value);
    for (const c of counts) {
      const value = row[c.name];
      if (typeof value !== 'number') continue;
      const months = monthsOf(c, row);
      const small = value > 0 && value < limit.minCount * months;
      index.set(`${r}/${c.name}`, cells.length);
      const published = used.has(c.name);
      cells.push({
        row: r,
        column: c.name,
        value,
        published,
        sensitive: small,
        width: limit.minCount * months,
        isTotal,
        hidden: !published || small,
        isFixed: false,
        floor: 1,
      });
    }
  });
  const at = (row: number, column: string) => cells[index.get(`${row}/${column}`) ?? -1] ?? null;
  const smallGroups = hideSmallGroups(d, rows, shown, p, asAt, at);
  for (const cell of cells) if (cell.value === 0 || !cell.published) cell.floor = 0;
  const relations = [
    ...identities(d, rows, index, cells),
    ...totals(d, rows, counts, index, cells),
    ...wholes(d, rows, counts, index, cells),
    ...complements(shown, rows, d, p, asAt, index, cells),
  ];
  return { cells, relations, at, smallGroups };
}

/**
 * Columns of a split that is not shown at all, such as the ethnic groups beside a table by year group. They say nothing of the rest: any
 * numbers that fit the rest can be split, by putting everybody into one part, so leaving them out gives a reader no more room. Only
 * where nothing else ties them: each stands in one sum of the row, with others of its kind alone.
 */
function unseenSplits(d: Definition, used: ReadonlySet<string>): Set<string> {
  const inOne = (name: string) =>
    d.identities.filter((i) => i.total === name || i.parts.some((part) => part.column === name)).length === 1;
  const isApart = ({ column, sign, of }: IdentityPart) =>
    of === 'row' && sign === 1 && !used.has(column) && inOne(column);
  return new Set(
    d.identities
      .filter(({ parts }) => parts.every(isApart))
      .flatMap(({ parts }) => parts.map(({ column }) => column)),
  );
}

/** The year of DfE's tables that a row belongs to: December 2024 is in those of 2025. */
function yearOf(d: Definition, row: Row_, asAt: Day): number {
  const dated = d.columns.find((c) => (c.type === 'month' || c.type === 'date') && d.grain.includes(c.name));
  const day = dated === undefined ? null : row[dated.name];
  return academicYear(typeof day === 'string' ? day : asAt) + 1;
}

function monthsOf(c: Column, row: Row_): number {
  const months = c.mean_over === null ? null : row[c.mean_over];
  return typeof months === 'number' && months > 0 ? months : 1;
}

type At = (row: number, column: string) => CountCell | null;

/** Rates over a small group are not shown; where the profile says so, neither are its size and what is in it. */
function hideSmallGroups(
  d: Definition,
  rows: readonly Row_[],
  shown: readonly Column[],
  p: Profile,
  asAt: Day,
  at: At,
): Set<string> {
  const found = new Set<string>();
  rows.forEach((row, r) => {
    const { minGroup } = thresholds(p, yearOf(d, row, asAt));
    for (const c of shown) {
      if (c.ratio === null || c.type !== 'percent') continue;
      const part = at(r, c.ratio[0]);
      const group = at(r, c.ratio[1]);
      if (group === null) continue;
      const months = monthsOf(d.columns.find((other) => other.name === group.column)!, row);
      if (group.value === 0 || group.value >= minGroup * months) continue;
      found.add(`${r}/${c.name}`);
      const whole = part !== null && (part.value === 0 || part.value === group.value);
      if (p.hide_group) {
        hideInGroup(part);
        hideInGroup(group);
        group.sensitive = true;
        group.width = minGroup * months;
      } else if (p.class_rule && whole) hideInGroup(part);
    }
  });
  return found;
}

function hideInGroup(cell: CountCell | null): void {
  if (cell === null) return;
  cell.hidden = true;
  cell.floor = 0;
}

/** The header's own sums, within a row or with the row before; only where they hold (a trend may cross into another version). */
function identities(
  d: Definition,
  rows: readonly Row_[],
  index: ReadonlyMap<string, number>,
  cells: readonly CountCell[],
): Relation[] {
  const before = previousRows(d, rows);
  const sums = totalRows(d, rows);
  const rowOf = (of: IdentityPart['of'], r: number) =>
    of === 'previous' ? before[r] : of === 'total' ? sums[r] : r;
  const relations: Relation[] = [];
  for (const identity of d.identities) {
    rows.forEach((_, r) => {
      const parts = [
        { cell: index.get(`${r}/${identity.total}`), sign: -1 },
        ...identity.parts.map((part) => ({
          cell: index.get(`${rowOf(part.of, r)}/${part.column}`),
          sign: part.sign,
        })),
      ];
      if (parts.some((part) => part.cell === undefined)) return;
      const relation = parts as Relation;
      if (relation.reduce((sum, { cell, sign }) => sum + sign * cells[cell]!.value, 0) === 0)
        relations.push(relation);
    });
  }
  return relations;
}

/** For each row, the number of the row that is its total over every grain column that has one. */
export function totalRows(d: Definition, rows: readonly Row_[]): (number | null)[] {
  const value = (row: Row_, name: string) =>
    d.totals.find((t) => t.column === name)?.value ?? String(row[name]);
  const found = new Map(rows.map((row, i) => [d.grain.map((name) => String(row[name])).join('|'), i]));
  return rows.map((row) => found.get(d.grain.map((name) => value(row, name)).join('|')) ?? null);
}

/** For each row, the number of the row before it: the same in the rest of the grain, next lower in its date. */
export function previousRows(d: Definition, rows: readonly Row_[]): (number | null)[] {
  const dated = d.columns.find(
    (c) => (c.type === 'month' || c.type === 'date') && d.grain.includes(c.name),
  )?.name;
  if (dated === undefined) return rows.map(() => null);
  const rest = d.grain.filter((name) => name !== dated);
  const sorted = rows.map((row, i) => ({
    i,
    day: String(row[dated]),
    key: rest.map((name) => String(row[name])).join('|'),
  }));
  sorted.sort((a, b) => (a.key === b.key ? (a.day < b.day ? -1 : 1) : a.key < b.key ? -1 : 1));
  const before: (number | null)[] = rows.map(() => null);
  sorted.forEach((entry, k) => {
    const last = sorted[k - 1];
    if (last !== undefined && last.key === entry.key) before[entry.i] = last.i;
  });
  return before;
}

/** A total row equals the sum of the rows that it stands for; only where it does add up (groups may overlap). */
function totals(
  d: Definition,
  rows: readonly Row_[],
  counts: readonly Column[],
  index: ReadonlyMap<string, number>,
  cells: readonly CountCell[],
): Relation[] {
  const relations: Relation[] = [];
  for (const total of d.totals) {
    const rest = d.grain.filter((name) => name !== total.column);
    const families = new Map<string, number[]>();
    rows.forEach((row, r) => {
      const key = rest.map((name) => String(row[name])).join('|');
      families.set(key, [...(families.get(key) ?? []), r]);
    });
    for (const family of families.values()) {
      const sum = family.find((r) => rows[r]![total.column] === total.value);
      if (sum === undefined || family.length < 2) continue;
      for (const c of counts) {
        const relation = family.map((r) => ({
          cell: index.get(`${r}/${c.name}`) ?? -1,
          sign: r === sum ? -1 : 1,
        }));
        if (relation.some(({ cell }) => cell < 0)) continue;
        if (relation.reduce((s, { cell, sign }) => s + sign * cells[cell]!.value, 0) === 0)
          relations.push(relation);
      }
    }
  }
  return relations;
}

/** Rows of a table with subtotals: the parts of a row add up to it, wherever they do. */
function wholes(
  d: Definition,
  rows: readonly Row_[],
  counts: readonly Column[],
  index: ReadonlyMap<string, number>,
  cells: readonly CountCell[],
): Relation[] {
  if (d.part_of === null) return [];
  const own = d.grain.at(-1)!;
  const keyOf = (row: Row_, value: unknown) =>
    [...d.grain.slice(0, -1).map((name) => String(row[name])), String(value)].join('|');
  const parts = new Map<string, number[]>();
  rows.forEach((row, r) => {
    if (row[d.part_of!] === null) return;
    const key = keyOf(row, row[d.part_of!]);
    parts.set(key, [...(parts.get(key) ?? []), r]);
  });
  return rows.flatMap((row, whole) => {
    const family = parts.get(keyOf(row, row[own])) ?? [];
    if (family.length === 0) return [];
    return counts.flatMap((c) => {
      const relation = [whole, ...family].map((r) => ({
        cell: index.get(`${r}/${c.name}`) ?? -1,
        sign: r === whole ? -1 : 1,
      }));
      const adds = relation.every(({ cell }) => cell >= 0);
      return adds && relation.reduce((sum, { cell, sign }) => sum + sign * cells[cell]!.value, 0) === 0
        ? [relation]
        : [];
    });
  });
}

/** 97 of 100 tells of three: the rest of a group is a cell too, never printed but easily worked out. */
function complements(
  shown: readonly Column[],
  rows: readonly Row_[],
  d: Definition,
  p: Profile,
  asAt: Day,
  index: ReadonlyMap<string, number>,
  cells: CountCell[],
): Relation[] {
  const relations: Relation[] = [];
  for (const c of shown) {
    if (c.ratio === null || c.type !== 'percent') continue;
    rows.forEach((row, r) => {
      const part = index.get(`${r}/${c.ratio![0]}`);
      const group = index.get(`${r}/${c.ratio![1]}`);
      if (part === undefined || group === undefined) return;
      const value = cells[group]!.value - cells[part]!.value;
      const width = cells[group]!.width;
      const { minCount } = thresholds(p, yearOf(d, row, asAt));
      const sensitive = minCount > 0 && value > 0 && value < width;
      if (value < 0) return;
      relations.push([
        { cell: group, sign: -1 },
        { cell: part, sign: 1 },
        { cell: cells.length, sign: 1 },
      ]);
      cells.push({
        row: r,
        column: `not ${c.ratio![0]}`,
        value,
        published: false,
        sensitive,
        width,
        isTotal: cells[group]!.isTotal,
        hidden: true,
        isFixed: false,
        floor: 0,
      });
    });
  }
  return relations;
}
