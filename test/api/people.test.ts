import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addDays, londonDay } from '../../base/dates.ts';
import type { Role } from '../../operational/access/permissions.ts';
import { type Browser, type TestWeb, testWeb } from './web.ts';

let web: TestWeb;
let worker: Browser;
let today: string;
beforeAll(async () => {
  web = await testWeb(['caseworker', 'tracker', 'manager', 'return-officer']);
  worker = await web.as('caseworker');
  today = londonDay(web.now);
});
afterAll(() => web.stop());

/** A day of birth with which somebody is in Year 12 or 13 all through the last years' tests. */
const BORN = `${Number(londonDay(new Date()).slice(0, 4)) - 18}-01-15`;
const MAEVE = {
  given_name: 'Maeve',
  family_name: "O'Neill-Žák",
  date_of_birth: BORN,
  return_gender_code: 'F',
  ethnicity_code: 'WBRI',
  source: 'school',
};

const begin = async (fields: Record<string, unknown> = {}): Promise<string> => {
  const made = await worker.post('/api/people', { ...MAEVE, ...fields });
  expect(made.status, made.text).toBe(201);
  return made.json.ref;
};
const at = (ref: string, part = '') => `/api/people/${ref}${part}`;
const record = async (ref: string) => (await worker.get(at(ref))).json;
const started = () => addDays(today, -60);
const college = (more: Record<string, unknown> = {}) => ({
  code: '230',
  started_on: started(),
  expected_end_on: addDays(today, 200), // without it check 259 refuses the entry
  source: 'college',
  ...more,
});

describe('a record from its beginning', () => {
  test('is begun, gets its numbers, an activity, a confirmation and a change', async () => {
    const made = await worker.post('/api/people', MAEVE);
    expect(made.status).toBe(201);
    expect(made.json.ypid).toMatch(/^901\d{10}$/);
    const { ref } = made.json;
    const situation = await worker.post(
      at(ref, '/situations'),
      college({ expected_end_on: addDays(today, 200) }),
    );
    expect(situation.status, situation.text).toBe(201);
    const verified = await worker.post(at(ref, `/situations/${situation.json.id}/verifications`), {
      verified_on: addDays(today, -3),
      method: 'provider-list',
      source: 'college',
    });
    expect(verified.status, verified.text).toBe(201);
    const next = await worker.post(at(ref, '/situations'), {
      code: '619',
      started_on: addDays(today, -1),
      source: 'self-report',
      close_open: true,
    });
    expect(next.json).toMatchObject({ closed: situation.json.id });
    const read = await record(ref);
    expect(read).toMatchObject({
      given_name: 'Maeve',
      family_name: "O'Neill-Žák",
      row_version: 1,
      withheld: [],
    });
    expect(
      read.situations.map((s: { code: string; started_on: string; ended_on: string }) => [
        s.code,
        s.started_on,
        s.ended_on,
      ]),
    ).toEqual([
      ['619', addDays(today, -1), null],
      ['230', started(), addDays(today, -2)],
    ]);
    expect(read.situations[1].verifications).toMatchObject([
      { verified_on: addDays(today, -3), by: 'caseworker' },
    ]);
  });

  test('holds characteristics, addresses, identifiers, offers, contacts and cohort statuses', async () => {
    const ref = await begin();
    const sent: [string, Record<string, unknown>][] = [
      ['/characteristics', { set: 'SEN', code: 'K', started_on: started(), source: 'school' }],
      ['/characteristics', { set: 'IC01', code: '170', started_on: started(), source: 'own-contact' }],
      [
        '/addresses',
        {
          line_1: '3 Canal Row',
          town: 'Wolverhampton',
          postcode: 'wv11sh',
          started_on: started(),
          source: 'parent',
        },
      ],
      ['/identifiers', { kind: 'ULN', value: '3000000010', source: 'college' }],
      ['/offers', { kind: 'intention', season: 2025, code: '111', made_on: started(), source: 'school' }],
      [
        '/contacts',
        { channel: 'phone', state: 'done', happened_at: web.now.toISOString(), summary: 'Rang; will visit.' },
      ],
      ['/cohort-statuses', { status: 'P', la_code: '336', started_on: started() }],
    ];
    for (const [part, body] of sent) {
      const answer = await worker.post(at(ref, part), body);
      expect(answer.status, `${part} ${answer.text}`).toBe(201);
    }
    const read = await record(ref);
    expect(read.characteristics).toHaveLength(2);
    expect(read.addresses).toMatchObject([{ postcode: 'WV1 1SH', line_1: '3 Canal Row', ended_on: null }]);
    expect(read.identifiers.map((i: { kind: string }) => i.kind).sort()).toEqual(['ULN', 'YPID']);
    expect(read.contacts).toMatchObject([{ channel: 'phone', state: 'done', by: 'caseworker' }]);
    expect(read.cohort_statuses).toMatchObject([{ status: 'P', la_code: '336' }]);
  });

  test('the change log says who changed what, in which request', async () => {
    const tracker = await web.as('tracker');
    const made = await tracker.post('/api/people', MAEVE);
    const changed = await worker.patch(at(made.json.ref), { known_as: 'Mae', row_version: 1 });
    const { rows } = await web.database.pool.query(
      `select l.op, u.name, l.request_id, l.new ->> 'known_as' as known_as
       from change_log l join person p on p.id = l.row_id join app_user u on u.id = l.user_id
       where l.table_name = 'person' and p.ref = $1 order by l.seq`,
      [made.json.ref],
    );
    expect(rows).toEqual([
      { op: 'I', name: 'tracker', request_id: made.headers.get('x-request-id'), known_as: null },
      { op: 'U', name: 'caseworker', request_id: changed.headers.get('x-request-id'), known_as: 'Mae' },
    ]);
  });

  test('two new records begun at once get two numbers', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => worker.post('/api/people', MAEVE)));
    expect(new Set(made.map((m) => m.json.ypid)).size).toBe(8);
    expect(new Set(made.map((m) => m.json.ref)).size).toBe(8);
  });
});

