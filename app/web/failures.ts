import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { CasehouseError } from '../../base/errors.ts';
import type { Web } from '../../operational/access/person.ts';
import { inPlainWords } from '../../operational/api/database-errors.ts';
import { errorPage } from './error-page.ts';

/** The one place where an error becomes a response: JSON below /api, a page elsewhere, never a stack. */
export const answerError =
  (log: (line: string) => void): ErrorHandler<Web> =>
  (error, c) => {
    const known = inWords(inPlainWords(error));
    if (known.status >= 500) log(`request ${c.get('requestId')}: ${stackOf(error)}`);
    return respond(c, known);
  };

/** Nothing at this address. */
export const answerNotFound: NotFoundHandler<Web> = (c) =>
  respond(
    c,
    new CasehouseError('not-found', 'There is nothing at this address.', {
      status: 404,
      next: 'Check the address, or begin at the overview.',
    }),
  );

const forApi = (c: Context): boolean => c.req.path === '/healthz' || c.req.path.startsWith('/api/');

function respond(c: Context<Web>, error: CasehouseError): Response | Promise<Response> {
  const status = error.status as ContentfulStatusCode;
  const request = c.get('requestId');
  if (forApi(c)) return c.json({ error: { ...error.toJSON().error, request } }, status);
  if (error.code === 'sign-in-needed') return toSignIn(c);
  return c.html(errorPage(c, error, request), status);
}

/** Pages lead to sign-in and back; only an address that was looked at is worth coming back to. */
function toSignIn(c: Context): Response {
  const { pathname, search } = new URL(c.req.url);
  const back =
    c.req.method === 'GET' && pathname !== '/' ? `?next=${encodeURIComponent(pathname + search)}` : '';
  return c.redirect(`/sign-in${back}`, 303);
}

function inWords(error: unknown): CasehouseError {
  if (error instanceof CasehouseError) return error;
  if (error instanceof HTTPException) return ofStatus(error.status);
  return new CasehouseError('failed', 'Something went wrong on our side. What you sent was not kept.', {
    status: 500,
    next: 'Try again. If it goes on, tell your administrator the request number.',
    cause: error,
  });
}

function ofStatus(status: number): CasehouseError {
  switch (status) {
    case 400:
      return new CasehouseError('unreadable', 'What was sent can’t be read.', {
        status,
        next: 'Send JSON that is complete.',
      });
    case 403:
      return new CasehouseError('other-site', 'This was sent from another site, so it was not done.', {
        status,
        next: 'Open Casehouse itself and do it there.',
      });
    case 413:
      return new CasehouseError('too-large', 'What was sent is too large.', {
        status,
        next: 'Send less at once.',
      });
    case 415:
      return new CasehouseError('not-json', 'This takes JSON only.', {
        status,
        next: 'Send it with content-type: application/json.',
      });
    default:
      return new CasehouseError('refused', 'That was refused.', { status, next: 'Check the request.' });
  }
}

// An error with words of its own needs no stack to be found.
const stackOf = (error: unknown): string => {
  if (error instanceof CasehouseError && error.cause === undefined) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};
