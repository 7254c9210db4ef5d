import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import {
  activityRow,
  baseHead,
  type Check,
  checkEntry,
  childHead,
  codeRow,
  currencyRow,
  type Edition,
  type EditionHead,
  fieldRow,
  formRow,
  groupRow,
  indicatorRow,
  laOnsRow,
  laRow,
  setRow,
  timetableRow,
  withdrawnCheck,
} from './edition.ts';
import { packFault, parseTable } from './table.ts';

type Change = 'add' | 'change' | 'withdraw';
/** A fact of a pack and where it is written. */
export type Placed<T> = {
  key: string;
  change: Change;
  file: string;
  line: number;
  after: string | null;
  value: T;
};

const tables = {
  activities: {
    file: 'reference/*/activity.csv',
    row: activityRow,
    key: (r: Record<string, string>) => r.code,
  },
  currency: {
    file: 'reference/*/currency.csv',
    row: currencyRow,
    key: (r: Record<string, string>) => r.rule,
  },
  sets: { file: 'reference/*/sets.csv', row: setRow, key: (r: Record<string, string>) => r.set },
  codes: {
    file: 'reference/*/codes.csv',
    row: codeRow,
    key: (r: Record<string, string>) => `${r.set} ${r.code}`,
  },
  groups: {
    file: 'reference/*/groups.csv',
    row: groupRow,
    key: (r: Record<string, string>) => `${r.group} ${r.set} ${r.code}`,
  },
  las: { file: 'reference/*/la.csv', row: laRow, key: (r: Record<string, string>) => r.code },
  formerOnsCodes: {
    file: 'reference/*/la-ons.csv',
    row: laOnsRow,
    key: (r: Record<string, string>) => `${r.code} ${r.ons_code}`,
  },
  timetable: {
    file: 'reference/*/timetable.csv',
    row: timetableRow,
    key: (r: Record<string, string>) => r.period_end,
  },
  indicators: {
    file: 'reference/*/indicators.csv',
    row: indicatorRow,
    key: (r: Record<string, string>) => r.id,
  },
  fields: { file: 'returns/nccis/*/fields.csv', row: fieldRow, key: (r: Record<string, string>) => r.path },
  forms: { file: 'returns/nccis/*/forms.csv', row: formRow, key: (r: Record<string, string>) => r.column },
} as const;
type TableName = keyof typeof tables;
type Lists = { [K in TableName]: Placed<z.infer<(typeof tables)[K]['row']>>[] } & { checks: Placed<Check>[] };
const names = Object.keys(tables) as TableName[];

/** One pack: its own facts, or with `over` its own on top of those that it extends. */
export class Pack {
  readonly file: string;
  readonly extends: string | null;
  readonly lists: Lists;
  readonly head: EditionHead;
  /** Numbers of checks that this pack or one that it extends took away. */
  readonly withdrawn: ReadonlySet<string>;
  readonly lineOf: (key: string) => number;

  constructor(parts: Pick<Pack, 'file' | 'extends' | 'lists' | 'head' | 'withdrawn' | 'lineOf'>) {
    this.file = parts.file;
    this.extends = parts.extends;
    this.lists = parts.lists;
    this.head = parts.head;
    this.withdrawn = parts.withdrawn;
    this.lineOf = parts.lineOf;
  }

  /** This pack with all that it inherits; null above when it stands on its own. */
  over(above: Pack | null): Pack {
    const lists = Object.fromEntries(
      [...names, 'checks' as const].map((name) => [
        name,
        merge((above?.lists[name] ?? []) as Placed<unknown>[], this.lists[name] as Placed<unknown>[]),
      ]),
    ) as Lists;
    // all but what an edition is itself
    const { id, title, status, from, to, confidence, ...inherited } = (above ?? this).head;
    const withdrawn = new Set([...(above?.withdrawn ?? []), ...this.withdrawn]);
    return new Pack({ ...this, head: { ...inherited, ...this.head }, lists, withdrawn });
  }

  /** The finished edition. */
  edition(): Edition {
    const plain = Object.fromEntries(
      [...names, 'checks' as const].map((name) => [name, this.lists[name].map((p) => p.value)]),
    ) as unknown as Omit<Edition, keyof EditionHead>;
    return { ...this.head, ...plain, codes: plain.codes.map((code, i) => ({ ...code, sort: i + 1 })) };
  }
}

