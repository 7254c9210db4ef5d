import { z } from 'zod';

/** Where an action's value comes from: a column or computed name, a constant, a look-up, or the first that isn't empty. */
export type Value =
  | string
  | { is: string }
  | { table: string }
  | { first: (string | { is: string } | { table: string })[] }
  | null;

const constant = z.strictObject({ is: z.union([z.string(), z.number()]).transform(String) });
const lookup = z.strictObject({ table: z.string() });
export const valueSchema = z.union([
  z.string(),
  constant,
  lookup,
  z.strictObject({ first: z.array(z.union([z.string(), constant, lookup])).min(1) }),
]);

/** A look-up of a profile: the first row whose cells fit the values of `of` gives its last cell. */
export interface Lookup {
  of: readonly Value[];
  rows: readonly (readonly string[])[];
  otherwise: 'reject' | 'query' | { is: string };
}

const COMPUTED: ReadonlySet<string> = new Set([
  'provider.kind',
  'provider.name',
  'provider.la',
  'school.kind',
  'school.name',
  'school.la',
  'person.year_group',
  'person.year_now',
  'person.age_band',
  'person.gender',
  'person.year11_school',
  'current.code',
  'current.headline',
  'current.provider',
  'batch.as_at',
  'batch.today',
  'batch.season',
  'tenant.la',
]);

/** Whether a name stands for something that is worked out and not read. */
export const isComputed = (name: string): boolean => COMPUTED.has(name);

/** The letters and digits of a text, small, without accents: how headings and the sender's words are compared. */
export const plain = (text: string): string =>
  // most texts have no accent, and a list asks for hundreds of thousands
  isPlainText(text)
    ? text.toLowerCase().replace(/[^a-z0-9]+/g, '')
    : text
        .normalize('NFKD')
        .replace(/[\u0300-\u036f]/g, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]+/gu, '');

const isPlainText = (text: string): boolean => /^[ -~]*$/.test(text);

/** A row's answer that stops it: what is wrong, and whether a person can settle it. */
export class RowStop extends Error {
  readonly outcome: 'queried' | 'rejected';
  readonly number: string | null;

  constructor(outcome: 'queried' | 'rejected', reason: string, number: string | null = null) {
    super(reason);
    this.outcome = outcome;
    this.number = number;
  }
}

/** What a value is worked out from: names give text or null; tables are the profile's. */
export interface Scope {
  name(name: string): string | null;
  tables: Readonly<Record<string, Lookup>>;
}

/** A value as text, null when it is empty; throws RowStop when a look-up has no row for it. */
export function evaluate(value: Value | undefined, scope: Scope): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return scope.name(value);
  if ('is' in value) return value.is;
  if ('table' in value) return lookUp(value.table, scope);
  for (const one of value.first) {
    const found = evaluate(one, scope);
    if (found !== null) return found;
  }
  return null;
}

function lookUp(name: string, scope: Scope): string | null {
  const table = scope.tables[name]!;
  const given = table.of.map((value) => evaluate(value, scope));
  const words = given.map((text) => plain(text ?? ''));
  for (const row of table.rows) {
    if (words.every((word, i) => row[i] === '*' || plain(row[i]!) === word)) return row.at(-1)!;
  }
  if (typeof table.otherwise === 'object') return table.otherwise.is;
  throw new RowStop(
    table.otherwise === 'query' ? 'queried' : 'rejected',
    `The profile has no ${name.replaceAll('_', ' ')} for ${given.map((text) => `"${text ?? ''}"`).join(' with ')}.`,
  );
}

/** Whether every condition of a `when` is met. */
export function holds(when: Readonly<Record<string, string | readonly string[]>>, scope: Scope): boolean {
  return Object.entries(when).every(([name, wanted]) => {
    const value = evaluate(name, scope);
    const words = (typeof wanted === 'string' ? [wanted] : wanted).map(String);
    return words.some((word) =>
      word === 'present'
        ? value !== null
        : word === 'absent'
          ? value === null
          : plain(word) === plain(value ?? ''),
    );
  });
}
