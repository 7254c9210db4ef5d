import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { test } from '../support/browser-test.ts';
import { tools } from '../support/tools.ts';
import { openBrowser } from './support/browser.ts';
import { type Demo, signIn, startDemo } from './support/demo.ts';
import { buildPages } from './support/pages.ts';

let demo: Demo;

beforeAll(async () => {
  if (tools.chromium === null) return;
  await buildPages();
  demo = await startDemo();
}, 120_000);

afterAll(() => demo?.stop());

/** Tabs until the element with the focus fits; fails after `most` steps. Every stop must show its focus in view. */
async function tabTo(page: Page, selector: string, most = 60): Promise<void> {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate((wanted) => {
      const at = document.activeElement as HTMLElement;
      const box = at.getBoundingClientRect();
      const over = document.elementFromPoint(
        box.x + Math.min(box.width, 8) / 2,
        box.y + Math.min(box.height, 8) / 2,
      );
      return {
        found: at.matches(wanted),
        html: at.outerHTML.slice(0, 90),
        ring:
          getComputedStyle(at).outlineStyle !== 'none' ||
          at.closest('.tile') !== null ||
          at.tagName === 'BODY',
        inView: box.top >= 0 && box.top < window.innerHeight,
        hidden:
          over !== null &&
          !at.contains(over) &&
          !over.contains(at) &&
          over.closest('header, footer') !== at.closest('header, footer'),
      };
    }, selector);
    expect(here, here.html).toMatchObject({ ring: true, inView: true, hidden: false });
    if (here.found) return;
  }
  throw new Error(`no way to ${selector} by the keyboard`);
}

test('000.5.1.39 by keyboard alone: skip the bar, open a tile’s report, change the view, sort, reach a file', async () => {
  const browser = await openBrowser({ height: 700 });
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    await tabTo(page, '.skip', 2);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await tabTo(page, '#neet .tile-link');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/reports\/neet-by-month$/);

    await tabTo(page, '.ask summary');
    await page.keyboard.press('Enter');
    await tabTo(page, '#ask-by');
    await page.keyboard.press('ArrowDown'); // from no split to the first
    await tabTo(page, '.ask form button');
    await page.keyboard.press('Enter');
    await page.waitForURL(/by=age/);

    await tabTo(page, 'th:nth-child(3) .sort');
    await page.keyboard.press('Enter');
    expect(await page.locator('th:nth-child(3)').getAttribute('aria-sort')).toBe('descending');
    expect(await page.getByRole('status').textContent()).toContain('Sorted by');

    await page.locator('.downloads a').first().focus();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Excel');
  } finally {
    await browser.close();
  }
}, 90_000);

test('000.5.1.39 without script: the same figures, tables, forms, lists of people, and a picture for the chart', async () => {
  const browser = await openBrowser({ script: false });
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    expect(await page.locator('.tile').count()).toBe(8);
    await page.locator('#not-known .tile-table summary').click();
    expect(await page.locator('#not-known .tile-table td').first().textContent()).toBe(
      await page.locator('#not-known .tile-value').textContent(),
    );
    await page.locator('#not-known .tile-count a').click();
    expect(await page.locator('main tbody tr').count()).toBeGreaterThan(0);
    await page.goto(`${demo.url}/reports/neet-by-month`);
    expect(await page.locator('main tbody tr').count()).toBe(25);
    expect(await page.locator('.sort, .table-tools').count()).toBe(0);
    const picture = page.locator('img.chart-picture');
    await picture.scrollIntoViewIfNeeded();
    const answer = await page.context().request.get(demo.url + (await picture.getAttribute('src')));
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'image/svg+xml']);
    expect((await picture.boundingBox())!.height).toBeGreaterThan(100);
    await page.locator('.ask summary').click();
    await page.getByLabel('From', { exact: true }).fill('2026-08');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.locator('main tbody tr').count()).toBe(3);
    await page.locator('.person summary').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in/);
  } finally {
    await browser.close();
  }
}, 60_000);

test('a header sorts by value both ways, figures largest first, and the total stays last', async () => {
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    await page.goto(`${demo.url}/reports/ward-hotspots`);
    const column = (n: number) => page.locator(`main tbody tr > :nth-child(${n})`).allTextContents();
    await page.getByRole('button', { name: 'Young people' }).click();
    const sizes = (await column(2)).map((text) => Number(text.replace(/,/g, '')));
    expect(sizes.slice(0, -1)).toEqual([...sizes.slice(0, -1)].sort((a, b) => b - a));
    expect(new Set(sizes).size).toBeGreaterThan(3);
    expect((await column(1)).at(-1)).toBe('All wards');
    await page.getByRole('button', { name: 'Young people' }).click();
    const turned = (await column(2)).map((text) => Number(text.replace(/,/g, '')));
    expect(turned.slice(0, -1)).toEqual([...turned.slice(0, -1)].sort((a, b) => a - b));
    expect((await column(1)).at(-1)).toBe('All wards');
    await page.getByRole('button', { name: 'Ward', exact: true }).click();
    const names = (await column(1)).slice(0, -1);
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'en-GB')));
    expect(await page.locator('th[aria-sort]').count()).toBe(1);
  } finally {
    await browser.close();
  }
}, 60_000);

test('the table can be copied as tab-separated text with plain numbers', async () => {
  const browser = await openBrowser();
  try {
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await signIn(browser.context, demo.url, 'manager');
    await page.goto(`${demo.url}/reports/neet-by-month`);
    await page.getByRole('button', { name: 'Copy the table' }).click();
    await page.getByText(/^Copied 25 rows/).waitFor();
    const lines = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
    expect(lines).toHaveLength(26);
    expect(lines[0]!.split('\t').slice(0, 4)).toEqual(['Month', 'Young people', 'NEET', 'NEET %']);
    const last = lines.at(-1)!.split('\t');
    expect(last[0]).toBe('October 2026');
    expect(last.slice(1).every((cell) => /^\d+(\.\d+)?$/.test(cell))).toBe(true);
  } finally {
    await browser.close();
  }
}, 60_000);

test('colours and spacing are remembered for the person, and no other site can be the way back', async () => {
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    await page.goto(`${demo.url}/reports`);
    await page.locator('.person summary').click();
    await page.getByLabel('Dark').check();
    await page.getByLabel('Compact').check();
    await page.getByRole('button', { name: 'Use this display' }).click();
    await page.waitForURL(`${demo.url}/reports`);
    const root = page.locator('html');
    expect([await root.getAttribute('data-theme'), await root.getAttribute('data-density')]).toEqual([
      'dark',
      'compact',
    ]);
    await page.goto(`${demo.url}/display?theme=light&back=//elsewhere.example/`);
    expect(page.url()).toBe(`${demo.url}/`);
    expect(await root.getAttribute('data-theme')).toBe('light');
  } finally {
    await browser.close();
  }
}, 60_000);
