import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { CasehouseError } from '../../base/errors.ts';
import { type Access, guard } from '../../operational/access/guard.ts';
import type { Web } from '../../operational/access/person.ts';
import { PERMISSIONS } from '../../operational/access/permissions.ts';
import type { Route } from '../../operational/api/route.ts';

/** A page or file of the web: a route without a described body. */
export const pageRoute = (
  method: 'get' | 'post',
  path: string,
  permission: Access,
  handler: (c: Context<Web>) => Response | Promise<Response>,
): Route => ({
  method,
  path,
  permission,
  mount: (app) => void app.on([method.toUpperCase()], [path], guard(permission), handler),
});

/** Put every route on the app; one without a permission, twice the same, or past this registry stops the start. */
export function mountAll(app: OpenAPIHono<Web>, routes: readonly Route[]): void {
  const known = new Set<string>();
  for (const route of routes) {
    const name = nameOf(route.method, route.path);
    if (!isAccess(route.permission))
      throw fault(
        `The route ${name} names no permission.`,
        'Name one of permissions.ts, ‘signed-in’ or ‘public’.',
      );
    if (known.has(name)) throw fault(`The route ${name} is there twice.`, 'Take one of them out.');
    known.add(name);
    route.mount(app);
  }
  for (const { method, path } of app.routes)
    if (method !== 'ALL' && !known.has(nameOf(method, path)))
      throw fault(
        `The route ${nameOf(method, path)} is not registered.`,
        'Hand it to mountAll with a permission.',
      );
}

const isAccess = (value: unknown): value is Access =>
  value === 'public' ||
  value === 'signed-in' ||
  (typeof value === 'string' && Object.hasOwn(PERMISSIONS, value));

const nameOf = (method: string, path: string): string =>
  `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;

const fault = (message: string, next: string): CasehouseError =>
  new CasehouseError('route-unguarded', message, { status: 500, next });
