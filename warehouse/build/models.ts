import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const home = resolve(import.meta.dirname, '../../sql');

/** The contract between marts and reports that this warehouse builds. */
export const CONTRACT = 'marts@1';

/** The statements that make the contract's schema and empty tables. */
export const contract = (): string => readFileSync(join(home, 'reports', `${CONTRACT}.sql`), 'utf8');

/** One SQL file: a SELECT that makes the table of its name in the schema of its folder. */
export interface Model {
  schema: string;
  name: string;
  file: string;
  sql: string;
}

/** The models of a folder of sql/, in the order of their numbers: `20_person_month.sql` makes `person_month`. */
export function models(schema: 'core' | 'marts' | 'special' | 'lists'): Model[] {
  const folder = join(home, schema);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({
      schema,
      name: name.replace(/^\d+_/, '').replace(/\.sql$/, ''),
      file: join(folder, name),
      sql: readFileSync(join(folder, name), 'utf8'),
    }));
}

/** The audits: SELECTs that return the rows which are wrong. */
export function audits(): { name: string; sql: string }[] {
  const folder = join(home, 'audits');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({ name: name.replace(/\.sql$/, ''), sql: readFileSync(join(folder, name), 'utf8') }));
}