describe('two people at one record', () => {
  test('a change of a record that changed since is refused, and says what to do', async () => {
    const ref = await begin();
    expect((await worker.patch(at(ref), { known_as: 'Mae', row_version: 1 })).json).toEqual({
      ref,
      row_version: 2,
      warnings: [],
    });
    const stale = await worker.patch(at(ref), { family_name: 'Other', row_version: 1 });
    expect(stale.status).toBe(409);
    expect(stale.json.error).toMatchObject({
      code: 'stale',
      next: expect.stringContaining('Read the record again'),
    });
    expect(await record(ref)).toMatchObject({ known_as: 'Mae', family_name: "O'Neill-Žák" });
  });

  test('000.8.8 of many changes of one record at once one is kept; of two records both', async () => {
    const [ref, other] = [await begin(), await begin()];
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => worker.patch(at(ref), { known_as: `Name ${n}`, row_version: 1 })),
    );
    expect(answers.filter((a) => a.status === 200)).toHaveLength(1);
    expect(answers.filter((a) => a.status === 409)).toHaveLength(5);
    expect((await record(ref)).row_version).toBe(2);
    const apart = await Promise.all(
      [ref, other].map((r, n) => worker.patch(at(r), { known_as: 'Both', row_version: 2 - n })),
    );
    expect(apart.map((a) => a.status)).toEqual([200, 200]);
  });

  test('of two activities begun at once one is kept, and the other is told which', async () => {
    const ref = await begin();
    const answers = await Promise.all([
      worker.post(at(ref, '/situations'), college()),
      worker.post(at(ref, '/situations'), college({ code: '310' })),
    ]);
    expect(answers.map((a) => a.status).sort()).toEqual([201, 409]);
    expect((await record(ref)).situations).toHaveLength(1);
  });
});

