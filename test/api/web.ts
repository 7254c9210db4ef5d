import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from '../../app/server.ts';
import { hashPassword } from '../../operational/access/passwords.ts';
import type { Role } from '../../operational/access/permissions.ts';
import { loadCodes } from '../../operational/codes.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

export const PASSWORD = 'a long enough password';
export const ORIGIN = 'http://casehouse.test';

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is checked by its expectations
  json: any;
}

/** A browser's worth of one person: keeps the session cookie. */
export class Browser {
  cookie: string | null = null;
  private readonly server: Server;

  constructor(server: Server) {
    this.server = server;
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await this.server.request(`${ORIGIN}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : null,
    };
  }

  get = (path: string) => this.send('GET', path);
  post = (path: string, body: unknown = {}) => this.send('POST', path, body);
  patch = (path: string, body: unknown) => this.send('PATCH', path, body);

  async form(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    return this.send('POST', path, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      origin: ORIGIN,
      ...headers,
    });
  }

  async signIn(email: string, password = PASSWORD): Promise<Answer> {
    const answer = await this.form('/sign-in', { email, password });
    const set = answer.headers.get('set-cookie');
    if (set) this.cookie = set.split(';')[0]!;
    return answer;
  }
}

export interface TestWeb {
  database: FreshDatabase;
  server: Server;
  log: string[];
  dataDir: string;
  /** The clock of the web: moves only when a test moves it. */
  now: Date;
  /** Somebody of a role, signed in. */
  as(role: Role): Promise<Browser>;
  anonymous(): Browser;
  stop(): Promise<void>;
}

/** The whole web over a fresh case store with one council, its codes, and a user of every role. */
export async function testWeb(roles: readonly Role[]): Promise<TestWeb> {
  const database = await freshDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'casehouse-web-'));
  const log: string[] = [];
  await loadCodes(database.pool);
  await database.pool.query(
    "insert into tenant (id, name, database_id, la_codes, demo) values (1, 'Testshire', '901', '{336}', false)",
  );
  const hash = await hashPassword(PASSWORD);
  for (const role of roles)
    await database.pool.query(
      'insert into app_user (tenant_id, name, email, role, password_hash) values (1, $1, $2, $1, $3)',
      [role, `${role}@test.example`, hash],
    );
  const web = {
    database,
    dataDir,
    log,
    now: new Date(),
  } as TestWeb;
  web.server = await createServer({
    pool: database.pool,
    dataDir,
    clock: () => web.now,
    log: (line) => log.push(line),
  });
  web.anonymous = () => new Browser(web.server);
  web.as = async (role) => {
    const browser = new Browser(web.server);
    await browser.signIn(`${role}@test.example`);
    return browser;
  };
  web.stop = async () => {
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return web;
}
