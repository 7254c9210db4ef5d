import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handMadeSnapshot, person } from '../support/marts.ts';
import { type Browser, type TestWeb, testWeb } from './web.ts';

const MONTH = '2026-01-31';
const [OLD, NEW] = ['20260201-020000', '20260301-020000'];
let web: TestWeb;
let manager: Browser;
beforeAll(async () => {
  web = await testWeb(['manager', 'report-reader', 'administrator']);
  const neet = (keys: number[], ward = 'W1') =>
    keys.map((n) =>
      person(MONTH, 'NEET', { person_key: `${ward}-${n}`, ward_code: ward, ward_name: `Ward ${ward}` }),
    );
  const eet = (n: number, ward = 'W1') => ({
    ...person(MONTH, 'EET', { ward_code: ward, ward_name: `Ward ${ward}` }),
    copies: n,
  });
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const people = [
    { person_key: 'W1-25', person_id: 25, ref: 'C-25', given_name: 'Ada', family_name: 'Newcome' },
  ];
  const tables = (rows: object) => ({
    months: [MONTH, MONTH] as [string, string],
    tables: { person_month: rows as [] },
    people,
  });
  await handMadeSnapshot(
    { id: OLD, ...tables([...neet(range(1, 20)), eet(60), ...neet([1, 2, 3], 'W2'), eet(40, 'W2')]) },
    web.dataDir,
  );
  await handMadeSnapshot(
    { id: NEW, ...tables([...neet(range(3, 25)), eet(60), ...neet(range(1, 8), 'W2'), eet(40, 'W2')]) },
    web.dataDir,
  );
  manager = await web.as('manager');
});
afterAll(() => web.stop());

const AT = `from_snapshot=${OLD}&to_snapshot=${NEW}`;

describe('why a figure changed, over HTTP', () => {
  test('the page says it in one sentence, then parts, cells, who entered and who left', async () => {
    const { status, text } = await manager.get(
      `/reports/ward-hotspots/compare?${AT}&cell=neet&row.ward_code=W1`,
    );
    expect(status).toBe(200);
    expect(text).toContain('20 → 23: +3 data, 0 definition, 0 together.');
    const order = [
      'class="finding"',
      'class="split"',
      'Who entered',
      'Newcome',
      'Who left',
      'Cells that differ',
    ].map((part) => text.indexOf(part));
    expect(order.every((at) => at > 0)).toBe(true);
    expect(text).toContain('5 people: 5 because of the data.');
    expect(text).toContain('href="/people/C-25"');
  });

  test('the report’s stamp leads to it, with the same view', async () => {
    const { text } = await manager.get('/reports/ward-hotspots?month=2026-01');
    expect(text).toContain('/reports/ward-hotspots/compare?month=2026-01');
    expect((await manager.get('/reports/ward-hotspots/compare?month=2026-01')).status).toBe(200);
  });

  test('the same as JSON, and two versions side by side', async () => {
    const split = await manager.get(`/api/reports/ward-hotspots/compare?${AT}&cell=neet&row.ward_code=W1`);
    expect(split.json.split).toMatchObject({
      before: 20,
      after: 23,
      data: 3,
      definition: 0,
      together: 0,
      entered: { total: 5 },
      left: { total: 2 },
    });
    const diff = await manager.get('/api/reports/ward-hotspots/diff?a=1.0.0&b=1.0.0');
    expect(diff.json).toMatchObject({ class: 'patch', changes: [], runs: [{ snapshot: NEW, cells: [] }] });
  });

  test('a reader who sees no small numbers gets no split of a hidden figure, and no people', async () => {
    const reader = await web.as('report-reader');
    const hidden = await reader.get(`/reports/ward-hotspots/compare?${AT}&cell=neet&row.ward_code=W2`);
    expect(hidden.text).toContain('hidden because it is small');
    expect(hidden.text).not.toContain('class="split"');
    const open = await reader.get(`/reports/ward-hotspots/compare?${AT}&cell=cohort&row.ward_code=W1`);
    expect(open.status).toBe(200);
    expect(open.text).not.toMatch(/Who entered|Newcome|W1-\d+/);
    expect((await (await web.as('administrator')).get('/reports/ward-hotspots/compare')).status).toBe(403);
  });

  test('an unknown column, version or snapshot says what to do', async () => {
    const tell = async (query: string) =>
      (await manager.get(`/api/reports/ward-hotspots/compare?${query}`)).json.error.code;
    expect(await tell(`${AT}&cell=nete&row.ward_code=W1`)).toBe('cell-unknown');
    expect(await tell('from_version=9.0.0')).toBe('version-unknown');
    expect(await tell('from_snapshot=20200101-000000')).toBe('no-such-snapshot');
  });
});