describe('what does not fit is refused whole, with the field, the reason and what to do', () => {
  const refused = async (path: string, body: unknown, field: string, reason: RegExp, status = 400) => {
    const answer = await worker.post(path, body);
    expect(answer.status, answer.text).toBe(status);
    const problem = answer.json.error.problems.find((p: { field: string }) => p.field === field);
    expect(problem?.reason, answer.text).toMatch(reason);
    expect(problem.next.length).toBeGreaterThan(5);
  };
  let ref = '';
  beforeEach(async () => {
    ref = await begin();
  });

  test('an overlapping activity names the one in the way; nothing is half done', async () => {
    await worker.post(at(ref, '/situations'), college({ ended_on: addDays(today, -10) }));
    await refused(
      at(ref, '/situations'),
      { code: '310', started_on: addDays(today, -20), source: 'self-report', close_open: true },
      'started_on',
      /overlaps with 230 Full-time education – further education from/,
      409,
    );
    const read = await record(ref);
    expect(read.situations).toHaveLength(1);
    expect(read.situations[0].ended_on).toBe(addDays(today, -10));
  });

  test('an open activity in the way can be closed when that is asked', async () => {
    await worker.post(at(ref, '/situations'), college());
    const answer = await worker.post(at(ref, '/situations'), {
      code: '310',
      started_on: today,
      source: 'self-report',
    });
    expect(answer.status).toBe(409);
    expect(answer.json.error.next).toContain('close_open');
  });

  test('names: each character that the return refuses is named; others are kept', async () => {
    await refused(
      '/api/people',
      { ...MAEVE, given_name: 'An&a2' },
      'given_name',
      /characters that DfE does not accept \(& 2\)/,
    );
    await refused(
      '/api/people',
      { ...MAEVE, family_name: 'Smith/Jones' },
      'family_name',
      /does not accept \(\/\)/,
    );
    await refused('/api/people', { ...MAEVE, middle_names: '   ' }, 'middle_names', /empty/);
    expect(
      (await record(await begin({ given_name: ' José  María ', family_name: 'St. D’Arcy' }))).given_name,
    ).toBe('José María');
  });

  test('days: no day of the calendar, in the wrong order, in the future', async () => {
    await refused(
      '/api/people',
      { ...MAEVE, date_of_birth: '2008-02-30' },
      'date_of_birth',
      /not a day of the calendar/,
    );
    await refused(
      '/api/people',
      { ...MAEVE, date_of_birth: addDays(today, 1) },
      'date_of_birth',
      /in the future/,
    );
    await refused(
      '/api/people',
      { ...MAEVE, date_of_death: '2000-01-01' },
      'date_of_death',
      /before the date of birth/,
    );
    await refused(
      at(ref, '/situations'),
      college({ ended_on: addDays(started(), -1) }),
      'ended_on',
      /ends before it starts/,
    );
    await refused(
      at(ref, '/situations'),
      college({ ascertained_on: addDays(started(), -1) }),
      'ascertained_on',
      /found out before/,
    );
    await refused(at(ref, '/situations'), college({ started_on: addDays(today, 2) }), 'started_on', /future/);
  });

  test('codes: unknown, no longer in force, not for that age', async () => {
    await refused(
      '/api/people',
      { ...MAEVE, return_gender_code: 'Q' },
      'return_gender_code',
      /Q is not a code of the list YP07/,
    );
    await refused(
      '/api/people',
      { ...MAEVE, return_gender_code: 'N' },
      'return_gender_code',
      /holds to 2019-03-31/,
    );
    await refused(
      at(ref, '/situations'),
      college({ code: '999' }),
      'code',
      /999 is not a code of the list eet/,
    );
    await refused(
      at(ref, '/situations'),
      college({ code: '110' }),
      'code',
      /for people of compulsory school age/,
    );
    const younger = await begin({ date_of_birth: addDays(today, -365 * 12) });
    await refused(at(younger, '/situations'), college(), 'code', /of compulsory school age on/);
    const seventeen = await begin({ date_of_birth: `${Number(today.slice(0, 4)) - 18}-12-31` });
    await refused(
      at(seventeen, '/situations'),
      college({
        code: '440',
        started_on: addDays(`${today.slice(0, 4)}-01-01`, -20),
        ended_on: addDays(`${today.slice(0, 4)}-01-01`, -10),
      }),
      'code',
      /aged 18 and over/,
    );
  });

  test('postcodes: any spacing and case is taken, another form is not', async () => {
    const address = { line_1: '1 High Street', started_on: started(), source: 'parent' };
    await refused(
      at(ref, '/addresses'),
      { ...address, postcode: 'WV1 SH1' },
      'postcode',
      /not written as a postcode/,
    );
    await refused(
      at(ref, '/addresses'),
      { postcode: 'WV1 1SH', started_on: started(), source: 'parent' },
      'line_1',
      /postcode only/,
    );
    for (const [given, kept] of [
      ['ec1a1bb', 'EC1A 1BB'],
      ['m1 1ae', 'M1 1AE'],
      ['W1A0AX', 'W1A 0AX'],
      ['zz999zz', 'ZZ99 9ZZ'],
    ]) {
      const person = await begin();
      expect((await worker.post(at(person, '/addresses'), { ...address, postcode: given })).status).toBe(201);
      expect((await record(person)).addresses[0].postcode).toBe(kept);
    }
  });

  test('verifications: before the start, in the future, of another person’s activity', async () => {
    const { id } = (await worker.post(at(ref, '/situations'), college())).json;
    const verify = (verified_on: string) => ({ verified_on, method: 'person', source: 'own-contact' });
    await refused(
      at(ref, `/situations/${id}/verifications`),
      verify(addDays(started(), -1)),
      'verified_on',
      /before it began/,
    );
    await refused(
      at(ref, `/situations/${id}/verifications`),
      verify(addDays(today, 1)),
      'verified_on',
      /future/,
    );
    const other = await begin();
    expect((await worker.post(at(other, `/situations/${id}/verifications`), verify(today))).status).toBe(404);
  });

  test('a person’s number that is in use is refused without a word about who has it', async () => {
    const other = await record(await begin({ family_name: 'Marker' }));
    const ypid = other.identifiers[0].value;
    const answer = await worker.post(at(ref, '/identifiers'), {
      kind: 'YPID',
      value: ypid,
      source: 'migration',
    });
    expect(answer.status).toBe(409);
    expect(answer.text).not.toContain('Marker');
    expect(answer.text).not.toContain(other.ref);
    expect(answer.text).not.toContain('Key (');
    await refused(
      at(ref, '/identifiers'),
      { kind: 'YPID', value: '9020000000001', source: 'migration' },
      'value',
      /begins with 901/,
    );
  });

  test('pupil and learner numbers are held to their check letters and digits', async () => {
    const identifier = (kind: string, value: string) => ({ kind, value, source: 'school' });
    await refused(at(ref, '/identifiers'), identifier('UPN', 'Q207000016049'), 'value', /would be P/);
    await refused(at(ref, '/identifiers'), identifier('ULN', '9999999999'), 'value', /do not fit together/);
    expect((await worker.post(at(ref, '/identifiers'), identifier('UPN', ' p207 000016049'))).status).toBe(
      201,
    );
    expect((await record(ref)).identifiers.map((i: { value: string }) => i.value)).toContain('P207000016049');
    await refused(
      at(ref, '/identifiers'),
      identifier('UPN', 'P207000016049'),
      'value',
      /has this number already/,
      409,
    );
  });

  test('one SEN status and level of need at a time', async () => {
    const level = (code: string, more = {}) => ({
      set: 'LEVEL_OF_NEED',
      code,
      started_on: started(),
      source: 'school',
      ...more,
    });
    await worker.post(at(ref, '/characteristics'), level('2'));
    await refused(
      at(ref, '/characteristics'),
      level('3'),
      'started_on',
      /overlaps with LEVEL_OF_NEED 2/,
      409,
    );
    const next = await worker.post(
      at(ref, '/characteristics'),
      level('3', { started_on: today, close_open: true }),
    );
    expect(next.status).toBe(201);
    expect(
      (await record(ref)).characteristics.map((x: { code: string; ended_on: string }) => [
        x.code,
        x.ended_on,
      ]),
    ).toEqual([
      ['3', null],
      ['2', addDays(today, -1)],
    ]);
  });

  test('a newer guarantee status replaces the one before', async () => {
    const offer = (code: string) => ({
      kind: 'guarantee',
      season: 2025,
      year_group: 11,
      la_code: '336',
      code,
      made_on: started(),
      source: 'school',
    });
    const { rows } = await web.database.pool.query(
      "select code from code where set_id = 'SG02' order by sort limit 2",
    );
    expect((await worker.post(at(ref, '/offers'), offer(rows[0].code))).json).toMatchObject({
      replaced: false,
    });
    expect((await worker.post(at(ref, '/offers'), offer(rows[1].code))).json).toMatchObject({
      replaced: true,
    });
    expect((await record(ref)).offers).toMatchObject([{ code: rows[1].code }]);
  });

  test('a field that is not known here, and several problems at once', async () => {
    const answer = await worker.post('/api/people', {
      ...MAEVE,
      surname: 'x',
      date_of_birth: '1/2/2008',
      source: 'gossip',
    });
    expect(answer.status).toBe(400);
    const told = answer.json.error.problems.map((p: { reason: string }) => p.reason).join(' ');
    expect(told).toContain('surname is not known here');
    expect(told).toContain('not a day of the calendar');
    expect(answer.json.error.problems.find((p: { field: string }) => p.field === 'source').next).toContain(
      'own-contact',
    );
  });

  test('a record that is not there, is deleted, or is of another council', async () => {
    await web.database.pool.query(
      "insert into tenant (id, name, database_id, la_codes) values (2, 'Elsewhere', '902', '{330}') on conflict do nothing",
    );
    await web.database.pool.query(
      "insert into person (tenant_id, ref, given_name, family_name, date_of_birth, return_gender_code) values (2, 'other', 'A', 'B', '2008-01-01', 'F') on conflict do nothing",
    );
    await web.database.pool.query('update person set deleted_at = now() where ref = $1', [ref]);
    for (const missing of ['nobody', 'other', ref]) {
      expect((await worker.get(at(missing))).status).toBe(404);
      expect((await worker.post(at(missing, '/situations'), college())).status).toBe(404);
    }
  });
});

