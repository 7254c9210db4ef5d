import { afterAll, beforeAll, expect } from 'vitest';
import type { Page } from 'playwright-core';
import { test } from '../support/browser-test.ts';
import { tools } from '../support/tools.ts';
import { findings, overflow } from './support/axe.ts';
import { openBrowser } from './support/browser.ts';
import { type Demo, signIn, startDemo } from './support/demo.ts';
import { buildPages } from './support/pages.ts';

let demo: Demo;
let browser: Awaited<ReturnType<typeof openBrowser>>;

beforeAll(async () => {
  if (tools.chromium === null) return;
  await buildPages();
  demo = await startDemo(200);
  browser = await openBrowser({ width: 320 });
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

/** A page of somebody else than the last one. */
async function as(user: string): Promise<Page> {
  await browser.context.clearCookies();
  return signIn(browser.context, demo.url, user);
}

/** What axe finds and what scrolls sideways, in both widths that matter. */
async function demandFine(page: Page): Promise<void> {
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    expect([page.url(), width, await findings(page), await overflow(page)]).toEqual([
      page.url(),
      width,
      [],
      0,
    ]);
  }
}

const words = async (page: Page): Promise<string> =>
  ((await page.locator('main').textContent()) ?? '').replace(/\s+/g, ' ');

test('a month is made, sent and accepted on its page; errors lead to the records of a worker', async () => {
  const page = await as('officer');
  await page.goto(`${demo.url}/returns`);
  expect(await words(page)).toContain('10 Nov 2026 (assumed)');
  await demandFine(page);
  await page.getByRole('link', { name: 'October 2026' }).click();
  expect(await words(page)).toContain('Nothing was made yet.');
  await page.getByRole('button', { name: 'Make the return' }).click();
  await page.getByRole('heading', { name: /Return 1: made, not sent/ }).waitFor();
  await demandFine(page);
  await page.getByRole('button', { name: 'It was sent' }).click();
  await page.getByRole('heading', { name: /Return 1: sent/ }).waitFor();
  await page.getByLabel('Note').fill('Receipt 1234');
  await page.getByRole('button', { name: 'The Department accepted it' }).click();
  await page.getByRole('heading', { name: /Return 1: accepted/ }).waitFor();
  expect(await words(page)).toContain('Odette Farrow (demo): Receipt 1234');
  const { rows } = await demo.pool.query('select state, period_end from submission');
  expect(rows).toEqual([{ state: 'accepted', period_end: '2026-10-31' }]);
  await page.locator('main a[href^="/checks?"]').first().click();
  expect(await words(page)).toContain('for October 2026.');
  await demandFine(page);
  await page.close();
}, 120_000);

test('000.2.10.3 a file is taken in, its doubtful row decided beside its candidates, applied and undone, and nothing changes before', async () => {
  const page = await as('officer');
  const { rows: people } = await demo.pool.query<Record<string, string>>(
    `select p.given_name, p.family_name, to_char(p.date_of_birth, 'DD/MM/YYYY') as dob,
       to_char(s.started_on, 'DD/MM/YYYY') as start, o.establishment_no as no,
       (select a.postcode from person_address h join address a on a.id = h.address_id
        where h.person_id = p.id and h.kind = 'home' and h.ended_on is null) as postcode
     from person p join situation s on s.person_id = p.id and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
       and s.ended_on is null and s.code = '230'
     join organisation o on o.id = s.organisation_id and o.establishment_no is not null
     where p.date_of_birth between '2008-09-01' and '2010-08-31'
       and exists (select from cohort_member m where m.person_id = p.id and m.status_code = 'P' and m.ended_on is null)
     order by p.id limit 2`,
  );
  const [sure, doubtful] = people as [Record<string, string>, Record<string, string>];
  const line = (p: Record<string, string>, family: string) =>
    `${p.given_name};${family};${p.dob};${p.postcode};${p.no};${p.start}`;
  const file = [
    'Forename;Surname;DOB;Postcode;DfENo;StartDate',
    line(sure, sure.family_name!),
    line(doubtful, 'Otherwise'),
    line({ ...sure, given_name: 'Nobody', dob: '01/01/2001', postcode: 'ZZ99 9ZZ' }, 'Atall'),
  ].join('\r\n');
  const verified = async () => (await demo.pool.query('select * from verification order by id')).rows;
  const before = await verified();

  await page.goto(`${demo.url}/imports`);
  await demandFine(page);
  await page.getByLabel('What it is').selectOption('education-starters');
  await page
    .locator('#file')
    .setInputFiles({ name: 'starters.csv', mimeType: 'text/csv', buffer: Buffer.from(file) });
  await page.getByRole('button', { name: 'Read and match it' }).click();
  await page.getByRole('heading', { name: 'starters.csv' }).waitFor();
  expect(await words(page)).toContain('3 rows read: 2 queried, 1 to be applied.');
  expect(await verified()).toEqual(before);
  await demandFine(page);
  await page.getByRole('link', { name: 'Line 3' }).click();
  expect(await words(page)).toContain('Who this row is about');
  const table = (await page.locator('#main table').first().textContent()) ?? '';
  expect(table).toContain('Otherwise');
  expect(table).toContain(doubtful.family_name);
  await demandFine(page);
  await page
    .getByRole('radio', { name: new RegExp(`It is ${doubtful.given_name} ${doubtful.family_name}`) })
    .check();
  await page.getByRole('button', { name: 'Keep this decision' }).click();
  await page.getByRole('button', { name: /Apply what is sure/ }).click();
  await page.getByText('Reconciliation of every row').waitFor();
  expect(await words(page)).toContain('3 rows read: 1 queried, 2 applied.');
  expect(await verified()).not.toEqual(before);
  await page.getByRole('button', { name: 'Undo all that this file did' }).click();
  await page.getByText('Undone.').waitFor();
  expect(await verified()).toEqual(before);
  await page.goto(`${demo.url}/imports`);
  await demandFine(page);
  await page.close();
}, 120_000);

test('a file that is no list is refused with what to do, and leaves nothing', async () => {
  const page = await as('officer');
  await page.goto(`${demo.url}/imports`);
  await page.getByLabel('What it is').selectOption('education-starters');
  await page.locator('#file').setInputFiles({
    name: 'a.zip',
    mimeType: 'application/zip',
    buffer: Buffer.from('PK\u0003\u0004 nothing'),
  });
  const { rows: before } = await demo.pool.query('select count(*) from import_batch');
  await page.getByRole('button', { name: 'Read and match it' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await words(page)).toMatch(/zip|archive/i);
  expect((await demo.pool.query('select count(*) from import_batch')).rows).toEqual(before);
  await page.close();
}, 60_000);

test('an administrator holds something else for an assumed fact from a month on; a sourced one has no form', async () => {
  const page = await as('admin');
  await page.goto(`${demo.url}/rules`);
  await demandFine(page);
  await page.getByRole('link', { name: '2026-27' }).click();
  await demandFine(page);
  expect(await words(page)).toContain('only assumed or weakly held');
  const row = page.locator('tr', { hasText: 'Return for 2026-11: due on' });
  await row.locator('summary').click();
  await row.getByLabel('Value').fill('2026-12-12');
  await row.getByLabel('From month').fill('2026-11');
  await row.getByLabel('Why').fill('The Department’s letter of October');
  await row.getByRole('button', { name: 'Hold this instead' }).click();
  await page.getByRole('heading', { name: 'What this council holds instead' }).waitFor();
  await demandFine(page);
  await page.close();
  const officer = await as('officer');
  await officer.goto(`${demo.url}/returns`);
  const table = (await officer.locator('main table').textContent()) ?? '';
  expect(table).toMatch(/12 Dec 2026The month/); // and no longer assumed
  expect(table).toContain('10 Nov 2026 (assumed)');
  await officer.goto(`${demo.url}/rules/2026-27`);
  expect(await officer.locator('main form').count()).toBe(0);
  await officer.close();
}, 120_000);
