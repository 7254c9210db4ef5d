import { afterAll, beforeAll, expect } from 'vitest';
import { test } from '../support/browser-test.ts';
import { tools } from '../support/tools.ts';
import { findings, overflow } from './support/axe.ts';
import { openBrowser } from './support/browser.ts';
import { buildPages } from './support/pages.ts';
import { STUB_PERSON, startStub, type StubState } from './support/stub.ts';

// States that a healthy demo never shows. Their source is made up; pages, browser and script are the real ones.
let browser: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  if (tools.chromium === null) return;
  await buildPages();
  browser = await openBrowser({ width: 320 });
}, 60_000);

afterAll(() => browser?.close());

async function open(state: StubState, path: string, person = STUB_PERSON) {
  const stub = await startStub(state, person);
  const page = await browser.context.newPage();
  await page.goto(stub.url + path);
  return { page, words: (await page.locator('main').textContent()) ?? '', stop: stub.stop };
}

test.each<StubState>(['never-loaded', 'failed-load', 'suppressed', 'empty', 'broken'])(
  'state %s: axe finds nothing and nothing scrolls sideways, on every page',
  async (state) => {
    const stub = await startStub(state);
    try {
      const page = await browser.context.newPage();
      for (const path of [
        '/',
        '/reports',
        '/reports/neet-by-month',
        '/reports/ward-hotspots',
        '/snapshots',
      ]) {
        await page.goto(stub.url + path);
        expect([path, await findings(page), await overflow(page)]).toEqual([path, [], 0]);
      }
    } finally {
      await stub.stop();
    }
  },
  60_000,
);

test('before the first load the page says what it will show, why it is empty and what to do', async () => {
  const { words, stop } = await open('never-loaded', '/');
  expect(words).toContain('There are no figures yet');
  expect(words).toContain('no nightly load has been published');
  expect(words).toContain('casehouse nightly');
  await stop();
});

test('a failed load is said in plain words beside the figures that still serve', async () => {
  for (const path of ['/', '/reports', '/reports/neet-by-month', '/snapshots']) {
    const { page, words, stop } = await open('failed-load', path);
    expect(words).toContain('The last load failed');
    expect(words).toContain('the database did not answer for 30 seconds.');
    expect(words).toContain('Nothing was lost. The figures here are those of 20 November 2026 at 2:10am.');
    expect(await page.getByRole('status').first().isVisible()).toBe(true);
    if (path === '/snapshots') expect(words).toContain('Loads that stopped');
    await stop();
  }
});

test('a hidden value is [c] with its meaning, a gap in the line, and never nought, a link or a rank', async () => {
  const { page, words, stop } = await open('suppressed', '/reports/neet-by-month');
  expect(words).toContain('[c] hidden, so that nobody can be recognised in a small number');
  const hidden = page.locator('main tbody tr', { hasText: '[c]' });
  expect(await hidden.count()).toBe(1);
  expect(await hidden.locator('td a').count()).toBe(0);
  await page.goto(page.url().replace('/reports/neet-by-month', '/'));
  expect(await page.locator('#neet .spark-line polyline').count()).toBe(2);
  const ranking = await page.locator('.ranking').textContent();
  expect(ranking).toContain('East Park');
  expect(ranking).not.toMatch(/\[c\]|Bilston East|Tettenhall Regis/);
  expect(await page.locator('.tile-count a, .ranking a').count()).toBe(0);
  await stop();
});

test('a report without rows says why and leads back', async () => {
  const { page, words, stop } = await open('empty', '/reports/neet-by-month');
  expect(words).toContain('Nothing to show for this choice');
  expect(await page.locator('main table').count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Back to the usual view' }).first().getAttribute('href')).toBe(
    '/reports/neet-by-month',
  );
  await stop();
});

test('an error is a page without a stack: what happened, what to do, and a title that begins with it', async () => {
  const { page, words, stop } = await open('broken', '/reports/neet-by-month');
  expect(await page.title()).toMatch(/^Error: /);
  expect(words).toContain('Something went wrong');
  expect(words).toContain('Request number');
  expect(words).not.toMatch(/at .*\.ts|TypeError|secret/);
  await page.goto(page.url().replace('/reports/neet-by-month', '/reports/nothing-here'));
  expect(await page.locator('main').textContent()).toContain('There is no report called “nothing-here”.');
  await stop();
});

test('markup in data is shown as text', async () => {
  const person = { ...STUB_PERSON, name: '<img src=x onerror="document.title=1"> O’Hara & Sons' };
  const { page, stop } = await open('usual', '/', person);
  expect(await page.locator('.person > summary').textContent()).toContain(person.name);
  expect(await page.locator('header img').count()).toBe(0);
  await stop();
});

test('with the device’s own high-contrast colours every mark of the first page keeps a colour of the device', async () => {
  const forced = await openBrowser({ forcedColours: true, width: 1280 });
  const stub = await startStub('usual');
  try {
    const page = await forced.context.newPage();
    await page.goto(`${stub.url}/`);
    const faint = await page.evaluate(() => {
      const paper = getComputedStyle(document.body).backgroundColor;
      const marks = [...document.querySelectorAll('.spark-line polyline, .scale-sign path, .bar-line rect')];
      return marks.filter((mark) => {
        const style = getComputedStyle(mark);
        return style.fill === paper || (style.fill === 'none' && style.stroke === paper);
      }).length;
    });
    expect(faint).toBe(0);
    const find = page.getByRole('button', { name: 'Find' });
    const [ink, plate] = await find.evaluate((button) => [
      getComputedStyle(button).color,
      getComputedStyle(document.body).backgroundColor,
    ]);
    expect(ink).not.toBe(plate);
    await page.goto(`${stub.url}/reports/neet-by-month`);
    await page.locator('.chart-canvas svg').waitFor();
    expect(await findings(page)).toEqual([]);
  } finally {
    await stub.stop();
    await forced.close();
  }
}, 60_000);
