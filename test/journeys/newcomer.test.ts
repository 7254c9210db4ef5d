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
  demo = await startDemo(200);
}, 120_000);

afterAll(() => demo?.stop());

test('at 320 pixels bars are drawn over the width, under names that begin in view and lie over nothing', async () => {
  const browser = await openBrowser({ width: 320, height: 640 });
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    await page.goto(`${demo.url}/reports/ward-hotspots`);
    await page.locator('.chart-canvas svg').waitFor();
    const drawn = await page.evaluate(() => {
      const frame = document.querySelector('.chart-canvas')!.getBoundingClientRect();
      const boxes = [...document.querySelectorAll('.chart-canvas svg text')].map((text) => {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        return { words: text.textContent ?? '', left, right, top, bottom };
      });
      const overlaps = boxes.flatMap((a, i) =>
        boxes
          .slice(i + 1)
          .filter(
            (b) =>
              a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4,
          )
          .map((b) => `${a.words} over ${b.words}`),
      );
      const bars = [...document.querySelectorAll('.chart-canvas svg path')]
        .filter((path) => path.getAttribute('fill') !== 'none')
        .map((path) => path.getBoundingClientRect())
        .filter((box) => box.height > 8 && box.height < 30);
      return {
        outside: boxes.filter((box) => box.left < frame.left - 1 || box.right > frame.right + 1),
        overlaps,
        names: boxes.map((box) => box.words),
        widest: Math.max(...bars.map((bar) => bar.width)),
      };
    });
    expect(drawn.outside).toEqual([]);
    expect(drawn.overlaps).toEqual([]);
    expect(drawn.names).toContain('Bushbury South & Low Hill');
    expect(drawn.widest).toBeGreaterThan(100);
  } finally {
    await browser.close();
  }
}, 60_000);

test('at 320 pixels names in a list of people stay in their column, and a hint says that there is more', async () => {
  const browser = await openBrowser({ width: 320, height: 640 });
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    await page.goto(
      `${demo.url}/reports/neet-by-month/people?cell=cohort&row.month_end=2026-10-31&row.group_name=All`,
    );
    const out = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('main tbody th')]
        .filter((cell) => cell.scrollWidth > cell.clientWidth)
        .map((cell) => cell.textContent),
    );
    expect(await page.locator('main tbody th').count()).toBeGreaterThan(20);
    expect(out).toEqual([]);
    expect(await page.locator('.scroll-hint').textContent()).toContain('scroll it sideways');
  } finally {
    await browser.close();
  }
}, 60_000);

test('a ward is chosen by its name, and the view says the name', async () => {
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    await page.goto(`${demo.url}/reports/neet-by-month`);
    await page.locator('.ask summary').click();
    const ward = page.getByLabel('Ward', { exact: true });
    const names = await ward.locator('option').allTextContents();
    expect(names[0]).toBe('All');
    expect(names).toContain('Bilston South');
    expect(names).not.toContain('All wards');
    await ward.selectOption('Bilston South');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/ward=E05\d+/);
    expect(await page.locator('.ask summary').textContent()).toContain('Bilston South');
    expect(await page.locator('main caption').textContent()).not.toMatch(/E05\d/);
  } finally {
    await browser.close();
  }
}, 60_000);

test('a person’s page speaks in words, with the code behind them', async () => {
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    await page.goto(
      `${demo.url}/reports/neet-by-month/people?cell=cohort&row.month_end=2026-10-31&row.group_name=All`,
    );
    await page.locator('main tbody th a').first().click();
    await page.waitForURL(/\/people\/\d+$/);
    const words = (await page.locator('main').textContent()) ?? '';
    expect(words).toContain('Primary cohort (P)');
    expect(words).toContain('School’s list');
    expect(words).toMatch(/(September Guarantee|Intended destination)20\d\d[A-Z][^0-9]+\(\d{3}\)/);
    expect(words).not.toMatch(/LEVEL_OF_NEED|SEN_NEED|no-answer|school-list|nccis/);
  } finally {
    await browser.close();
  }
}, 60_000);

test('ways out lead somewhere: from a report that is not there, and for who looks after users', async () => {
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'admin');
    expect(await page.locator('main').textContent()).toContain('casehouse user add');
    await page.context().clearCookies();
    const manager = await signIn(browser.context, demo.url, 'manager');
    await manager.goto(`${demo.url}/reports/nothing`);
    await manager.getByRole('link', { name: 'See the list of reports' }).click();
    expect(manager.url()).toBe(`${demo.url}/reports`);
    expect(await manager.locator('.catalogue li').count()).toBeGreaterThan(3);
  } finally {
    await browser.close();
  }
}, 60_000);
