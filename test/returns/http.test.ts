import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestWeb, testWeb } from '../api/web.ts';
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

test('a caseworker sees the checks live and may not send; a reader of reports sees neither', async () => {
  const caseworker = await web.as('caseworker');
  const checks = await caseworker.get('/api/checks?period=2026-03');
  expect(checks.status, checks.text).toBe(200);
  expect(checks.json).toMatchObject({ periodEnd: '2026-03-31', records: 1 });
  expect((await caseworker.post('/api/returns/1/states', { state: 'sent' })).status).toBe(403);
  expect((await (await web.as('report-reader')).get('/api/checks')).status).toBe(403);
});
