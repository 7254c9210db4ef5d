import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Browser, type TestWeb, testWeb } from './web.ts';

let web: TestWeb;
let manager: Browser;
let administrator: Browser;
let worker: Browser;
beforeAll(async () => {
  web = await testWeb(['manager', 'administrator', 'caseworker']);
  web.now = new Date('2026-01-20T10:00:00Z');
  manager = await web.as('manager');
  administrator = await web.as('administrator');
  worker = await web.as('caseworker');
});
afterAll(() => web.stop());

const begin = async (born: string) => {
  const facts = { given_name: 'Ines', family_name: 'Council', date_of_birth: born, return_gender_code: 'F' };
  const made = await worker.post('/api/people', { ...facts, source: 'school' });
  expect(made.status, made.text).toBe(201);
  return made.json.ref as string;
};

test('a season over HTTP: opened, fixed, added to, closed; the caseworker may not', async () => {
  const of = { kind: 'guarantee', season: 2025, la: '336' };
  expect((await worker.post('/api/seasons/open', of)).status).toBe(403);
  expect((await manager.post('/api/seasons/open', of)).json).toMatchObject({ state: 'opened', members: 0 });
  expect((await manager.post('/api/seasons/freeze', of)).json).toMatchObject({
    state: 'fixed',
    fixedOn: '2025-05-31',
  });
  const ref = await begin('2009-03-14');
  const added = await manager.post('/api/seasons/add', { ...of, ref, reason: 'Moved in, known late' });
  expect(added.json).toMatchObject({ members: 1, late: 1 });
  expect((await manager.post('/api/seasons/close', of)).json).toMatchObject({
    state: 'closed',
    closedOn: '2026-01-20',
  });
  const again = await manager.post('/api/seasons/open', of);
  expect([again.status, again.json.error.code]).toEqual([409, 'season-open']);
  expect((await manager.get('/api/seasons')).json.seasons).toHaveLength(1);
});

test('the turn of the year over HTTP: a dry run unless it is asked for, then taken back', async () => {
  const ref = await begin('2009-03-14');
  const { rows } = await web.database.pool.query('select id from person where ref = $1', [ref]);
  await web.database.pool.query(
    `insert into situation (tenant_id, person_id, domain, code, started_on, ascertained_on, standing, source_code)
     values (1, $1, 'eet', '110', '2024-09-03', '2024-09-10', 'confirmed', 'school')`,
    [rows[0].id],
  );
  expect((await worker.post('/api/roll-overs/2025', {})).status).toBe(403);
  const dry = await manager.post('/api/roll-overs/2025', {});
  expect(dry.json).toMatchObject({ applied: false, counts: { 'compulsory-age-ends': 1 }, lines: [{ ref }] });
  expect((await manager.post('/api/roll-overs/2025', { apply: true })).json).toMatchObject({ applied: true });
  const codes = async () =>
    (await worker.get(`/api/people/${ref}`)).json.situations.map((s: { code: string }) => s.code);
  expect(await codes()).toEqual(['810', '110']);
  expect((await manager.post('/api/roll-overs/2025/undo')).json).toEqual({ year: 2025, undone: 1, left: 0 });
  expect(await codes()).toEqual(['110']);
});

test('the cohort’s update over HTTP says who leaves before it records it', async () => {
  const ref = await begin('2008-03-14');
  await worker.post(`/api/people/${ref}/cohort-statuses`, {
    status: 'P',
    la_code: '336',
    started_on: '2025-09-01',
  });
  await worker.patch(`/api/people/${ref}`, { date_of_death: '2026-01-10', row_version: 1 });
  const dry = await manager.post('/api/cohort-updates', { as_at: '2026-01-20' });
  expect(dry.json).toMatchObject({
    applied: false,
    changes: [{ ref, from: 'P', to: 'D', on: '2026-01-10' }],
  });
  const done = await manager.post('/api/cohort-updates', { as_at: '2026-01-20', apply: true });
  expect(done.json).toMatchObject({ applied: true, counts: { D: 1 } });
  const statuses = (await worker.get(`/api/people/${ref}`)).json.cohort_statuses;
  expect(statuses.map((s: { status: string }) => s.status)).toEqual(['D', 'P']);
});

test('editions with their marks, a value of the council’s own, a local code: the administrator’s', async () => {
  expect((await manager.get('/api/editions')).json.editions.map((e: { id: string }) => e.id)).toContain(
    '2020-21',
  );
  const shown = (await manager.get('/api/editions/2020-21')).json;
  const due = shown.items.find((i: { part: string }) => i.part === 'due');
  expect(due).toMatchObject({ field: 'dayOfNextMonth', value: '10', assumed: true, changeable: true });
  const wanted = {
    part: 'due',
    field: 'dayOfNextMonth',
    value: '12',
    from: '2026-01',
    reason: 'Told so by DfE',
  };
  expect((await manager.post('/api/editions/2020-21/values', wanted)).status).toBe(403);
  const made = await administrator.post('/api/editions/2020-21/values', wanted);
  expect([made.status, made.json.by]).toEqual([201, 'administrator']);
  expect(
    (await administrator.post('/api/editions/2020-21/values', { ...wanted, value: 'x', from: '2026-02' }))
      .status,
  ).toBe(400);
  const ended = await administrator.post(`/api/edition-values/${made.json.id}/end`, {
    last_month: '2026-02',
  });
  expect(ended.json).toMatchObject({ fromPeriod: '2026-01-01', endedOn: '2026-02-28' });
  const { rows } = await web.database.pool.query(
    "select op, u.name from change_log l left join app_user u on u.id = l.user_id where table_name = 'reference_override' order by seq",
  );
  expect(rows).toEqual([
    { op: 'I', name: 'administrator' },
    { op: 'U', name: 'administrator' },
  ]);
  const code = { code: '330Z', label: 'Zero-hours job', national: '330' };
  expect((await manager.post('/api/codes/eet', code)).status).toBe(403);
  expect((await administrator.post('/api/codes/eet', { ...code, national: '998' })).json.error.code).toBe(
    'national-code-unknown',
  );
  expect((await administrator.post('/api/codes/eet', code)).status).toBe(201);
  const ref = await begin('2009-03-14');
  const local = { code: '330Z', started_on: '2026-01-20', source: 'own-contact' };
  expect((await worker.post(`/api/people/${ref}/situations`, local)).status).toBe(201);
  const found = (await worker.post(`/api/people/${ref}/check`)).json.findings.map(
    (f: { number: string }) => f.number,
  );
  expect(found).not.toContain('201'); // read as the national code that it stands for
});
