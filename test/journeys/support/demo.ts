import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import type pg from 'pg';
import type { BrowserContext, Page } from 'playwright-core';
import { createServer } from '../../../app/server.ts';
import { createDemo, DEMO_PASSWORD } from '../../../operational/demo/demo.ts';
import { loadCodes } from '../../../operational/codes.ts';
import { nightly } from '../../../warehouse/nightly.ts';
import { freshDatabase } from '../../support/postgres.ts';

export interface Demo {
  url: string;
  dataDir: string;
  pool: pg.Pool;
  stop(): Promise<void>;
}

const NOW = new Date('2026-11-20T08:15:00Z');

/** A small demo authority with one published night, behind the real server on a free port. */
export async function startDemo(people = 60): Promise<Demo> {
  const database = await freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'casehouse-journeys-'));
  const clock = () => NOW;
  const quiet = () => {};
  await loadCodes(database.pool);
  await createDemo({ pool: database.pool, people, seed: 7, clock, log: quiet, onStep: quiet });
  await nightly({ pool: database.pool, dataDir, clock });
  const app = await createServer({ pool: database.pool, dataDir, clock, log: console.error });
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        dataDir,
        pool: database.pool,
        stop: async () => {
          const closed = new Promise((done) => server.close(done));
          (server as Server).closeAllConnections(); // browsers keep theirs open
          await closed;
          await database.drop();
          await rm(dataDir, { recursive: true, force: true });
        },
      }),
    );
  });
}

/** A new page of the browser, signed in as one of the demo's users. */
export async function signIn(context: BrowserContext, url: string, user: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Email address').fill(`${user}@demo.example`);
  await page.getByLabel('Password').fill(DEMO_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${url}/`);
  return page;
}
