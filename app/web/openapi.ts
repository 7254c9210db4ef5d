import { type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Web } from '../../operational/access/person.ts';
import { apiRoute, json, type Route } from '../../operational/api/route.ts';

/** The description of every JSON route, made from the same schemas that check what is sent. */
export function openApiRoute(app: OpenAPIHono<Web>): Route {
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'casehouse_session',
    description: 'Set by POST /sign-in with the form fields email and password.',
  });
  return apiRoute(
    'signed-in',
    {
      method: 'get',
      path: '/api/openapi.json',
      summary: 'This document',
      responses: { 200: json('OpenAPI 3.1', z.record(z.string(), z.unknown())) },
    },
    (c) => c.json({ ...document(app) }, 200),
  );
}

const document = (app: OpenAPIHono<Web>) =>
  app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Casehouse',
      version: '1',
      description:
        'The case store and its reports. Days are YYYY-MM-DD; `ended_on` is the last day included. ' +
        'Every route names the permission that it needs in `x-permission`.',
    },
    security: [{ session: [] }],
  });
