import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Kysely } from 'kysely';
import { CasehouseError } from '../../base/errors.ts';
import type { Tables } from '../tables.ts';
import { LIMITS } from './limits.ts';
import type { SessionPerson, Web } from './person.ts';
import type { Permission } from './permissions.ts';
import { findSession } from './sessions.ts';

/** What a route needs: a permission, only that somebody is signed in, or nothing ('public', said explicitly). */
export type Access = Permission | 'signed-in' | 'public';

const COOKIE = 'casehouse_session';

/** Whether the browser came by https; a proxy in front says so. Believing a wrong "yes" only hides the cookie from http. */
const isHttps = (c: Context): boolean =>
  new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https';

/** The session cookie's value, or null. */
export const sessionToken = (c: Context): string | null => getCookie(c, COOKIE) ?? null;

/** Set the session cookie; null ends it. */
export function setSessionCookie(c: Context, token: string | null): void {
  setCookie(c, COOKIE, token ?? '', {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isHttps(c),
    maxAge: token === null ? 0 : LIMITS.absoluteHours * 3600,
  });
}

// Nothing there depends on who asks, and /healthz must answer when the database doesn't.
const UNASKED = /^\/(assets\/|healthz$)/;

/** Find who is asking; `c.get('person')` is null for somebody who is not signed in. */
export const whoIsAsking =
  (db: Kysely<Tables>, clock: () => Date): MiddlewareHandler<Web> =>
  async (c, next) => {
    const token = UNASKED.test(c.req.path) ? null : sessionToken(c);
    c.set('person', token ? await findSession(db, token, clock()) : null);
    await next();
  };

/** Let a request through only with the access that the route names. The answer to a refusal does not say why. */
export const guard =
  (access: Access): MiddlewareHandler<Web> =>
  async (c, next) => {
    if (access !== 'public') {
      const person = c.get('person');
      if (!person) throw signInNeeded();
      if (access !== 'signed-in' && !person.permissions.has(access)) throw notForYou();
    }
    await next();
  };

/** The person of a route that is not public. */
export function signedIn(c: Context<Web>): SessionPerson {
  const person = c.get('person');
  if (!person) throw signInNeeded();
  return person;
}

const signInNeeded = (): CasehouseError =>
  new CasehouseError('sign-in-needed', 'You are not signed in, or your session has ended.', {
    status: 401,
    next: 'Sign in and try again.',
  });

const notForYou = (): CasehouseError =>
  new CasehouseError('not-for-you', 'Your account does not open this page.', {
    status: 403,
    next: 'Ask your team manager if you need it for your work.',
  });
