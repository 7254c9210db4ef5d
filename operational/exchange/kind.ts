import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CasehouseError } from '../../base/errors.ts';

const KINDS = join(import.meta.dirname, 'kinds');
const SHARED = join(import.meta.dirname, 'shared');
const LAYOUTS = resolve(import.meta.dirname, '../../sql/returns');

const column = z.strictObject({
  /** Column of the SQL; `blank` is an empty one to be filled in by the reader. */
  name: z.string(),
  heading: z.string(),
  type: z.enum(['text', 'date', 'count']).default('text'),
});
/** A column of a file that goes out. */
export type OutColumn = z.infer<typeof column>;

const ASKS = ['season', 'la', 'to', 'school', 'from', 'as_at', 'batch'] as const;
/** What a kind of file may be asked for. */
export type Ask = (typeof ASKS)[number];

const head = z.strictObject({
  title: z.string(),
  about: z.string(),
  to: z.enum(['department', 'authority', 'school', 'council']),
  group: z.string().nullable().default(null),
  asks: z.array(z.enum(ASKS)),
  /** The frozen cohort whose members are in it; it must be fixed. */
  cohort: z.enum(['guarantee', 'activity-survey']).nullable().default(null),
  /** The day whose activity is told: the day asked for, or the survey's. */
  position: z.enum(['as-at', 'survey']).default('as-at'),
  layout: z.string().nullable().default(null),
  closes: z.enum(['survey']).nullable().default(null),
  keeps: z.enum(['first', 'last']).nullable().default(null),
  needs: z.enum(['agreement']).nullable().default(null),
  dates: z.enum(['iso', 'dmy']).default('iso'),
  /** A byte order mark, so that a spreadsheet reads UTF-8; not for the Department's machines. */
  bom: z.boolean().default(false),
  /** Rows are counts, not people. */
  counts: z.boolean().default(false),
  reads_back: z.string().nullable().default(null),
  /** Name of the file; null when the edition names it. */
  file: z.string().nullable().default(null),
  order: z.array(z.string()).default([]),
  columns: z.array(column).default([]),
});

/** A kind of file that goes out: what its header says, and its SQL with the shared parts that it names. */
export type Kind = Omit<z.infer<typeof head>, 'reads_back'> & {
  id: string;
  readsBack: string | null;
  sql: string;
};

const layout = z.strictObject({
  confidence: z.string(),
  columns: z.array(column).min(1),
});
/** The layout of a survey's file: its columns in order. */
export type Layout = z.infer<typeof layout>;

/** Every kind by its id, in the order of their names. */
export function loadKinds(): Kind[] {
  return readdirSync(KINDS)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort()
    .map(loadKind);
}

function loadKind(id: string): Kind {
  const text = readFileSync(join(KINDS, `${id}.sql`), 'utf8');
  const end = text.indexOf('---*/');
  const { reads_back, ...said } = head.parse(parse(text.slice(text.indexOf('/*---') + 5, end)));
  return { ...said, readsBack: reads_back, id, sql: withShared(text.slice(end + '---*/'.length).trim()) };
}

/** The shared parts that a query names, in the order in which they lean on each other. */
const PARTS = ['individual', 'member', 'position', 'transferee'] as const;
const LEANS: Readonly<Record<string, readonly string[]>> = { transferee: ['individual'] };

function withShared(sql: string): string {
  const named = PARTS.filter((part) => new RegExp(`\\b(from|join) ${part}\\b`).test(sql));
  const used = new Set(named.flatMap((part) => [...(LEANS[part] ?? []), part]));
  const parts = PARTS.filter((part) => used.has(part)).map((part) =>
    readFileSync(join(SHARED, `${part}.sql`), 'utf8').trim(),
  );
  return parts.length === 0 ? sql : `with ${parts.join(',\n')}\nselect * from (\n${sql}\n) each_row`;
}

/** The kinds that a word names: one by its id, or all of a group. Throws `no-such-export`. */
export function kindsOf(word: string, kinds = loadKinds()): Kind[] {
  const found = kinds.filter(({ id, group }) => id === word || group === word);
  if (found.length > 0) return found;
  const groups = [...new Set(kinds.map(({ group }) => group).filter((g) => g !== null))];
  throw new CasehouseError('no-such-export', `There is no kind of file "${word}".`, {
    status: 404,
    next: `Use one of: ${[...groups, ...kinds.map(({ id }) => id)].join(', ')}.`,
  });
}

/** The layout that an edition sends a survey's file in: its own, or that of the newest edition before it that has one. */
export function layoutOf(name: string, edition: string): Layout {
  const folder = join(LAYOUTS, name);
  const held = existsSync(folder)
    ? readdirSync(folder)
        .map((file) => file.replace(/\.yaml$/, ''))
        .sort()
    : [];
  const chosen = held.filter((id) => id <= edition).at(-1) ?? held[0];
  if (chosen === undefined)
    throw new CasehouseError('no-layout', `There is no layout of ${name} in sql/returns.`, {
      status: 500,
      next: `Add sql/returns/${name}/${edition}.yaml.`,
    });
  return layout.parse(parse(readFileSync(join(folder, `${chosen}.yaml`), 'utf8')));
}
