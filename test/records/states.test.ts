import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addDays, londonDay } from '../../base/dates.ts';
import { buildReturn } from '../../reports/returns/nccis/build.ts';
import { nightly } from '../../warehouse/nightly.ts';
import { openSnapshot } from '../../warehouse/query.ts';
import { loadEditions } from '../../nccis/editions.ts';
import { type Browser, type TestWeb, testWeb } from '../api/web.ts';

let web: TestWeb;
let worker: Browser;
let other: Browser;
let manager: Browser;
let officer: Browser;
const TODAY = londonDay(new Date());
const BEGAN = addDays(TODAY, -100);
/** Academic age 17 today, so 16 a year ago. */
const BORN = `${Number(addDays(TODAY, -243).slice(0, 4)) - 17}-03-14`;
beforeAll(async () => {
  web = await testWeb(['caseworker', 'tracker', 'manager', 'return-officer']);
  worker = await web.as('caseworker');
  other = await web.as('tracker');
  manager = await web.as('manager');
  officer = await web.as('return-officer');
});
afterAll(() => web.stop());
beforeEach(() => twoSteps('{}'));

const twoSteps = (roles: string | null) =>
  web.database.pool.query('update tenant set verified_at_once = $1 where id = 1', [roles]);
const begin = async (): Promise<string> => {
  const made = await worker.post('/api/people', {
    ...{ given_name: 'Rory', family_name: 'State', date_of_birth: BORN, return_gender_code: 'M' },
    ...{ ethnicity_code: 'WBRI', source: 'school' },
  });
  expect(made.status, made.text).toBe(201);
  return made.json.ref;
};
const at = (ref: string, part: string) => `/api/people/${ref}/${part}`;
const job = { code: '330', started_on: BEGAN, source: 'own-contact' };
const evidence = { verified_on: addDays(TODAY, -1), method: 'provider-list', source: 'college' };
const situations = async (ref: string) =>
  (await worker.get(`/api/people/${ref}`)).json.situations as {
    id: number;
    state: string;
    standing: string;
    ended_on: string | null;
    verifications: unknown[];
  }[];

test('000.5.1.13 draft, submitted, verified: who may verify is a permission, and it keeps date, source, method and who', async () => {
  const ref = await begin();
  const { id } = (await worker.post(at(ref, 'situations'), { ...job, state: 'draft' })).json;
  const step = (who: Browser, verb: string, body: unknown = {}) =>
    who.post(at(ref, `situations/${id}/${verb}`), body);
  expect((await step(manager, 'verify', evidence)).status).toBe(409); // a draft is nobody's business yet
  expect((await step(worker, 'submit')).json).toMatchObject({ state: 'submitted' });
  for (const who of [worker, other]) expect((await step(who, 'verify', evidence)).status).toBe(403);
  expect((await step(officer, 'send-back', { reason: 'Which employer?' })).json).toMatchObject({
    state: 'draft',
  });
  const sent = (await worker.get('/api/records/waiting?state=draft')).json.waiting;
  expect(sent).toMatchObject([{ id, ref, code: '330', by: 'return-officer', reason: 'Which employer?' }]);
  await step(worker, 'submit');
  expect((await step(manager, 'verify', evidence)).json).toMatchObject({ state: 'verified', warnings: [] });
  expect(await situations(ref)).toMatchObject([
    {
      ...{ state: 'verified', standing: 'confirmed' },
      verifications: [
        { verified_on: evidence.verified_on, method: 'provider-list', source_code: 'college', by: 'manager' },
      ],
    },
  ]);
  const { rows } = await web.database.pool.query(
    `select d.decision, d.decided_on, d.method, d.source_code, u.name, d.reason from record_decision d join app_user u on u.id = d.user_id
     where fact = 'situation' and fact_id = $1 order by d.id`,
    [id],
  );
  expect(rows.map((r) => Object.values(r))).toEqual([
    ['submitted', TODAY, null, null, 'caseworker', null],
    ['sent-back', TODAY, null, null, 'return-officer', 'Which employer?'],
    ['submitted', TODAY, null, null, 'caseworker', null],
    ['verified', evidence.verified_on, 'provider-list', 'college', 'manager', null],
  ]);
  const changes = await web.database.pool.query(
    `select l.new ->> 'state' as state, u.name from change_log l join app_user u on u.id = l.user_id
     where table_name = 'situation' and row_id = $1 order by seq`,
    [id],
  );
  expect(changes.rows.map((r) => `${r.state} ${r.name}`)).toEqual([
    'draft caseworker',
    'submitted caseworker',
    'draft return-officer',
    'submitted caseworker',
    'verified manager',
  ]);
  expect((await step(manager, 'verify', evidence)).status).toBe(409);
});

test('who submitted it does not verify it', async () => {
  const ref = await begin();
  const { id } = (await manager.post(at(ref, 'situations'), job)).json;
  const own = await manager.post(at(ref, `situations/${id}/verify`), evidence);
  expect([own.status, own.json.error.code]).toEqual([403, 'own-entry']);
  expect((await officer.post(at(ref, `situations/${id}/verify`), evidence)).status).toBe(200);
});

