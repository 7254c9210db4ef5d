import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { afterAll, beforeAll, expect } from 'vitest';
import { pageRoutes } from '../../dashboards/routes.ts';
import type { DiffRequest } from '../../dashboards/source.ts';
import type { Web } from '../../operational/access/person.ts';
import type { VersionDiff } from '../../reports/versions/diff.ts';
import { test } from '../support/browser-test.ts';
import { tools } from '../support/tools.ts';
import { findings, overflow } from './support/axe.ts';
import { openBrowser } from './support/browser.ts';
import { buildPages } from './support/pages.ts';
import { STUB_PERSON, stubSource } from './support/stub.ts';

const october = { month_end: '2026-10-31', group_name: 'All' };

const FOUND: VersionDiff = {
  id: 'neet-by-month',
  title: 'NEET and not known, by month',
  a: { version: '1.0.0', hash: 'a', draft: false },
  b: { version: '2.0.0', hash: 'b', draft: false },
  class: 'major',
  changes: [
    { what: 'column', name: 'eet', kind: 'came', from: null, to: 'count', class: 'minor' },
    { what: 'parameter', name: 'ward', kind: 'went', from: 'ward?', to: null, class: 'major' },
  ],
  runs: [
    {
      snapshot: '20261120-021000',
      parameters: { from: '2024-10-31', to: '2026-10-31', ward: null },
      profile: 'none',
      rowsA: 25,
      rowsB: 26,
      onlyA: [],
      onlyB: [{ month_end: '2026-11-30', group_name: 'All' }],
      columns: [
        { name: 'neet', label: 'NEET', compared: 25, equal: 24, hidden: 0, rate: 96 },
        { name: 'nk', label: 'Not known', compared: 24, equal: 23, hidden: 1, rate: 95.8 },
      ],
      cells: [
        { row: october, column: 'neet', label: 'NEET', a: 212, b: 231 },
        { row: october, column: 'nk', label: 'Not known', a: 88, b: 90 },
      ],
    },
  ],
};

const asked: DiffRequest[] = [];
let url: string;
let server: Server | null = null;
beforeAll(async () => {
  if (tools.chromium === null) return;
  await buildPages();
  const app = new Hono<Web>();
  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'self'"], imgSrc: ["'self'", 'data:'] } }));
  app.use(async (c, next) => {
    c.set('person', { ...STUB_PERSON, tenantId: 1 } as never);
    await next();
  });
  const stub = stubSource();
  const source = {
    ...stub,
    reports: () =>
      stub
        .reports()
        .map((card) => (card.id === 'neet-by-month' ? { ...card, versions: ['2.0.0', '1.0.0'] } : card)),
    diff: async (_: unknown, request: DiffRequest) => {
      asked.push(request);
      return FOUND;
    },
  };
  for (const route of pageRoutes(source)) app.on(route.method.toUpperCase(), route.path, route.handler);
  url = await new Promise((resolve) => {
    server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
      resolve(`http://127.0.0.1:${port}`),
    ) as Server;
  });
}, 60_000);
afterAll(() => {
  server?.closeAllConnections();
  server?.close();
});

test('two versions side by side, read with axe, in the dark and at 320 pixels; the address reproduces the page', async () => {
  for (const look of [{ width: 1280 }, { width: 320, dark: true }]) {
    const browser = await openBrowser(look);
    try {
      const page = await browser.context.newPage();
      await page.goto(`${url}/reports/neet-by-month/diff?from=2024-10&snapshot=20261120-021000`);
      expect(await page.locator('.finding').textContent()).toBe(
        '1.0.0 → 2.0.0 is a major change: 2 of 49 figures differ.',
      );
      expect(await page.locator('main h2').allTextContents()).toEqual([
        'What the definition promises differently',
        'How far each column agrees',
        'Rows that only one has',
        'Figures that differ',
      ]);
      expect(await page.locator('main').textContent()).toContain('Only in 2.0.0: 1 row (November 2026, All)');
      for (const part of await page.locator('main details').all())
        await part.evaluate((one) => one.setAttribute('open', ''));
      expect(await findings(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await page.getByLabel('Old version').selectOption('2.0.0');
      await page.getByRole('button', { name: 'Compare' }).click();
      const address = new URL(page.url());
      expect(Object.fromEntries(address.searchParams)).toEqual({
        from: '2024-10',
        snapshot: '20261120-021000',
        a: '2.0.0',
        b: '2.0.0',
      });
      expect(asked.at(-1)).toEqual({
        id: 'neet-by-month',
        a: '2.0.0',
        b: '2.0.0',
        params: { from: '2024-10' },
        snapshot: '20261120-021000',
      });
    } finally {
      await browser.close();
    }
  }
}, 60_000);

test('a report with one version says that there is nothing beside it yet', async () => {
  const browser = await openBrowser({ width: 1280 });
  try {
    const page = await browser.context.newPage();
    const answer = await page.goto(`${url}/reports/ward-hotspots/diff`);
    expect(answer?.status()).toBe(404);
    expect(await page.locator('main').textContent()).toContain('has one version only');
  } finally {
    await browser.close();
  }
}, 60_000);
