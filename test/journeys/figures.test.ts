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

/** Tile → the report that it comes from, the column of its value there, and of its count. */
const TILES = [
  {
    tile: 'neet-and-not-known',
    report: 'neet-by-month',
    value: 'NEET or not known %',
    count: 'NEET or not known',
  },
  { tile: 'neet', report: 'neet-by-month', value: 'NEET %', count: 'NEET' },
  { tile: 'not-known', report: 'neet-by-month', value: 'Not known %', count: 'Not known' },
  { tile: 'participating', report: 'neet-by-month', value: 'Participating %', count: 'Participating' },
  { tile: 'joiners', report: 'joiners-and-leavers', value: 'Joiners', count: 'Joiners' },
  { tile: 'leavers', report: 'joiners-and-leavers', value: 'Leavers', count: 'Leavers' },
  { tile: 'cohort', report: 'neet-by-month', value: 'Young people', count: 'Young people' },
] as const;

test('000.5.1.3 each tile shows what its report’s table and its file show', async () => {
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    const tiles = await page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll('.tile')].map((tile) => [
          tile.id,
          {
            value: tile.querySelector('.tile-value')?.textContent ?? '',
            count: /[\d,]+/.exec(tile.querySelector('.tile-count')?.textContent ?? '')?.[0] ?? null,
            newest: tile.querySelector('.tile-table td')?.textContent ?? '',
          },
        ]),
      ),
    );
    for (const { tile, report, value, count } of TILES) {
      const table = await lastRow(page, `/reports/${report}`);
      const shown = tiles[tile]!;
      expect({ tile, value: shown.value, newest: shown.newest }).toEqual({
        tile,
        value: table[value],
        newest: table[value],
      });
      if (shown.count !== null && value !== count) expect([tile, shown.count]).toEqual([tile, table[count]]);
      const file = await lastLine(page, `/api/reports/${report}/download.csv`);
      expect([tile, Number(plain(shown.value))]).toEqual([tile, Number(file[heading(value, file)])]);
    }
  } finally {
    await browser.close();
  }
}, 90_000);

test('the finding at the top says the figures of the tiles', async () => {
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    const finding = await page.locator('.finding').textContent();
    for (const id of ['neet-and-not-known', 'neet', 'not-known']) {
      expect(finding).toContain(await page.locator(`#${id} .tile-value`).textContent());
    }
    expect(await page.locator('.dated').textContent()).toMatch(/^Data as at 31 October 2026, loaded /);
  } finally {
    await browser.close();
  }
}, 60_000);

test('000.9.1.15 the comparison on a tile shows the report’s values, by the Department’s method and for its period', async () => {
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    const tile = page.locator('#neet .scale');
    const words = await tile.textContent();
    expect(words).toContain(
      'Latest published comparison: December 2024 to February 2025, by the Department for Education’s method. Ours then',
    );
    expect(words).toMatch(/Ours, December 2025 to February 2026: \d+\.\d%/);
    const key = await tile.locator('.scale-key').textContent();
    const rows = await rowsOf(page, '/reports/national-comparison?measures=neet_percent&areas=summary');
    expect(await page.locator('#notes ~ ul').textContent()).toContain('Open Government Licence');
    for (const level of ['England', 'region', 'neighbours', 'authority']) {
      const row = rows.find((item) => item.Level === level)!;
      expect(key).toContain(
        level === 'authority' ? `This authority ${row['Value %']}` : `${row.Area} ${row['Value %']}`,
      );
    }
  } finally {
    await browser.close();
  }
}, 60_000);

test('a count leads to as many people as it says, and only readers with lists of people get the link', async () => {
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    const link = page.locator('#not-known .tile-count a');
    const count = Number(plain((await link.textContent())!));
    await link.click();
    expect(await page.locator('main tbody tr').count()).toBe(count);
    expect(await page.locator('.finding').textContent()).toMatch(new RegExp(`of ${count} in this figure`));
    const names = (await page.locator('main tbody th').allTextContents()).flatMap((name) => name.split(', '));
    const outside = `${page.url()} ${await page.title()}`; // what browsers keep and show
    expect(names.length).toBeGreaterThanOrEqual(count);
    expect(names.filter((name) => outside.includes(name))).toEqual([]);

    await page.locator('main tbody th a').first().click();
    expect(await page.locator('h1').textContent()).toBe(names.slice(0, 2).reverse().join(' '));

    await page.context().clearCookies();
    const analyst = await signIn(browser.context, demo.url, 'analyst');
    expect(await analyst.locator('.tile-count a').count()).toBe(0);
    expect(await analyst.locator('form[role=search]').count()).toBe(0);
    await analyst.goto(`${demo.url}/reports/neet-by-month`);
    expect(await analyst.locator('main td a').count()).toBe(0);
    const refused = await analyst.goto(
      `${demo.url}/reports/neet-by-month/people?cell=nk&row.month_end=2026-10-31&row.group_name=All`,
    );
    expect(refused?.status()).toBe(403);
  } finally {
    await browser.close();
  }
}, 60_000);