test('what is submitted must pass the checks; a draft need not', async () => {
  const ref = await begin();
  const college = { ...job, code: '230' }; // no expected end: 259
  const refused = await worker.post(at(ref, 'situations'), college);
  expect(refused.json.error.problems).toMatchObject([{ number: '259', field: 'expected_end_on' }]);
  const { id } = (await worker.post(at(ref, 'situations'), { ...college, state: 'draft' })).json;
  const submitted = await worker.post(at(ref, `situations/${id}/submit`));
  expect(submitted.json.error.problems).toMatchObject([{ number: '259' }]);
  expect(await situations(ref)).toMatchObject([{ state: 'draft', standing: 'provisional' }]);
  expect((await worker.post(at(ref, `situations/${id}/discard`))).status).toBe(200);
  expect(await situations(ref)).toEqual([]);
});

test('what is verified ends what it follows; until then nothing is touched', async () => {
  await twoSteps(null);
  const ref = await begin();
  const first = (await worker.post(at(ref, 'situations'), { ...job, started_on: addDays(TODAY, -200) })).json;
  expect(first.state).toBe('verified');
  await twoSteps('{}');
  const next = (await worker.post(at(ref, 'situations'), { ...job, code: '619', close_open: true })).json;
  expect(next).toMatchObject({ state: 'submitted', closed: null });
  expect((await situations(ref)).find((s) => s.id === first.id)).toMatchObject({ ended_on: null });
  await manager.post(at(ref, `situations/${next.id}/verify`), evidence);
  expect((await situations(ref)).find((s) => s.id === first.id)).toMatchObject({
    ended_on: addDays(BEGAN, -1),
  });
});

test('characteristics and offers have states too: a verified guarantee takes the place of the last', async () => {
  await twoSteps(null);
  const ref = await begin();
  // The winter after: their Year 12 guarantee is that of last summer, when they were in Year 12.
  const season = Number(addDays(TODAY, -90).slice(0, 4));
  const offer = {
    kind: 'guarantee',
    season,
    year_group: 12,
    la_code: '336',
    made_on: BEGAN,
    source: 'school',
  };
  await worker.post(at(ref, 'offers'), { ...offer, code: '140' });
  await twoSteps('{tracker}');
  const made = (await worker.post(at(ref, 'offers'), { ...offer, code: '110' })).json;
  const trait = (
    await worker.post(at(ref, 'characteristics'), {
      ...{ set: 'SEN', code: 'K', started_on: BEGAN, source: 'school' },
    })
  ).json;
  expect([made.state, trait.state]).toEqual(['submitted', 'submitted']);
  expect((await worker.post(at(ref, 'offers'), { ...offer, code: '110', state: 'verified' })).status).toBe(
    403,
  );
  expect((await manager.post(at(ref, `offers/${made.id}/verify`), evidence)).status).toBe(200);
  expect((await manager.post(at(ref, `characteristics/${trait.id}/verify`), evidence)).status).toBe(200);
  const record = (await worker.get(`/api/people/${ref}`)).json;
  expect(record.offers).toMatchObject([{ code: '110', state: 'verified' }]);
  expect(record.characteristics).toMatchObject([{ set: 'SEN', code: 'K', state: 'verified' }]);
  // a role that the council verifies at once needs nobody else
  expect(
    (
      await other.post(at(ref, 'characteristics'), {
        set: 'IC01',
        code: '170',
        started_on: BEGAN,
        source: 'school',
      })
    ).json,
  ).toMatchObject({ state: 'verified' });
});

test('000.5.1.13 only what is verified enters the warehouse and the return', async () => {
  await twoSteps('{tracker}');
  const [drafted, submitted, verified] = [await begin(), await begin(), await begin()];
  const member = { status: 'P', la_code: '336', started_on: addDays(TODAY, -120) };
  for (const ref of [drafted, submitted, verified]) {
    expect((await worker.post(at(ref, 'cohort-statuses'), member)).status).toBe(201);
    const who = ref === verified ? other : worker;
    const state = ref === drafted ? { state: 'draft' } : {};
    await who.post(at(ref, 'situations'), { ...job, ascertained_on: BEGAN, ...state });
    await who.post(at(ref, 'characteristics'), {
      ...{ set: 'SEN', code: 'K', started_on: BEGAN, source: 'school', ...state },
    });
    await who.post(at(ref, 'offers'), {
      ...{ kind: 'intention', season: 2025, code: '111', made_on: BEGAN, source: 'school', ...state },
    });
  }
  const made = await nightly({ pool: web.database.pool, dataDir: web.dataDir, editions: loadEditions() });
  const snapshot = await openSnapshot(web.dataDir, made.id, 'lists');
  try {
    for (const table of ['situation', 'characteristic', 'offer']) {
      const { rows } = await snapshot.run(
        `select distinct p.ref from core.${table} f join core.person p on p.person_id = f.person_id
         where p.ref in ('${drafted}', '${submitted}', '${verified}')`,
      );
      expect(rows, table).toEqual([[verified]]);
    }
  } finally {
    snapshot.close();
  }
  const period = addDays(`${TODAY.slice(0, 7)}-01`, -1).slice(0, 7);
  const built = await buildReturn({ dataDir: web.dataDir, period, out: `${web.dataDir}/return.xml` });
  expect(built.records).toBe(3);
  const codes = readFileSync(built.file, 'utf8').match(/(?<=<ActivityCode>)\d+/g)!;
  expect(codes.sort()).toEqual(['330', '810', '810']);
});
