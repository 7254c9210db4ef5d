import { afterAll, beforeAll, expect, it } from 'vitest';
import { knownAt, moment } from '../../app/moment.ts';
import { nightly } from '../../warehouse/nightly.ts';
import { type Browser, type TestWeb, testWeb } from '../api/web.ts';
import { casehouse } from '../support/cli.ts';
import { loadCase } from '../support/people.ts';

let web: TestWeb;
let manager: Browser;
const person = (name: string) => ({
  name,
  born: '2009-05-10',
  status: [{ code: 'P', from: '2025-09-01' }],
  doing: [{ code: '619', from: '2025-09-03' }],
});

beforeAll(async () => {
  web = await testWeb(['manager']);
  await loadCase(web.database.pool, { knownAt: '2026-06-01T11:00:00Z', people: [person('Early')] });
  await nightly({ pool: web.database.pool, dataDir: web.dataDir });
  web.now = new Date(Date.now() + 1000);
  manager = await web.as('manager');
}, 120_000);
afterAll(() => web.stop());

const onWeb = (day: string) => manager.get(`/api/reports/neet-by-month/run?known_at=${day}`);
const onLine = (day: string) =>
  casehouse(['report', 'run', 'neet-by-month', '--known-at', day, '--json'], { CASEHOUSE_DATA: web.dataDir });

it('a day means its end in London on the web as at the command line: both read one snapshot', async () => {
  expect(knownAt('2026-07-01')).toBe('2026-07-01T22:59:59.999Z');
  expect(knownAt('2026-12-01')).toBe(moment('2026-12-01', '--known-at').toISOString());
  const page = await onWeb('2026-07-01');
  expect(page.json.result.stamp.knownAt).toBe('2026-07-01T22:59:59.999Z');
  const line = await onLine('2026-07-01');
  expect(line.status, line.stderr).toBe(0);
  expect(JSON.parse(line.stdout).stamp.snapshot).toBe(page.json.result.stamp.snapshot);
});

it('a day before anything was known says since when there is something', async () => {
  const page = await onWeb('2001-01-01');
  expect([page.status, page.json.error.message, page.json.error.next]).toEqual([
    400,
    'Nothing was known yet on 1 January 2001.',
    'The first records were known on 1 June 2026; choose a day after it.',
  ]);
  const line = await onLine('2001-01-01');
  expect([line.status, line.stdout + line.stderr]).toEqual([1, expect.stringContaining('1 January 2001')]);
  expect((await onWeb('2026-06-01')).status).toBe(200);
});
