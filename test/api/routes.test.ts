import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { handMadeSnapshot, person } from '../support/marts.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OpenAPIHono } from '@hono/zod-openapi';
import { mountAll, pageRoute } from '../../app/web/registry.ts';
import type { Web } from '../../operational/access/person.ts';
import { type Permission, ROLE_PERMISSIONS, ROLES, type Role } from '../../operational/access/permissions.ts';
import type { Route } from '../../operational/api/route.ts';
import { type Answer, type Browser, ORIGIN, PASSWORD, type TestWeb, testWeb } from './web.ts';

const EVERY_ROLE = Object.keys(ROLES) as Role[];
let web: TestWeb;
const browsers = new Map<Role, Browser>();
beforeAll(async () => {
  web = await testWeb(EVERY_ROLE);
  for (const role of EVERY_ROLE) browsers.set(role, await web.as(role));
});
afterAll(() => web.stop());

/** An address that the route answers to. */
const addressOf = ({ path }: Route): string =>
  path
    .replace(/:file\{.*\}$/, 'neet-by-month.csv')
    // parameters that only take a number or a month
    .replaceAll(/:(\w+)\{(?:[^{}]|\{[^}]*\})*\}/g, (_, name: string) => (name === 'period' ? '2026-01' : '1'))
    .replaceAll(/\{(\w+)\}|:(\w+)/g, (_, a?: string, b?: string) =>
      ['id'].includes(a ?? b ?? '') ? '1' : 'none',
    );

const call = (browser: Browser, route: Route): Promise<Answer> =>
  browser.send(route.method.toUpperCase(), addressOf(route), route.method === 'get' ? undefined : {});

const isApi = (route: Route): boolean => route.path.startsWith('/api/');

describe('every route', () => {
  test('names a permission; some dozens are there', () => {
    expect(web.server.guarded.length).toBeGreaterThan(25);
    for (const route of web.server.guarded) expect(route.permission, route.path).toBeTruthy();
  });

  test('what is public is this list and no more', () => {
    const open = web.server.guarded
      .filter((r) => r.permission === 'public')
      .map((r) => `${r.method} ${r.path}`);
    expect(open.sort()).toEqual([
      'get /accessibility',
      'get /assets/:name',
      'get /display',
      'get /healthz',
      'get /sign-in',
      'post /sign-in',
      'post /sign-out',
    ]);
  });

  test('somebody who is not signed in gets 401 from the API and the sign-in page elsewhere', async () => {
    for (const route of web.server.guarded.filter((r) => r.permission !== 'public')) {
      const answer = await call(web.anonymous(), route);
      if (isApi(route)) {
        expect(answer.status, route.path).toBe(401);
        expect(answer.json.error.code).toBe('sign-in-needed');
      } else {
        expect(answer.status, route.path).toBe(303);
        expect(answer.headers.get('location')).toMatch(/^\/sign-in/);
      }
    }
  });

  test('000.8.27 000.8.27.2 a role opens what its row of the table says and is refused the rest, without a reason', async () => {
    const refusals = new Set<string>();
    for (const route of web.server.guarded) {
      if (route.permission === 'public' || route.permission === 'signed-in') continue;
      for (const role of EVERY_ROLE) {
        const answer = await call(browsers.get(role)!, route);
        const may = ROLE_PERMISSIONS[role].includes(route.permission as Permission);
        expect(answer.status === 403, `${role} ${route.method} ${route.path} → ${answer.status}`).toBe(!may);
        expect(answer.text).not.toContain('argon2');
        if (may) continue;
        expect(answer.text).not.toContain(route.permission);
        if (isApi(route)) refusals.add(JSON.stringify({ ...answer.json.error, request: null }));
      }
    }
    expect(refusals.size).toBe(1);
  });

  test('the administrator of the system opens nothing about people', () => {
    expect(
      ROLE_PERMISSIONS.administrator.filter((p) => p.startsWith('people.') || p.startsWith('report.')),
    ).toEqual([]);
  });

  test('answers with the same headers, whatever the answer', async () => {
    const paths = ['/', '/sign-in', '/healthz', '/nowhere', '/api/nowhere', '/api/people', '/accessibility'];
    for (const browser of [web.anonymous(), browsers.get('manager')!])
      for (const path of paths) {
        const { headers } = await browser.get(path);
        expect(headers.get('x-request-id'), path).toMatch(/^[0-9a-f-]{36}$/);
        expect(headers.get('content-security-policy')).toContain("default-src 'none'");
        expect(headers.get('content-security-policy')).toContain("script-src 'self'");
        expect(headers.get('content-security-policy')).not.toContain('unsafe');
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('x-frame-options')).toBe('DENY');
        expect(headers.get('referrer-policy')).toBe('same-origin');
        expect(headers.get('cache-control'), path).toBe('no-store');
        expect(headers.get('x-powered-by')).toBeNull();
      }
  });

  test('no two requests have one number, and nobody brings a number of their own', async () => {
    const ask = async () =>
      (await web.anonymous().send('GET', '/healthz', undefined, { 'x-request-id': 'mine' })).headers.get(
        'x-request-id',
      );
    expect(await ask()).not.toBe(await ask());
    expect(await ask()).not.toBe('mine');
  });
});

