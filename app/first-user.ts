import type pg from 'pg';
import { UsageError } from '../base/errors.ts';
import { createCouncil, onlyTenant } from '../operational/access/council.ts';
import { addUser, emailAddress } from '../operational/access/users.ts';
import type { Given } from './command.ts';
import { isEmpty } from './first-data.ts';

/** What `init` was told of an administrator and of a council that is to be made. */
export interface Admin {
  email: string;
  name: string;
  council: { name: string; laCode: string; databaseId: string } | null;
}

const HELP = 'See "casehouse init --help".';

/** Reads the options of a first user, before any work; null when there is no --admin. */
export function readAdmin(given: Given): Admin | null {
  const email = given.text('admin');
  if (email === null) {
    for (const option of ['name', 'council', 'la', 'database-id'])
      if (given.flag(option)) throw new UsageError(`--${option} makes sense with --admin only.`, HELP);
    return null;
  }
  if (given.flag('demo'))
    throw new UsageError(
      '--admin and --demo exclude each other.',
      'The demo authority brings its own users.',
    );
  return { email: emailAddress(email), name: given.required('name'), council: readCouncil(given) };
}

function readCouncil(given: Given): Admin['council'] {
  const name = given.text('council')?.trim();
  const laCode = given.text('la');
  if (name === undefined && laCode === null && !given.flag('database-id')) return null;
  if (!name || laCode === null) throw new UsageError('--council and --la belong together.', HELP);
  // The Department numbers most databases as their authority.
  return {
    name,
    laCode: digits('la', laCode),
    databaseId: digits('database-id', given.text('database-id') ?? laCode),
  };
}

function digits(option: string, value: string): string {
  if (/^\d{3}$/.test(value)) return value;
  throw new UsageError(
    `--${option} is "${value}", not a number of three digits.`,
    'Use the number that the Department gave.',
  );
}

/** Makes the administrator, and the council when there is none; returns the password, kept nowhere else. */
export async function makeAdmin(pool: pg.Pool, { email, name, council }: Admin): Promise<string> {
  if (council !== null) return createCouncil(pool, { ...council, admin: { name, email } });
  if (await isEmpty(pool))
    throw new UsageError(
      'The case store holds no authority yet.',
      'Add --council NAME --la CODE to make it with its administrator.',
    );
  const { id } = await onlyTenant(pool);
  return addUser(pool, id, { name, email, role: 'administrator' });
}

/** One sentence for whoever set up a store that nobody can sign in to; null when somebody can. */
export async function nobodyYet(pool: pg.Pool): Promise<string | null> {
  const { rows } = await pool.query<{ any: boolean }>(
    'select exists (select from app_user where active and password_hash is not null) as any',
  );
  if (rows[0]!.any) return null;
  const council = (await isEmpty(pool)) ? ' --council NAME --la CODE' : '';
  return `Nobody can sign in yet: run casehouse init --admin EMAIL --name NAME${council}.`;
}

/** What is said once of a password. */
export const passwordWords = (email: string, password: string): string =>
  `${email} signs in with the password ${password}\nIt is shown this once and kept nowhere: hand it over safely.`;
