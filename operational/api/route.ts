import { createRoute, type OpenAPIHono, type RouteConfig, type RouteHandler, z } from '@hono/zod-openapi';
import { type Access, guard } from '../access/guard.ts';
import type { Web } from '../access/person.ts';

/** A route of the web: what it answers to and what it takes to get in. */
export interface Route {
  /** Lower case. */
  method: string;
  /** With `{name}` or `:name` for its parameters. */
  path: string;
  permission: Access;
  mount(app: OpenAPIHono<Web>): void;
}

const ErrorBody = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      next: z.string().openapi({ description: 'What to do next' }),
      request: z.string().optional().openapi({ description: 'Id to give when you ask for help' }),
      problems: z
        .array(
          z.object({
            field: z.string(),
            reason: z.string(),
            next: z.string(),
            number: z
              .string()
              .optional()
              .openapi({ description: 'DfE’s number of the check, where it has one' }),
            element: z
              .string()
              .optional()
              .openapi({ description: 'The return’s element that the check is about' }),
          }),
        )
        .optional()
        .openapi({ description: 'One entry for each field that can’t be kept' }),
    }),
  })
  .openapi('Error');

const refused = (description: string) => ({
  description,
  content: { 'application/json': { schema: ErrorBody } },
});

const REFUSALS = {
  400: refused('Something that was sent can’t be kept, or asks for what is not there'),
  401: refused('Nobody is signed in'),
  403: refused('The account does not open this'),
  404: refused('Not found'),
  409: refused('Clashes with what is held'),
};

/** A JSON route: checked on the way in, described in the OpenAPI document, and guarded by the permission it names. */
export function apiRoute<R extends RouteConfig>(
  permission: Access,
  config: R,
  handler: RouteHandler<R, Web>,
): Route {
  const route = createRoute({
    ...config,
    responses: { ...REFUSALS, ...config.responses },
    middleware: [guard(permission)],
    'x-permission': permission,
  });
  return {
    method: config.method,
    path: config.path,
    permission,
    // The refusals are thrown, never returned, so the handler's own type doesn't know them.
    mount: (app) => void app.openapi(route as R, handler),
  };
}

/** A response of JSON for a route's description. */
export const json = <S extends z.ZodType>(description: string, schema: S) => ({
  description,
  content: { 'application/json': { schema } },
});

/** A body of JSON for a route's description; it must be there. */
export const body = <S extends z.ZodType>(schema: S) => ({
  required: true as const,
  content: { 'application/json': { schema } },
});