describe('a start', () => {
  const mounting =
    (...routes: Route[]) =>
    () =>
      mountAll(new OpenAPIHono<Web>(), routes);
  const answer = () => new Response('');

  test('fails for a route without a permission, with an unknown one, or twice there', () => {
    expect(mounting(pageRoute('get', '/a', 'report.run', answer))).not.toThrow();
    expect(mounting(pageRoute('get', '/a', undefined as never, answer))).toThrow(
      'GET /a names no permission',
    );
    expect(mounting(pageRoute('get', '/a', 'everything' as never, answer))).toThrow(
      'GET /a names no permission',
    );
    expect(
      mounting(pageRoute('get', '/a', 'public', answer), pageRoute('get', '/a', 'report.run', answer)),
    ).toThrow('twice');
  });

  test('fails for a route that was put on the app past the registry', () => {
    const app = new OpenAPIHono<Web>();
    app.get('/back-door', answer);
    expect(() => mountAll(app, [])).toThrow('GET /back-door is not registered');
  });
});

describe('what other sites may do', () => {
  test('a form that another site sends is refused and does nothing', async () => {
    const browser = browsers.get('manager')!;
    const before = await browser.get('/api/people');
    expect(before.status).toBe(200);
    for (const headers of [{ origin: 'https://elsewhere.example' }, { origin: 'null' }]) {
      const answer = await browser.form('/sign-out', {}, { ...headers, 'sec-fetch-site': 'cross-site' });
      expect(answer.status).toBe(403);
      expect(answer.text).not.toContain('    at ');
    }
    expect((await browser.get('/api/people')).status).toBe(200);
  });

  test('nobody can be signed in by another site’s form', async () => {
    const answer = await web
      .anonymous()
      .form(
        '/sign-in',
        { email: 'manager@test.example', password: PASSWORD },
        { origin: 'https://elsewhere.example' },
      );
    expect(answer.status).toBe(403);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('JSON under another name, as a form of another site could send it, is refused', async () => {
    const answer = await browsers.get('manager')!.send('POST', '/api/people', '{}', {
      'content-type': 'text/plain',
      origin: ORIGIN,
    });
    expect(answer.status).toBe(415);
  });
});

describe('errors', () => {
  test('an unknown address is a page for people and JSON for machines', async () => {
    const page = await browsers.get('manager')!.get('/nowhere');
    expect(page.status).toBe(404);
    expect(page.text).toContain('<title>Error: Not found');
    const api = await browsers.get('manager')!.get('/api/nowhere');
    expect(api.status).toBe(404);
    expect(api.json.error).toMatchObject({ code: 'not-found' });
  });

  test('an unexpected error shows a number to give, never its cause; the log has both', async () => {
    const browser = browsers.get('manager')!;
    web.database.pool.connect = (() => Promise.reject(new Error('secret of the database'))) as never;
    try {
      const answer = await browser.get('/api/people');
      expect(answer.status).toBe(500);
      expect(answer.text).not.toContain('secret');
      const number = answer.headers.get('x-request-id')!;
      expect(answer.json.error.request).toBe(number);
      expect(web.log.some((line) => line.includes(number) && line.includes('secret of the database'))).toBe(
        true,
      );
    } finally {
      Reflect.deleteProperty(web.database.pool, 'connect');
    }
  });

  test('a report that fails on the first page is in the server’s log with the request’s number', async () => {
    const months = ['2025-12-31', '2026-01-31'] as const;
    const rows = months.map((month) => person(month, 'EET'));
    await handMadeSnapshot({ months: [...months], tables: { person_month: rows } }, web.dataDir);
    for (const name of readdirSync(web.dataDir, { recursive: true, encoding: 'utf8' }))
      if (name.endsWith('official.duckdb')) rmSync(join(web.dataDir, name));
    const before = web.log.length;
    const answer = await browsers.get('manager')!.get('/');
    expect(answer.status).toBe(200);
    const lines = web.log.slice(before);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines)
      expect(line).toMatch(new RegExp(`^request ${answer.headers.get('x-request-id')}: first page: `));
  });

  test('a body that is too large is refused before it is read', async () => {
    const answer = await browsers.get('manager')!.post('/api/people', { given_name: 'x'.repeat(300_000) });
    expect(answer.status).toBe(413);
    expect(answer.json.error.code).toBe('too-large');
  });

  test('a body that is no JSON is refused', async () => {
    const answer = await browsers
      .get('manager')!
      .send('POST', '/api/people', '{', { 'content-type': 'application/json' });
    expect(answer.status).toBe(400);
    expect(answer.json.error.code).toBe('unreadable');
  });
});

describe('the description of the API', () => {
  test('lists every route of the API with its permission and its refusals', async () => {
    const { json } = await browsers.get('manager')!.get('/api/openapi.json');
    expect(json.openapi).toBe('3.1.0');
    for (const route of web.server.guarded.filter(isApi)) {
      const described = json.paths[route.path]?.[route.method];
      expect(described, `${route.method} ${route.path}`).toBeDefined();
      expect(described['x-permission']).toBe(route.permission);
      expect(described.summary).toBeTruthy();
      expect(Object.keys(described.responses)).toEqual(expect.arrayContaining(['400', '401', '403']));
    }
  });

  test('is whole: every reference leads somewhere, every parameter of a path is described', async () => {
    const { json } = await browsers.get('manager')!.get('/api/openapi.json');
    for (const [, ref] of JSON.stringify(json).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = ref!.split('/').reduce((node, key) => node?.[key], json);
      expect(target, ref).toBeDefined();
    }
    for (const [path, methods] of Object.entries<
      Record<string, { parameters?: { name: string; in: string; required?: boolean }[] }>
    >(json.paths))
      for (const [method, operation] of Object.entries(methods))
        for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
          const parameter = operation.parameters?.find((p) => p.in === 'path' && p.name === name);
          expect(parameter?.required, `${method} ${path} ${name}`).toBe(true);
        }
  });
});
