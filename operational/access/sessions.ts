import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';
import { LIMITS } from './limits.ts';
import type { SessionPerson } from './person.ts';
import { permissionsOf, type Role } from './permissions.ts';

const MINUTE = 60_000;
const ABSOLUTE = LIMITS.absoluteHours * 60 * MINUTE;

// A copy of the table, a backup or a log opens no session: only the hash of the cookie's value is stored.
const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
const idleSince = (now: Date): Date => new Date(now.getTime() - LIMITS.idleMinutes * MINUTE);

/** Begin a session; returns the cookie's value (32 random bytes, base64url). Sessions that have ended are swept away. */
export async function openSession(db: Kysely<Tables>, userId: number, now: Date): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await db
    .deleteFrom('app_session')
    .where((e) => e.or([e('expires_at', '<=', now), e('last_seen_at', '<=', idleSince(now))]))
    .execute();
  await db
    .insertInto('app_session')
    .values({
      token_hash: tokenHash(token),
      user_id: userId,
      created_at: now,
      last_seen_at: now,
      expires_at: new Date(now.getTime() + ABSOLUTE),
    })
    .execute();
  return token;
}

/** Whose session this is; null when it is unknown, ended, idle for too long, or its user was closed. */
export async function findSession(
  db: Kysely<Tables>,
  token: string,
  now: Date,
): Promise<SessionPerson | null> {
  const found = await db
    .selectFrom('app_session as s')
    .innerJoin('app_user as u', 'u.id', 's.user_id')
    .innerJoin('tenant as t', 't.id', 'u.tenant_id')
    .select(['u.id', 'u.tenant_id', 'u.name', 'u.role', 's.last_seen_at', 't.name as council', 't.demo'])
    .where('s.token_hash', '=', tokenHash(token))
    .where('s.expires_at', '>', now)
    .where('s.last_seen_at', '>', idleSince(now))
    .where('u.active', '=', true)
    .executeTakeFirst();
  if (!found) return null;
  // One write a minute at most keeps reading cheap.
  if (now.getTime() - new Date(found.last_seen_at).getTime() >= MINUTE) {
    await db
      .updateTable('app_session')
      .set({ last_seen_at: now })
      .where('token_hash', '=', tokenHash(token))
      .execute();
  }
  return {
    id: found.id,
    tenantId: found.tenant_id,
    tenant: { name: found.council, demo: found.demo },
    name: found.name,
    role: found.role as Role,
    permissions: permissionsOf(found.role),
  };
}

/** End one session; an unknown one is no error. */
export async function closeSession(db: Kysely<Tables>, token: string): Promise<void> {
  await db.deleteFrom('app_session').where('token_hash', '=', tokenHash(token)).execute();
}
