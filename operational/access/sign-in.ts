import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { CasehouseError } from '../../base/errors.ts';
import type { Tables } from '../tables.ts';
import { LIMITS } from './limits.ts';
import { verifyPassword } from './passwords.ts';
import { openSession } from './sessions.ts';

// One text for an unknown address, a wrong password, a closed account and one that must wait.
const refusal = (): CasehouseError =>
  new CasehouseError('sign-in-refused', 'The email address and password were not accepted.', {
    status: 401,
    next: `Check both and try again. After ${LIMITS.triesBeforeDelay} wrong passwords an account waits for some minutes.`,
  });

/** When an account may be tried again after its `tries`th wrong password in a row: 1, 2, 4 … 15 minutes. */
const waitUntil = (now: Date, tries: number): Date | null => {
  if (tries < LIMITS.triesBeforeDelay) return null;
  const doubled = LIMITS.firstDelaySeconds * 2 ** Math.min(tries - LIMITS.triesBeforeDelay, 10);
  return new Date(now.getTime() + 1000 * Math.min(doubled, LIMITS.longestDelaySeconds));
};

/**
 * The account of an address when it may be tried now, else null. The try is counted here, under the row's lock and
 * before the password is looked at, so that many tries at once can't slip past the limit.
 */
const countTry = (db: Kysely<Tables>, email: string, now: Date) =>
  db.transaction().execute(async (tx) => {
    const user = await tx
      .selectFrom('app_user')
      .select(['id', 'password_hash', 'failed_sign_ins', 'locked_until'])
      .where(sql`lower(email)`, '=', email.trim().toLowerCase())
      .where('active', '=', true)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!user || (user.locked_until && new Date(user.locked_until) > now)) return null;
    const tries = user.failed_sign_ins + 1;
    await tx
      .updateTable('app_user')
      .set({ failed_sign_ins: tries, locked_until: waitUntil(now, tries) })
      .where('id', '=', user.id)
      .execute();
    return user;
  });

/**
 * Begin a session for an email address and password; returns the cookie's value.
 * Every refusal has the same text, code and duration.
 */
export async function signIn(
  db: Kysely<Tables>,
  credentials: { email: string; password: string },
  now: Date,
): Promise<string> {
  const began = performance.now();
  const user = await countTry(db, credentials.email, now);
  const matches = await verifyPassword(user?.password_hash ?? null, credentials.password);
  if (!user || !matches) {
    await sleep(Math.max(0, LIMITS.refusalMilliseconds - (performance.now() - began)));
    throw refusal();
  }
  await db
    .updateTable('app_user')
    .set({ failed_sign_ins: 0, locked_until: null })
    .where('id', '=', user.id)
    .execute();
  return openSession(db, user.id, now);
}
