import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { test } from '../support/browser-test.ts';
import { tools } from '../support/tools.ts';
import { DIST, readAssets } from '../../dashboards/assets.ts';
import { findings, overflow } from './support/axe.ts';
import { openBrowser } from './support/browser.ts';
import { type Demo, signIn, startDemo } from './support/demo.ts';
import { buildPages } from './support/pages.ts';

const PATHS = [
  '/',
  '/reports',
  '/reports/neet-by-month',
  '/reports/neet-by-month?by=ward',
  '/reports/joiners-and-leavers?show=destinations',
  '/reports/neet-duration',
  '/reports/ward-hotspots',
  '/reports/national-comparison',
  '/reports/national-comparison?measures=neet_percent',
  '/reports/september-guarantee',
  '/reports/activity-survey',
  '/reports/neet-by-month/people?cell=nk&row.month_end=2026-10-31&row.group_name=All',
  '/reports/neet-by-month?from=2031-01',
  '/reports/no-such-report',
  '/snapshots',
  '/accessibility',
] as const;

let demo: Demo;

beforeAll(async () => {
  if (tools.chromium === null) return;
  await buildPages();
  demo = await startDemo();
}, 120_000);

afterAll(() => demo?.stop());

/** Visits each page with all its folded parts open, as the strictest reader would. */
async function visit(page: Page, path: string): Promise<void> {
  await page.goto(demo.url + path);
  await page.evaluate(() => {
    for (const part of document.querySelectorAll('main details')) part.setAttribute('open', '');
  });
}

describe.each([
  { name: 'light', dark: false },
  { name: 'dark', dark: true },
])('in $name colours', ({ dark }) => {
  test('000.5.1.39 axe finds nothing at WCAG 2.2 AA on any page', async () => {
    const browser = await openBrowser({ dark });
    try {
      const page = await signIn(browser.context, demo.url, 'manager');
      const found: Record<string, string[]> = {};
      for (const path of PATHS) {
        await visit(page, path);
        found[path] = await findings(page);
      }
      await page.context().clearCookies();
      await visit(page, '/sign-in');
      found['/sign-in'] = await findings(page);
      expect(found).toEqual(Object.fromEntries([...PATHS, '/sign-in'].map((path) => [path, []])));
    } finally {
      await browser.close();
    }
  }, 120_000);
});

test('000.5.1.42 at 320 pixels no page scrolls sideways; tables do so in a frame with a name and a place for focus', async () => {
  const browser = await openBrowser({ width: 320, height: 640 });
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    for (const path of PATHS) {
      await visit(page, path);
      expect([path, await overflow(page)]).toEqual([path, 0]);
      const loose = await page.evaluate(
        () =>
          [...document.querySelectorAll('table')].filter((table) => {
            const frame = table.closest('[role=region]');
            const name = document.getElementById(frame?.getAttribute('aria-labelledby') ?? '')?.textContent;
            return !name?.trim() || frame?.getAttribute('tabindex') !== '0';
          }).length,
      );
      expect([path, loose]).toEqual([path, 0]);
    }
  } finally {
    await browser.close();
  }
}, 90_000);

test('each page has one h1, its landmarks, a skip link, a language, and a title that ends in the service', async () => {
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    for (const path of PATHS) {
      await page.goto(demo.url + path);
      const shape = await page.evaluate(() => ({
        h1: document.querySelectorAll('h1').length,
        main: document.querySelectorAll('main').length,
        header: document.querySelectorAll('body > header').length,
        footer: document.querySelectorAll('body > footer').length,
        skip: document.querySelector('body > a')?.getAttribute('href'),
        language: document.documentElement.lang,
        service: document.title.split(' - ').at(-1),
        parts: document.title.split(' - ').length > 1,
      }));
      expect({ path, ...shape }).toEqual({
        path,
        h1: 1,
        main: 1,
        header: 1,
        footer: 1,
        skip: '#main',
        language: 'en-GB',
        service: 'Casehouse',
        parts: true,
      });
    }
  } finally {
    await browser.close();
  }
}, 60_000);

test('every target for a pointer is at least 24 pixels high or stands in a line of text', async () => {
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    for (const path of ['/', '/reports/neet-by-month', '/snapshots']) {
      await page.goto(demo.url + path);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, summary, td a, .menu a, .crumbs a')]
          .filter((target) => target.checkVisibility() && getComputedStyle(target).display !== 'inline')
          .filter((target) => target.getBoundingClientRect().height < 24)
          .map((target) => target.outerHTML.slice(0, 80)),
      );
      expect([path, small]).toEqual([path, []]);
    }
  } finally {
    await browser.close();
  }
}, 60_000);

test('script and style come from here alone, and the script is under 250 kB as it travels', async () => {
  const { js, css } = readAssets();
  const script = readFileSync(join(DIST, js!.replace('/assets/', '')));
  expect(gzipSync(script).length).toBeLessThan(250_000);
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${demo.url}/reports/neet-by-month`);
    await page.locator('.chart-canvas svg').waitFor();
    expect(asked.filter((url) => !url.startsWith(demo.url) && !url.startsWith('data:'))).toEqual([]);
    expect(asked).toContain(demo.url + css);
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
}, 60_000);