/** Reads one pack's files; those that it does without are empty. */
export function readPack(root: string, id: string): Pack {
  const file = join(root, 'reference', id, 'edition.yaml');
  for (const folder of ['reference', 'returns/nccis']) refuseStrangers(join(root, folder, id), folder);
  if (!existsSync(file)) throw packFault(file, 1, 'is missing; every edition pack needs one');
  const { value, lineOf } = readYaml(file);
  const isChild = typeof value === 'object' && value !== null && 'extends' in value;
  const parsed = isChild ? childHead.safeParse(value) : baseHead.safeParse(value);
  if (!parsed.success) throw fault(file, parsed.error, (path) => lineOf(path));
  const { extends: above, ...head } = parsed.data as EditionHead & { extends?: string };
  if (head.id !== id) throw packFault(file, lineOf(['id']), `id ${head.id} is not the folder's name ${id}`);
  const lists = Object.fromEntries(names.map((name) => [name, readTable(root, id, name)])) as Lists;
  lists.checks = readChecks(join(root, 'returns', 'nccis', id, 'checks.yaml'));
  const withdrawn = new Set(lists.checks.filter((c) => c.change === 'withdraw').map((c) => c.key));
  return new Pack({ file, extends: above ?? null, lists, head, withdrawn, lineOf: (key) => lineOf([key]) });
}

/** A file whose name is misspelt would be overlooked without a word. */
function refuseStrangers(folder: string, pattern: string): void {
  const known = new Set(
    [
      ...names.map((name) => tables[name].file),
      'reference/*/edition.yaml',
      'reference/*/tests',
      'returns/nccis/*/checks.yaml',
    ]
      .filter((file) => file.startsWith(`${pattern}/`))
      .map((file) => file.slice(file.lastIndexOf('/') + 1)),
  );
  const stranger = (existsSync(folder) ? readdirSync(folder) : []).find(
    (name) => !name.startsWith('.') && !known.has(name),
  );
  if (stranger)
    throw packFault(
      join(folder, stranger),
      1,
      `is not a file of an edition pack; those are ${[...known].join(', ')}`,
    );
}

function readTable(root: string, id: string, name: TableName): Placed<unknown>[] {
  const { row, key, file: pattern } = tables[name];
  const file = join(root, pattern.replace('*', id));
  if (!existsSync(file)) return [];
  return parseTable(readFileSync(file, 'utf8'), file).map(({ line, values }) => {
    const { change, ...rest } = values;
    if (change !== 'add' && change !== 'change' && change !== 'withdraw') {
      throw packFault(file, line, `change is "${change ?? ''}"; it must be add, change or withdraw`);
    }
    const parsed = row.safeParse(rest);
    if (!parsed.success) throw fault(file, parsed.error, () => line);
    return { key: key(rest)!, change, file, line, after: rest.after || null, value: parsed.data };
  });
}

function readChecks(file: string): Placed<Check>[] {
  if (!existsSync(file)) return [];
  const { value, lineOf } = readYaml(file);
  if (!Array.isArray(value)) throw packFault(file, 1, 'must be a list of checks');
  return value.map((entry, i) => {
    const place = { file, line: lineOf([i]), after: null };
    const gone = withdrawnCheck.safeParse(entry);
    if (gone.success) return { ...place, key: gone.data.no, change: gone.data.change, value: {} as Check };
    const parsed = checkEntry.safeParse(entry);
    if (!parsed.success) throw fault(file, parsed.error, (path) => lineOf([i, ...path]));
    const { change, ...check } = parsed.data;
    return { ...place, key: check.no, change, value: check };
  });
}

function readYaml(file: string): { value: unknown; lineOf: (path: (string | number)[]) => number } {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) throw packFault(file, lines.linePos(broken.pos[0]).line, broken.message.split('\n')[0]!);
  const lineOf = (path: (string | number)[]): number => {
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true) as
        | { range?: [number, number, number] }
        | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  return { value: document.toJS(), lineOf };
}

function fault(file: string, error: z.ZodError, lineOf: (path: (string | number)[]) => number): Error {
  const issue = error.issues[0]!;
  const path = issue.path as (string | number)[];
  return packFault(file, lineOf(path), `${path.join('.') || 'the row'}: ${issue.message}`);
}

function merge(above: Placed<unknown>[], own: Placed<unknown>[]): Placed<unknown>[] {
  const merged = [...above];
  for (const fact of own) {
    const at = merged.findIndex((p) => p.key === fact.key);
    if (fact.change === 'add' && at >= 0)
      throw packFault(fact.file, fact.line, `${fact.key} is there already; use change`);
    if (fact.change !== 'add' && at < 0)
      throw packFault(fact.file, fact.line, `${fact.key} is not there; use add`);
    if (fact.change === 'change') merged[at] = fact;
    else if (fact.change === 'withdraw') merged.splice(at, 1);
    else if (fact.after === null) merged.push(fact);
    else {
      const before = merged.findIndex((p) => p.key === fact.after);
      if (before < 0)
        throw packFault(fact.file, fact.line, `${fact.key} stands after ${fact.after}, which is not there`);
      merged.splice(before + 1, 0, fact);
    }
  }
  return merged;
}

/** Throws a fault, naming file and line, for the first fact of which `holds` is false. */
export function demand<T>(
  list: Placed<T>[],
  holds: (value: T) => boolean,
  message: (value: T) => string,
): void {
  const broken = list.find((p) => !holds(p.value));
  if (broken) throw packFault(broken.file, broken.line, message(broken.value));
}
