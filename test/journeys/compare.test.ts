import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { afterAll, beforeAll, expect } from 'vitest';
import { snapshotId } from '../../base/ids.ts';
import { pageRoutes } from '../../dashboards/routes.ts';
import type { Web } from '../../operational/access/person.ts';
import type { ResultColumn } from '../../reports/result.ts';
import type { CauseSplit } from '../../reports/versions/split.ts';
import { test } from '../support/browser-test.ts';
import { tools } from '../support/tools.ts';
import { findings, overflow } from './support/axe.ts';
import { openBrowser } from './support/browser.ts';
import { buildPages } from './support/pages.ts';
import { STUB_PERSON, stubSource } from './support/stub.ts';

const column = (name: string, label: string, type: ResultColumn['type']): ResultColumn => ({
  name,
  label,
  type,
  decimals: 0,
  description: null,
});
const key = { month_end: '2026-10-31' };

const FOUND: CauseSplit = {
  id: 'neet-by-month',
  title: 'NEET and not known, by month',
  from: { version: '1.0.0', snapshot: snapshotId('20261119-021000') },
  to: { version: '2.0.0', snapshot: snapshotId('20261120-021000') },
  parameters: { from: '2024-10-31', to: '2026-10-31' },
  profile: 'none',
  changes: [{ what: 'column', name: 'eet', kind: 'came', from: null, to: 'count', class: 'minor' }],
  columns: [
    column('month_end', 'Month', 'month'),
    column('neet', 'NEET', 'count'),
    column('nk', 'Not known', 'count'),
  ],
  cells: [
    { row: key, column: 'neet', label: 'NEET', a: 212, b: 231 },
    { row: key, column: 'nk', label: 'Not known', a: 90, b: 88 },
  ],
  split: {
    cell: { row: key, column: 'neet' },
    label: 'NEET',
    decimals: 0,
    before: 212,
    after: 231,
    data: 24,
    definition: -6,
    together: 1,
    entered: {
      total: 2,
      causes: { data: 1, definition: 0, either: 0, together: 1 },
      list: {
        columns: [
          column('cause', 'Because of', 'text'),
          column('ref', 'Reference', 'code'),
          column('family_name', 'Family name', 'text'),
        ],
        rows: [
          ['the data', 'C-101', 'Example'],
          ['both together', null, 'Restricted record'],
        ],
      },
    },
    left: {
      total: 0,
      causes: { data: 0, definition: 0, either: 0, together: 0 },
      list: { columns: [], rows: [] },
    },
  },
  why: null,
};

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
  const source = { ...stubSource(), compare: async () => FOUND };
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

test('from the stamp of a report to why its figures changed, read with axe, in the dark and at 320 pixels', async () => {
  for (const look of [{ width: 1280 }, { width: 320, dark: true }]) {
    const browser = await openBrowser(look);
    try {
      const page = await browser.context.newPage();
      await page.goto(`${url}/reports/neet-by-month`);
      await page.locator('details.stamp summary').click();
      await page.getByRole('link', { name: 'Compare with another version or an earlier snapshot' }).click();
      expect(await page.locator('.finding').textContent()).toBe(
        '212 → 231: +24 data, −6 definition, +1 together.',
      );
      expect(await page.locator('main h2').allTextContents()).toEqual([
        'Cells that differ',
        'Who entered',
        'Who left',
        'What the definition promises differently',
      ]);
      const wide = await page
        .locator('.split-line rect')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width));
      expect(wide[0]! / wide[1]!).toBeCloseTo(4, 1);
      for (const part of await page.locator('main details').all())
        await part.evaluate((one) => one.setAttribute('open', ''));
      expect(await findings(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      expect(await page.getByRole('link', { name: /^Why/ }).count()).toBe(2);
    } finally {
      await browser.close();
    }
  }
}, 60_000);
