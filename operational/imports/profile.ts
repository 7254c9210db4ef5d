import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CasehouseError } from '../../base/errors.ts';
import { type ProfileAction, actionSchema, valuesOf } from './actions.ts';
import { isComputed, type Lookup, type Value, valueSchema } from './values.ts';

const HOME = resolve(import.meta.dirname, '../../sql/imports');
const key = z.string().regex(/^[a-z][a-z0-9_]*$/, 'is not a key: small letters, digits and _');

/** What a value of a column must be. */
export const COLUMN_TYPES = [
  'text',
  'name',
  'date',
  'upn',
  'uln',
  'ypid',
  'postcode',
  'la',
  'ukprn',
  'establishment',
  'urn',
  'code',
  'number',
  'flag',
] as const;

const columnSchema = z
  .strictObject({
    title: z.string().min(1),
    aliases: z.array(z.string().min(1)).default([]),
    type: z.enum(COLUMN_TYPES),
    list: z.string().nullable().default(null),
    need: z.enum(['required', 'heading', 'optional']).default('optional'),
    values: z.record(z.string(), z.union([z.string(), z.number()]).transform(String).nullable()).default({}),
    other: z.enum(['keep', 'reject']).default('keep'),
    fault: z.enum(['reject', 'drop']).default('reject'),
  })
  .refine((c) => (c.type === 'code') === (c.list !== null), 'list goes with type code, and only with it');
/** One column of a profile; see sql/imports/README.md. */
export type Column = z.infer<typeof columnSchema>;

const tolerance = z.strictObject({
  sure: z.number().int(),
  clear: z.number().int().min(1),
  candidates: z.number().int(),
});
const NUMBERS = ['UPN', 'ULN', 'YPID'] as const;
const matchSchema = z.strictObject({
  numbers: z.array(z.enum(NUMBERS)).default([]),
  names: z.boolean().default(true),
  tolerance: tolerance.partial().default({}),
  unmatched: z.enum(['query', 'create']).default('query'),
  new_gender: z.string().default('U'),
});

const tableSchema = z.strictObject({
  of: z.array(valueSchema).min(1),
  rows: z.array(z.array(z.union([z.string(), z.number()]).transform(String))),
  otherwise: z.union([z.enum(['reject', 'query']), z.strictObject({ is: z.string() })]).default('reject'),
});

const profileSchema = z.strictObject({
  title: z.string().min(1),
  about: z.string().min(1),
  version: z.number().int().min(1),
  source: z.string().regex(/^[a-z][a-z-]*$/, 'is not a source: small letters and hyphens'),
  method: z.enum(['person', 'parent', 'provider-list', 'worker', 'other-la', 'self-report', 'migration']),
  dates: z.enum(['dmy', 'mdy', 'ymd']).default('dmy'),
  mapped: z.boolean().default(false),
  columns: z.record(key, columnSchema),
  match: matchSchema,
  tables: z.record(key, tableSchema).default({}),
  organisations: z.enum(['query', 'add']).default('query'),
  tolerance: z
    .strictObject({ start_days: z.number().int().min(0), end_days: z.number().int().min(0) })
    .default({ start_days: 14, end_days: 14 }),
  actions: z.array(actionSchema).min(1),
});
/** A kind of list: how it is read and what a row of it means. `mapped` ones have no headings of their own. */
export type Profile = Omit<z.infer<typeof profileSchema>, 'tables'> & {
  id: string;
  tables: Record<string, Lookup>;
};

const matchingSchema = z.strictObject({
  tolerance,
  given_name: points('same', 'known_as', 'part', 'similar', 'initial', 'different'),
  family_name: points('same', 'part', 'similar', 'different'),
  names: points('swapped', 'missing'),
  date_of_birth: points('same', 'swapped', 'similar', 'different', 'missing'),
  postcode: points('same', 'former', 'different', 'missing'),
  numbers: points('different'),
});
/** The points of matching.yaml and its standard tolerance. */
export type Matching = z.infer<typeof matchingSchema>;

function points<const K extends string>(...keys: K[]) {
  return z.strictObject(Object.fromEntries(keys.map((k) => [k, z.number().int()])) as Record<K, z.ZodNumber>);
}

/** The points by which rows and people are compared; throws `profile-faulty`. */
export const loadMatching = (folder = HOME): Matching =>
  checked(matchingSchema, 'matching.yaml', readFileSync(join(folder, 'matching.yaml'), 'utf8'));

/** Every profile by its id; a fault names the file and the place in it. */
export function loadProfiles(folder = HOME): Map<string, Profile> {
  const ids = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== 'matching.yaml')
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
  return new Map(ids.map((id) => [id, loadProfile(id, folder)]));
}

/** One profile; throws `no-such-profile` or `profile-faulty`. */
export function loadProfile(id: string, folder = HOME): Profile {
  const file = join(folder, `${id}.yaml`);
  if (!/^[a-z][a-z0-9-]*$/.test(id) || id === 'matching' || !existsSync(file)) throw unknown(id, folder);
  const read = checked(profileSchema, `${id}.yaml`, readFileSync(file, 'utf8'));
  const profile = { ...read, id };
  demandWhole(profile);
  return profile;
}

function unknown(id: string, folder: string): CasehouseError {
  const known = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== 'matching.yaml')
    .map((name) => name.slice(0, -5));
  return new CasehouseError('no-such-profile', `There is no import profile "${id}".`, {
    status: 404,
    next: `Use one of: nccis, ${known.join(', ')}.`,
  });
}

function checked<S extends z.ZodType>(schema: S, file: string, text: string): z.infer<S> {
  let data: unknown;
  try {
    data = parse(text);
  } catch (error) {
    throw faulty(file, (error as Error).message.split('\n')[0]!);
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw faulty(file, `${issue!.path.join('.') || 'the whole'}: ${issue!.message}`);
}

const faulty = (file: string, what: string): CasehouseError =>
  new CasehouseError('profile-faulty', `sql/imports/${file}: ${what}`, {
    status: 500,
    next: 'Correct the profile; sql/imports/README.md says how it is written.',
  });

/** Refuses values that name nothing, tables of uneven rows, and new records without what a record needs. */
function demandWhole(profile: Profile): void {
  const file = `${profile.id}.yaml`;
  const known = (value: Value, place: string) => {
    if (value === null) return;
    if (typeof value !== 'string') {
      if ('table' in value && !(value.table in profile.tables))
        throw faulty(file, `${place}: there is no table ${value.table}`);
      if ('first' in value) for (const one of value.first) known(one, place);
    } else if (!(value in profile.columns) && !isComputed(value)) {
      throw faulty(file, `${place}: ${value} is neither a column nor a known value`);
    }
  };
  for (const [name, table] of Object.entries(profile.tables)) {
    for (const value of table.of) known(value, `tables.${name}`);
    const uneven = table.rows.findIndex((row) => row.length !== table.of.length + 1);
    if (uneven >= 0)
      throw faulty(file, `tables.${name}: row ${uneven + 1} needs ${table.of.length + 1} cells`);
  }
  profile.actions.forEach((action: ProfileAction, i) => {
    for (const value of valuesOf(action)) known(value, `actions.${i} ${action.do}`);
  });
  if (profile.match.unmatched === 'create')
    for (const needed of ['given_name', 'family_name', 'dob'])
      if (!(needed in profile.columns)) throw faulty(file, `new records need the column ${needed}`);
}
