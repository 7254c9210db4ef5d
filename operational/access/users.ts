import { randomInt } from 'node:crypto';
import type pg from 'pg';
import { CasehouseError } from '../../base/errors.ts';
import { hashPassword } from './passwords.ts';
import type { Role } from './permissions.ts';

/** A user as others may see them: no password, no hash. */
export interface User {
  name: string;
  email: string;
  role: Role;
  active: boolean;
}

// No letter or digit that is easily taken for another, read aloud or copied from a screen.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 5;
const GROUP_LENGTH = 4;

/** A random password of five groups of four, 99 bits: `k7mq-…`. */
export const randomPassword = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
  ).join('-');

/** An address as it is kept; throws a CasehouseError for what is none. */
export function emailAddress(text: string): string {
  const email = text.trim();
  if (/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email) && email.length <= 254) return email;
  throw new CasehouseError('email', `"${text}" is not an email address.`, {
    next: 'Write it like name@council.gov.uk.',
  });
}

/** Every user, by name. */
export async function listUsers(pool: pg.Pool): Promise<User[]> {
  const { rows } = await pool.query<User>('select name, email, role, active from app_user order by name, id');
  return rows;
}

/**
 * Adds a user of a tenant; returns the password, which stands nowhere else: the store has its argon2id hash only.
 * Refuses an address that somebody has.
 */
export async function addUser(
  db: pg.Pool | pg.PoolClient,
  tenantId: number,
  user: { name: string; email: string; role: Role },
): Promise<string> {
  const name = user.name.trim();
  if (name === '' || name.length > 200)
    throw new CasehouseError('user-name', 'The name has no letter or too many.', {
      next: 'Give the name that colleagues know, in up to 200 characters.',
    });
  const password = randomPassword();
  const { rowCount } = await db.query(
    `insert into app_user (tenant_id, name, email, role, password_hash) values ($1, $2, $3, $4, $5)
     on conflict ((lower(email))) do nothing`,
    [tenantId, name, emailAddress(user.email), user.role, await hashPassword(password)],
  );
  if (rowCount === 1) return password;
  throw new CasehouseError(
    'user-exists',
    `Somebody has the address ${user.email} already; nothing was changed.`,
    {
      status: 409,
      next: 'Use another address, or see "casehouse user list".',
    },
  );
}
