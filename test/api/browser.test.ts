import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { test } from '../support/browser-test.ts';
import { type Listening, listen } from '../../app/listen.ts';
import { findings, overflow } from '../journeys/support/axe.ts';
import { openBrowser } from '../journeys/support/browser.ts';
import { buildPages } from '../journeys/support/pages.ts';
import { handMadeSnapshot, person } from '../support/marts.ts';
import { PASSWORD, type TestWeb, testWeb } from './web.ts';

const MONTHS = ['2025-11-30', '2025-12-31', '2026-01-31'] as const;
let web: TestWeb;
let listening: Listening;
let ref = '';
beforeAll(async () => {
  await buildPages(); // before the server reads what was built
  web = await testWeb(['manager']);
  const rows = MONTHS.flatMap((month, n) => [
    { ...person(month, 'EET'), copies: 90 },
    { ...person(month, 'NEET'), copies: 5 + n },
  ]);
  await handMadeSnapshot({ months: [MONTHS[0], MONTHS[2]], tables: { person_month: rows } }, web.dataDir);
  const manager = await web.as('manager');
  const facts = {
    given_name: 'Perpetua',
    family_name: 'Marker-Name',
    date_of_birth: '2009-03-27',
    return_gender_code: 'F',
    source: 'school',
  };
  ref = (await manager.post('/api/people', facts)).json.ref;
  await manager.post(`/api/people/${ref}/situations`, {
    code: '619',
    started_on: '2026-01-05',
    source: 'self-report',
  });
  listening = await listen(web.server, '127.0.0.1', 0);
});
afterAll(async () => {
  await listening.close();
  await web.stop();
});

/** What the browser refused or complained of, but for the answers' own statuses. */
function complaints(page: Page): string[] {
  const heard: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 4')) heard.push(message.text());
  });
  page.on('pageerror', (error) => heard.push(error.message));
  page.on('request', (request) => {
    const { origin } = new URL(request.url());
    if (origin !== listening.url && !request.url().startsWith('data:')) heard.push(`asked ${origin}`);
  });
  return heard;
}

async function journey(page: Page, check: (page: Page) => Promise<void>): Promise<void> {
  await page.goto(`${listening.url}/people`);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await check(page);
  await page.keyboard.press('Tab'); // skip link
  await page.fill('#email', 'manager@test.example');
  await page.fill('#password', 'a wrong password');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.error-summary');
  expect(await page.title()).toMatch(/^Error: Sign in/);
  await check(page);
  await page.click('.error-summary a');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('email');
  await page.fill('#password', PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/people');
  await page.fill('#find', 'marker');
  await page.keyboard.press('Enter');
  await page.waitForSelector('tbody a');
  expect(page.url()).toMatch(/\/people\?search=[0-9a-f-]{36}&page=1$/);
  await check(page);
  await page.click('tbody a');
  await page.waitForURL(`**/people/${ref}`);
  expect(await page.textContent('h1')).toBe('Perpetua Marker-Name');
  expect(await page.textContent('.finding')).toContain('since 5 January 2026, never confirmed');
  expect(await page.title()).not.toContain('Marker');
  await check(page);
  for (const again of [() => page.goBack(), () => page.reload()]) {
    await again();
    expect(await page.textContent('tbody a')).toBe('Marker-Name, Perpetua');
  }
}

describe('in a browser', () => {
  test('sign in, find, open a record: no finding of axe, no sideways scroll at 320 pixels, nothing refused', async () => {
    const browser = await openBrowser({ width: 320, height: 700 });
    try {
      const page = await browser.context.newPage();
      const heard = complaints(page);
      await journey(page, async () => {
        expect(await findings(page), page.url()).toEqual([]);
        expect(await overflow(page), page.url()).toBeLessThanOrEqual(0);
      });
      expect(heard).toEqual([]);
    } finally {
      await browser.close();
    }
  });

  test('the same without script', async () => {
    const browser = await openBrowser({ script: false });
    try {
      await journey(await browser.context.newPage(), async () => {});
    } finally {
      await browser.close();
    }
  });

  test('a report draws its chart under the strict policy, and signing out closes the way back', async () => {
    const browser = await openBrowser();
    try {
      const page = await browser.context.newPage();
      const heard = complaints(page);
      await page.goto(`${listening.url}/sign-in?next=/reports/neet-by-month`);
      await page.fill('#email', 'manager@test.example');
      await page.fill('#password', PASSWORD);
      await page.click('main button[type=submit]');
      await page.waitForSelector('.chart-canvas svg');
      await page.click('details.person summary');
      await page.click('form[action="/sign-out"] button');
      await page.waitForURL('**/sign-in');
      expect(heard).toEqual([]);
      await page.goBack();
      await page.waitForLoadState();
      expect(new URL(page.url()).pathname).toBe('/sign-in');
    } finally {
      await browser.close();
    }
  });
});