describe('finding people', () => {
  test('by any part of a name, number, date of birth, activity, school and ward; a page at a time', async () => {
    const { rows } = await web.database.pool.query(
      "insert into organisation (tenant_id, kind, name, la_code, establishment_no) values (1, 'school', 'Canalside', '336', '3364001') returning id",
    );
    const ref = await begin({
      given_name: 'Zoë',
      family_name: 'Quillfeather-Brown',
      year11_school_id: rows[0].id,
    });
    await worker.post(at(ref, '/situations'), college({ code: '619' }));
    await worker.post(at(ref, '/addresses'), {
      line_1: '9 Lock Side',
      postcode: 'WV9 9ZZ',
      ward_code: 'E05001336',
      started_on: started(),
      source: 'parent',
    });
    const ypid = (await record(ref)).identifiers[0].value;
    const search = async (terms: object) => (await worker.post('/api/people/search', terms)).json;
    const searches = [
      { name: 'zoë' },
      { name: 'brown' },
      { name: 'QUILL zo' },
      { ref },
      { identifier: ypid },
      { activity: '619', name: 'quill' },
      { school: '3364001' },
      { ward: 'E05001336' },
    ];
    for (const terms of searches)
      expect(
        (await search(terms)).people.map((p: { ref: string }) => p.ref),
        JSON.stringify(terms),
      ).toEqual([ref]);
    for (const query of ['school=3364001', 'ward=E05001336', 'activity=619&ward=E05001336'])
      expect((await worker.get(`/api/people?${query}`)).json.people, query).toMatchObject([{ ref }]);
    expect((await search({ name: 'feather' })).total).toBe(0);
    expect((await search({ name: '%' })).total).toBe(0);
    expect(await search({ name: 'quillfeather', date_of_birth: BORN })).toMatchObject({
      total: 1,
      people: [{ ref, activity_code: '619', ward_code: 'E05001336', school: 'Canalside' }],
    });
    const all = (await worker.get('/api/people?size=100')).json;
    const paged = [];
    for (let page = 1; paged.length < all.total; page++)
      paged.push(...(await worker.get(`/api/people?size=7&page=${page}`)).json.people);
    expect(paged).toEqual(all.people.concat((await worker.get('/api/people?size=100&page=2')).json.people));
  });

  test('UI14 no address takes a name, a date of birth or a number; the description of the API says so', async () => {
    for (const query of ['name=quill', `date_of_birth=${BORN}`, 'identifier=3361234', 'ref=1']) {
      const answer = await worker.get(`/api/people?${query}`);
      expect(answer.status, query).toBe(400);
      expect(answer.json.error.message).toBe(`${query.split('=')[0]} is not known here.`);
    }
    const { paths } = (await worker.get('/api/openapi.json')).json;
    const inAddress = paths['/api/people'].get.parameters.map((p: { name: string }) => p.name);
    expect(inAddress.sort()).toEqual(['activity', 'page', 'school', 'size', 'ward']);
    expect(paths['/api/people'].get.description).toContain('/api/people/search');
    expect(
      Object.keys(paths['/api/people/search'].post.requestBody.content['application/json'].schema.properties),
    ).toEqual(expect.arrayContaining(['name', 'date_of_birth', 'identifier', 'ref']));
  });

  test('UI14 the page searches by a form’s body: nothing of it comes back in an address, and no cache keeps it', async () => {
    for (let n = 0; n < 27; n++)
      await begin({
        given_name: 'Ottoline',
        family_name: `Thistlewick-${String.fromCharCode(65 + (n % 26))}`,
      });
    const empty = await worker.get('/people?q=thistlewick&page=2');
    expect(empty.status).toBe(200);
    expect(empty.text.toLowerCase()).not.toContain('thistlewick');
    expect(empty.text).toContain('action="/people" method="post"');
    const results = async (form: Record<string, string>) => {
      const { status, headers } = await worker.form('/people', form);
      const to = headers.get('location')!;
      expect([status, to]).toEqual([303, expect.stringMatching(/^\/people\?search=[0-9a-f-]{36}&page=\d$/)]);
      expect((await (await web.as('manager')).get(to)).text).not.toContain('Ottoline');
      return worker.get(to);
    };
    const first = await results({ q: 'Thistlewick' });
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(first.text).toContain('27 people found');
    expect(first.text).toContain('People by name, page 1 of 2');
    expect(first.text).toContain('<input type="hidden" name="q" value="Thistlewick">');
    expect(first.text).not.toMatch(/(href|action)="[^"]*thistle/i);
    expect(first.text).not.toMatch(/<title>[^<]*thistle/i);
    const second = await results({ q: 'Thistlewick', page: '2' });
    expect(second.text).toContain('People by name, page 2 of 2');
    expect(second.text.match(/<th scope="row">/g)).toHaveLength(2);
    const nothing = await worker.form('/people', { q: '  ' });
    expect([nothing.status, nothing.headers.get('location')]).toEqual([303, '/people']);
    const elsewhere = await worker.form(
      '/people',
      { q: 'Thistlewick' },
      { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' },
    );
    expect(elsewhere.status).toBe(403);
    expect(elsewhere.text).not.toContain('Ottoline');
  });

  test('a confidential address is seen by those who work with the person, and finds nobody by its ward', async () => {
    const ref = await begin();
    await worker.post(at(ref, '/addresses'), {
      line_1: '7 Hidden Lane',
      postcode: 'WV2 2BB',
      ward_code: 'E05009999',
      started_on: started(),
      confidential: true,
      source: 'parent',
    });
    const manager = await web.as('manager');
    const before = await manager.get(at(ref));
    expect(before.text).not.toContain('Hidden Lane');
    expect(before.text).not.toContain('WV2 2BB');
    expect(before.text).not.toContain('E05009999');
    expect(before.json.withheld).toEqual(['addresses']);
    expect((await manager.get('/api/people?ward=E05009999')).json.total).toBe(0);
    await web.database.pool.query(
      `insert into involvement (tenant_id, person_id, user_id, role_code, started_on)
       select 1, p.id, u.id, 'lead-worker', $2 from person p, app_user u where p.ref = $1 and u.name = 'manager'`,
      [ref, started()],
    );
    expect((await manager.get(at(ref))).text).toContain('Hidden Lane');
  });

  test('notes and telephone numbers are for those whose work they are; the rest is told that they are there', async () => {
    const ref = await begin();
    await worker.post(at(ref, '/contacts'), {
      channel: 'phone',
      state: 'done',
      happened_at: web.now.toISOString(),
      summary: 'First line.\nSecond line.',
    });
    await web.database.pool.query(
      "insert into contact_point (tenant_id, person_id, kind, value, owner, started_on) select 1, id, 'mobile', '07700 900123', 'self', $2 from person where ref = $1",
      [ref, started()],
    );
    const seen = async (role: Role) => {
      const { json } = await (await web.as(role)).get(at(ref));
      return [json.contacts[0].summary, json.contact_points.length, json.withheld];
    };
    expect(await seen('caseworker')).toEqual(['First line.\nSecond line.', 1, []]);
    expect(await seen('manager')).toEqual(['First line.\nSecond line.', 1, []]);
    expect(await seen('tracker')).toEqual([null, 1, ['notes']]);
    expect(await seen('return-officer')).toEqual([null, 0, ['notes', 'contact_points']]);
  });

  test('a list and a record are kept in no cache', async () => {
    const ref = await begin();
    for (const path of ['/api/people', at(ref)])
      expect((await worker.get(path)).headers.get('cache-control')).toBe('no-store');
  });
});
