import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORIGIN, type TestWeb, testWeb } from '../api/web.ts';
import { type SmallStore, smallStore, stayer } from './support.ts';

let web: TestWeb;
let store: SmallStore;
beforeAll(async () => {
  web = await testWeb(['return-officer', 'caseworker', 'report-reader']);
  const { pool, url } = web.database;
  store = await smallStore({ pool, url, dataDir: web.dataDir });
  await store.load(stayer('Asha', { ethnicity: 'NOBT' }));
});
afterAll(() => web.stop());

test('000.11.2a over HTTP a return is made, taken away, sent and accepted by the officer, with their name beside each step', async () => {
  const officer = await web.as('return-officer');
  const made = await officer.post('/api/returns', { period: '2026-03' });
  expect(made.status, made.text).toBe(201);
  const { submission, sha256 } = made.json;
  const file = await officer.get(`/api/returns/${submission}/file`);
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/xml']);
  expect(file.text).toContain('<GivenName>Asha</GivenName>');
  for (const state of ['sent', 'accepted'])
    expect((await officer.post(`/api/returns/${submission}/states`, { state })).status).toBe(200);
  const found = (await officer.get(`/api/returns/${submission}`)).json;
  expect(found).toMatchObject({ state: 'accepted', sha256 });
  expect(found.steps.map((s: { state: string; user: string }) => [s.state, s.user])).toEqual([
    ['draft', 'return-officer'],
    ['sent', 'return-officer'],
    ['accepted', 'return-officer'],
  ]);
  const calendar = (await officer.get('/api/return-calendar?from=2026-03&to=2026-03')).json;
  expect(calendar.months).toMatchObject([{ state: 'accepted', dueOn: '2026-04-10' }]);
  const compared = await officer.get('/api/return-comparison?period=2026-03');
  expect([compared.status, compared.json.error.code]).toEqual([404, 'no-return']);
});

test('000.11.2a the Department’s error report and duplicates are read over HTTP and on the month’s page, and settled there', async () => {
  const officer = await web.as('return-officer');
  const [made] = (await officer.get('/api/returns?period=2026-03')).json.returns;
  const { rows } = await store.pool.query("select value from person_identifier where kind = 'YPID'");
  const ypid = rows[0].value as string;
  const csv = { 'content-type': 'application/octet-stream' };
  const send = (query: string, text: string) =>
    officer.send('POST', `/api/returns/${made.id}/answers?${query}`, text, csv);
  const errors = await send(
    'kind=errors&file_name=e.csv',
    `YPID,Error Number\n${ypid},32\n9019999999999,6\n`,
  );
  expect([errors.status, errors.json]).toMatchObject([201, { rows: 2, added: 2, strangers: 1 }]);
  // larger than a body of JSON may be
  const long = `YPID,Error Number,Message\n${`${ypid},32,${'x'.repeat(1000)}\n`.repeat(400)}`;
  expect((await send('kind=errors', long)).json).toMatchObject({ rows: 400, added: 0 });
  const wrong = await send('kind=duplicates&file_name=d.csv', `YPID,Them\n${ypid},9020000000005\n`);
  expect([wrong.status, wrong.json.error.message]).toEqual([
    400,
    expect.stringContaining('d.csv has no column'),
  ]);
  const mapped = await send('kind=duplicates&map=other_ypid%3DThem', `YPID,Them\n${ypid},9020000000005\n`);
  expect(mapped.json).toMatchObject({ added: 1 });
  expect((await send('kind=nonsense', '')).status).toBe(400);

  const page = async () => (await officer.get('/returns/2026-03')).text;
  const first = await page();
  expect(first).toContain('2 errors open, 0 settled.');
  expect(first).toContain('1 suspected duplicate open, 0 settled.');
  expect(first).toContain('Which headings the Department uses is assumed');
  const [, action] = /action="(\/returns\/2026-03\/answers\/errors\/\d+)"/.exec(first)!;
  const refused = await officer.form(action!, { state: '' });
  expect(refused.status).toBe(400);
  expect((await officer.form(action!, { state: 'corrected', resolution: 'asked the school' })).status).toBe(
    303,
  );
  expect(await page()).toContain('1 error open, 1 settled.');
  const caseworker = await web.as('caseworker');
  expect((await caseworker.form(action!, { state: 'corrected' })).status).toBe(403);

  // the form of the page
  const form = new FormData();
  form.set('kind', 'errors');
  form.set('file', new File([`YPID,Code\n${ypid},88\n`], 'more.csv'));
  form.set('map', 'rule_no=Code');
  const taken = await web.server.request(`${ORIGIN}/returns/2026-03/${made.id}/answers`, {
    method: 'POST',
    headers: { cookie: officer.cookie!, origin: ORIGIN },
    body: form,
  });
  expect(taken.status, await taken.text()).toBe(303);
  expect(await page()).toContain('2 errors open, 1 settled.');
  const kept = await store.pool.query('select file_name from submission_response order by id');
  expect(kept.rows.map((r) => r.file_name)).toEqual(['e.csv', 'file', 'file', 'more.csv']);
});

test('a caseworker sees the checks live and may not send; a reader of reports sees neither', async () => {
  const caseworker = await web.as('caseworker');
  const checks = await caseworker.get('/api/checks?period=2026-03');
  expect(checks.status, checks.text).toBe(200);
  expect(checks.json).toMatchObject({ periodEnd: '2026-03-31', records: 1 });
  expect((await caseworker.post('/api/returns/1/states', { state: 'sent' })).status).toBe(403);
  expect((await (await web.as('report-reader')).get('/api/checks')).status).toBe(403);
});