test('an administrator of the system sees no figures, and is told so', async () => {
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'admin');
    expect(await page.locator('.tile').count()).toBe(0);
    expect(await page.locator('main').textContent()).toContain('Your account opens no figures');
  } finally {
    await browser.close();
  }
}, 60_000);

test('the address of a changed view shows the same view again', async () => {
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    await page.goto(`${demo.url}/reports/neet-by-month`);
    await page.locator('.ask summary').click();
    await page.getByLabel('From', { exact: true }).fill('2026-03');
    await page.getByLabel('Split by').selectOption('gender');
    await page.getByRole('button', { name: 'Show' }).click();
    const rows = await page.locator('main tbody tr').allTextContents();
    expect(rows[0]).toContain('March 2026');
    expect(await page.locator('.ask summary').textContent()).toContain(
      'March 2026 to October 2026, split by Gender',
    );
    const again = await page.context().newPage();
    await again.goto(page.url());
    expect(await again.locator('main tbody tr').allTextContents()).toEqual(rows);
  } finally {
    await browser.close();
  }
}, 60_000);

test('a view as known on an earlier day says so, keeps the day in its links, and leads back to the latest', async () => {
  const browser = await openBrowser();
  try {
    const page = await signIn(browser.context, demo.url, 'manager');
    await page.goto(`${demo.url}/reports/neet-by-month?to=2026-06&known_at=2026-07-10`);
    expect(await page.locator('main [role=status]').first().textContent()).toContain('Figures as known on ');
    expect(await page.locator('main > .stamp summary').textContent()).toMatch(/snapshot 202607\d\d-/);
    for (const link of await page.locator('main td a, .downloads a').all()) {
      expect(await link.getAttribute('href')).toContain('known_at=2026-07-10');
    }
    await page.getByRole('link', { name: 'See the latest figures' }).click();
    expect(page.url()).toBe(`${demo.url}/reports/neet-by-month?to=2026-06`);
    expect(await page.locator('main [role=status]').count()).toBe(1); // the table's own, empty
  } finally {
    await browser.close();
  }
}, 120_000);

const plain = (text: string): string => text.replace(/[^\d.−-]/g, '').replace('−', '-');

async function rowsOf(page: Page, path: string): Promise<Record<string, string>[]> {
  await page.goto(demo.url + path);
  return page.evaluate(() => {
    const heads = [...document.querySelectorAll('main thead th')].map((head) =>
      (head.textContent ?? '').replace(/[↕↑↓]/g, '').trim(),
    );
    return [...document.querySelectorAll<HTMLTableRowElement>('main tbody tr')].map((row) =>
      Object.fromEntries([...row.cells].map((cell, i) => [heads[i]!, cell.textContent ?? ''])),
    );
  });
}

const lastRow = async (page: Page, path: string) => (await rowsOf(page, path)).at(-1)!;

/** The last line of a CSV file by its headings; our figures hold no quoted commas. */
async function lastLine(page: Page, path: string): Promise<Record<string, string>> {
  const response = await page.context().request.get(demo.url + path);
  expect([path, response.status()]).toEqual([path, 200]);
  const lines = (await response.text())
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/);
  const heads = lines[0]!.split(',');
  return Object.fromEntries(
    lines
      .at(-1)!
      .split(',')
      .map((cell, i) => [heads[i]!, cell]),
  );
}

/** The file's own heading for a label: the label or the column's name. */
function heading(label: string, file: Record<string, string>): string {
  const names: Record<string, string> = {
    'NEET or not known %': 'neet_nk_rate',
    'NEET %': 'neet_rate',
    'Not known %': 'nk_rate',
    'Participating %': 'participation_rate',
    Joiners: 'joiners',
    Leavers: 'leavers',
    'Young people': 'cohort',
  };
  return label in file ? label : names[label]!;
}
