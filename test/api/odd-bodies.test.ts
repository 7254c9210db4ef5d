import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, londonDay } from '../../base/dates.ts';
import { type Browser, type TestWeb, testWeb } from './web.ts';

let web: TestWeb;
let worker: Browser;
let ref = '';
let situation = 0;
const day = addDays(londonDay(new Date()), -40);
const PERSON = {
  given_name: 'Ada',
  family_name: 'Odd',
  date_of_birth: '2009-01-15',
  return_gender_code: 'F',
  source: 'school',
};

beforeAll(async () => {
  web = await testWeb(['caseworker']);
  worker = await web.as('caseworker');
  ref = (await worker.post('/api/people', PERSON)).json.ref;
  const made = await worker.post(`/api/people/${ref}/situations`, {
    code: '230',
    started_on: day,
    expected_end_on: '2027-07-31',
    source: 'college',
  });
  situation = made.json.id;
});
afterAll(() => web.stop());

/** Sound bodies by route; each test spoils one field. */
const sound = (): [string, Record<string, unknown>][] => [
  ['/api/people', PERSON],
  ['/api/people/search', { name: 'Odd', page: 1, size: 5, date_of_birth: day, ward: 'E05000001' }],
  [
    `/api/people/${ref}/situations`,
    {
      code: '310',
      started_on: day,
      ended_on: day,
      organisation_id: 1,
      detail: { level: 2 },
      source: 'college',
      close_open: true,
    },
  ],
  [
    `/api/people/${ref}/situations/${situation}/verifications`,
    { verified_on: day, method: 'person', source: 'parent' },
  ],
  [`/api/people/${ref}/characteristics`, { set: 'IC01', code: '170', started_on: day, source: 'school' }],
  [
    `/api/people/${ref}/addresses`,
    {
      line_1: '1 High Street',
      postcode: 'WV1 1SH',
      uprn: 1,
      la_code: '336',
      started_on: day,
      source: 'parent',
    },
  ],
  [`/api/people/${ref}/identifiers`, { kind: 'local', value: 'x1', source: 'school' }],
  [
    `/api/people/${ref}/offers`,
    {
      kind: 'guarantee',
      season: 2025,
      year_group: 11,
      la_code: '336',
      code: '110',
      made_on: day,
      source: 'school',
    },
  ],
  [
    `/api/people/${ref}/contacts`,
    { channel: 'phone', state: 'done', happened_at: `${day}T10:00:00Z`, summary: 'Rang.' },
  ],
  [`/api/people/${ref}/cohort-statuses`, { status: 'P', la_code: '336', started_on: day }],
];

const ODD = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\uD800',
  '\u202E',
  '%',
  '_',
  "'; drop table person; --",
  '0000-01-01',
  '9999-12-31',
  '2026-02-30',
  '275760-09-13',
  0,
  -1,
  0.5,
  1e30,
  Number.MAX_SAFE_INTEGER,
  true,
  null,
  [],
  {},
  ['x'],
  { a: { b: 1 } },
  'x'.repeat(5000),
  '💥',
  '1',
];

test('whatever stands in a field is kept or refused in words, never an error of ours', async () => {
  const odd = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ODD) },
    { weight: 1, arbitrary: fc.jsonValue() },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(9), fc.nat(20), odd, async (route, field, value) => {
      const [path, body] = sound()[route]!;
      const names = Object.keys(body);
      const answer = await worker.post(path, { ...body, [names[field % names.length]!]: value });
      expect(
        [200, 201, 400, 404, 409],
        `${path} ${JSON.stringify(value)} → ${answer.text} ${web.log.at(-1)}`,
      ).toContain(answer.status);
      if (answer.status >= 400) expect(answer.json.error.next.length).toBeGreaterThan(5);
    }),
    { numRuns: 400 },
  );
  expect(web.log).toEqual([]);
});

test('whatever stands in an address is answered in words', async () => {
  for (const odd of ODD.filter((value) => typeof value === 'string')) {
    const text = encodeURIComponent(odd.replace('\uD800', ''));
    for (const path of [
      `/api/people/${text}x`,
      `/api/people?ward=${text}`,
      `/api/people?page=${text}`,
      `/api/codes/${text}x`,
      `/people/${text}x`,
    ]) {
      const { status } = await worker.get(path);
      expect([200, 400, 404], `${path} → ${status} ${web.log.at(-1)}`).toContain(status);
    }
    const sent = odd.replace('\uD800', '');
    for (const form of [
      { q: sent, page: '1' },
      { q: 'a', page: sent },
    ]) {
      const { status } = await worker.form('/people', form);
      expect([200, 303, 400], `${JSON.stringify(form)} → ${status} ${web.log.at(-1)}`).toContain(status);
    }
  }
  expect(web.log).toEqual([]);
});
