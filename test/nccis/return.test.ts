import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeReturn } from '../../app/make-return.ts';
import { checkFile } from '../../nccis/check/check.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { monthEnd } from '../../base/dates.ts';
import { parseTable } from '../../nccis/table.ts';
import { readReturn, type Values } from '../../nccis/file/reader.ts';
import { recordFields } from '../../nccis/check/store.ts';
import { markSubmission } from '../../operational/submissions/states.ts';
import { loadCodes } from '../../operational/codes.ts';
import { buildReturn } from '../../reports/returns/nccis/build.ts';
import { openSnapshot } from '../../warehouse/query.ts';
import { nightly } from '../../warehouse/nightly.ts';
import { type CasePerson, loadCase } from '../support/people.ts';
import { casehouse } from '../support/cli.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

const editions = loadEditions();
let db: FreshDatabase;
let folder: string;
beforeEach(async () => {
  db = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'casehouse-return-'));
  await mkdir(join(folder, 'out'));
});
afterEach(async () => {
  await db.drop();
  await rm(folder, { recursive: true, force: true });
});

const load = async (...people: CasePerson[]): Promise<void> => {
  await loadCase(db.pool, { people });
  await nightly({ pool: db.pool, dataDir: folder });
};
const needs = (...more: NonNullable<CasePerson['is']>) => [
  { set: 'LEVEL_OF_NEED', code: '2', from: '2015-01-01' },
  ...more,
];

/** Makes the month's return and gives its records by given name; it stays a draft unless `accepted`. */
async function returned(period: string, accepted = false): Promise<Record<string, Values>> {
  const { made, submission } = await makeReturn(db.pool, {
    dataDir: folder,
    period,
    out: join(folder, 'out/'),
  });
  if (accepted) await markSubmission(db.pool, submission, 'accepted', { tenantId: 1 });
  const people: Record<string, Values> = {};
  for await (const item of readReturn(made.file, editionOn(editions, monthEnd(period)), [])) {
    if (item.kind === 'record') people[item.values.given_name as string] = item.values;
  }
  return people;
}
const statuses = async (period: string, accepted = false): Promise<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(await returned(period, accepted)).map(([name, v]) => [name, v.cohort_status]),
  );
/** The same for a return that the Department accepted: only what was sent counts as told. */
const told = (period: string) => statuses(period, true);

describe('who is in the file', () => {
  test('someone who grows out of the cohort is sent once: by age in September, by plan in the month after it ended', async () => {
    const doing = [{ code: '619', from: '2025-01-10' }];
    await load(
      { name: 'Stays', born: '2008-10-10', status: [{ code: 'P', from: '2024-09-01' }], doing, is: needs() },
      {
        name: 'Eighteen',
        born: '2007-06-01',
        status: [{ code: 'P', from: '2024-09-01' }],
        doing,
        is: needs(),
      },
      {
        name: 'Planned',
        born: '2005-05-05',
        status: [{ code: 'P', from: '2021-09-01' }],
        doing,
        is: needs({ set: 'SEN', code: 'E', from: '2015-01-01' }),
      },
      {
        name: 'Ceased',
        born: '2005-05-05',
        status: [{ code: 'P', from: '2021-09-01' }],
        doing,
        is: needs({ set: 'SEN', code: 'E', from: '2015-01-01', to: '2025-09-20' }),
      },
      {
        name: 'Ten',
        born: '2010-10-10',
        status: [{ code: 'P', from: '2024-09-01' }],
        doing: [],
        is: needs(),
      },
    );
    expect(await statuses('2025-08')).toEqual({ Stays: 'P', Eighteen: 'P', Planned: 'P', Ceased: 'P' });
    expect(await statuses('2025-09')).toEqual({ Stays: 'P', Eighteen: 'A', Planned: 'P', Ceased: 'L' });
    expect(await statuses('2025-10')).toEqual({ Stays: 'P', Planned: 'P' });
    // made again, September says the same
    expect(await statuses('2025-09')).toEqual({ Stays: 'P', Eighteen: 'A', Planned: 'P', Ceased: 'L' });
  });

  test('a leaver of whom we learn late is sent in the next return, once', async () => {
    await load({
      name: 'Chloe',
      born: '2008-10-10',
      status: [{ code: 'P', from: '2024-09-01' }],
      doing: [{ code: '619', from: '2025-12-01' }],
      is: needs(),
    });
    expect(await told('2026-01')).toEqual({ Chloe: 'P' });
    expect(await told('2026-02')).toEqual({ Chloe: 'P' });
    await db.pool.query("update cohort_member set ended_on = '2026-01-14'");
    await db.pool.query(`insert into cohort_member (tenant_id, cohort_id, person_id, status_code, started_on, transferred_to_la_code)
      select tenant_id, cohort_id, person_id, 'T', '2026-01-15', '333' from cohort_member`);
    await nightly({ pool: db.pool, dataDir: folder });
    const march = await returned('2026-03', true);
    expect(march.Chloe).toMatchObject({ cohort_status: 'T', transferred_to_la: '333', activity_code: '619' });
    expect(await told('2026-04')).toEqual({});
  });

  const leaver = (name: string, last: string, left: string): CasePerson => ({
    ...stayer(name),
    status: [
      { code: 'P', from: '2024-09-01', to: last },
      { code: 'T', from: left, la: '333' },
    ],
  });
  const stayer = (name: string): CasePerson => ({
    name,
    born: '2008-10-10',
    status: [{ code: 'P', from: '2024-09-01' }],
    doing: [{ code: '310', from: '2025-09-01' }],
    is: needs(),
  });

  test('a month made out of turn changes no later return: without one for the month before, only its own leavers are sent', async () => {
    await load(
      leaver('November', '2025-11-11', '2025-11-12'),
      leaver('March', '2026-03-11', '2026-03-12'),
      leaver('October', '2026-10-11', '2026-10-12'),
      stayer('Stays'),
    );
    const expected = { October: 'T', Stays: 'P' };
    expect(await statuses('2026-10')).toEqual(expected);
    expect(Object.keys(await statuses('2025-10')).sort()).toEqual(['March', 'November', 'October', 'Stays']);
    expect(await statuses('2026-10')).toEqual(expected);
    const { made, superseded } = await makeReturn(db.pool, {
      dataDir: folder,
      period: '2026-10',
      out: join(folder, 'out/'),
    });
    expect(made.late).toEqual({});
    expect(superseded).toMatchObject({ periodEnd: '2026-10-31', file: 'NCCIS_336_202610_2.xml', records: 2 });
  });

  test('the chain of the months before carries those who left in them and were in neither file as leavers', async () => {
    await loadCase(db.pool, {
      people: [
        leaver('July', '2025-07-08', '2025-07-09'),
        leaver('September', '2025-09-08', '2025-09-09'),
        stayer('October'),
        stayer('Stays'),
      ],
    });
    // July and September are entered in December only; by then there are returns for July, September and October
    const late = "(select id from person where given_name in ('July', 'September'))";
    await db.pool.query(
      `create table entered_late as select * from cohort_member where person_id in ${late}`,
    );
    await db.pool.query(`delete from cohort_member where person_id in ${late}`);
    await nightly({ pool: db.pool, dataDir: folder });
    for (const period of ['2025-07', '2025-09', '2025-10'])
      expect(await told(period), period).toEqual({ October: 'P', Stays: 'P' });
    await db.pool.query('insert into cohort_member overriding system value select * from entered_late');
    const left = "person_id = (select id from person where given_name = 'October')";
    await db.pool.query(`update cohort_member set ended_on = '2025-10-11' where ${left}`);
    await db.pool.query(`insert into cohort_member (tenant_id, cohort_id, person_id, status_code, started_on, transferred_to_la_code)
      select tenant_id, cohort_id, person_id, 'T', '2025-10-12', '333' from cohort_member where ${left}`);
    await nightly({ pool: db.pool, dataDir: folder });
    const { made, submission, superseded } = await makeReturn(db.pool, {
      dataDir: folder,
      period: '2025-11',
      out: join(folder, 'out/'),
    });
    expect(made.byStatus).toEqual({ P: 1, T: 2 });
    expect(made.late).toEqual({ '2025-09': 1, '2025-10': 1 });
    expect(superseded).toBeNull();
    await markSubmission(db.pool, submission, 'sent', { tenantId: 1 });
    expect(await statuses('2025-12')).toEqual({ Stays: 'P' });
  });

  test('someone who left but is in the season’s guarantee is G until October, then told of as a leaver once; the dead are not kept', async () => {
    const guarantee = {
      member: [{ kind: 'guarantee', season: 2026, year: 12, from: '2026-05-31' }],
      offers: [{ kind: 'guarantee', season: 2026, year: 12, code: '110', la: '336', on: '2026-05-31' }],
    };
    const doing = [{ code: '619', from: '2025-12-01' }];
    const left = (code: string, la?: string) => [
      { code: 'P', from: '2024-09-01', to: '2026-06-10' },
      { code, from: '2026-06-11', la },
    ];
    await load(
      { name: 'Gina', born: '2008-10-10', status: left('T', '333'), doing, is: needs(), ...guarantee },
      { name: 'Dora', born: '2008-10-10', status: left('D'), doing, is: needs(), ...guarantee },
    );
    expect(await statuses('2026-05')).toEqual({ Gina: 'P', Dora: 'P' });
    expect(await statuses('2026-06')).toEqual({ Gina: 'G', Dora: 'D' });
    const october = await returned('2026-10');
    expect(october.Gina).toMatchObject({
      cohort_status: 'G',
      year12_status: '110',
      year12_guarantee_la: '336',
      guarantee_indicator: 'Y',
    });
    expect(october.Gina!.transferred_to_la).toBeUndefined();
    expect(Object.keys(october)).toEqual(['Gina']);
  });
});

describe('what a record says', () => {
  test('no activity, or one that ended with compulsory school, is not known from the start of the year; DfE finds nothing', async () => {
    await load(
      { name: 'Nothing', born: '2008-10-10', status: [{ code: 'P', from: '2024-09-01' }], is: needs() },
      {
        name: 'Was pupil',
        born: '2009-10-10',
        status: [{ code: 'P', from: '2025-09-01' }],
        is: needs(),
        doing: [{ code: '110', from: '2025-09-01', verified: ['2025-10-02'], end: '2026-08-31' }],
      },
      { name: 'Pupil', born: '2010-10-10', status: [{ code: 'P', from: '2026-09-01' }], is: needs() },
    );
    const people = await returned('2026-10');
    const unknown = {
      start_date: '2026-09-01',
      date_ascertained: '2026-09-01',
      date_verified: '2026-09-01',
      currency_lapsed: 'N',
    };
    expect(people.Nothing).toMatchObject({ activity_code: '810', ...unknown });
    expect(people['Was pupil']).toMatchObject({ activity_code: '810', ...unknown });
    expect(people.Pupil).toMatchObject({
      activity_code: '150',
      ...unknown,
      due_to_lapse_date: '2027-08-31',
      predicted_end_date: '2027-08-31',
    });
    const [file] = await readdir(join(folder, 'out'));
    const report = await checkFile(join(folder, 'out', file!));
    expect(report.findings).toEqual([]);
  });

  test('local and withdrawn codes give way to those of the return', async () => {
    await load({
      name: 'Rosa',
      born: '2008-10-10',
      gender: 'N',
      ethnicity: 'WIRT',
      status: [{ code: 'P', from: '2024-09-01' }],
      doing: [{ code: '551', from: '2025-12-01', verified: ['2026-01-10'] }],
      is: needs(
        { set: 'IC01', code: '180', from: '2025-01-01' },
        { set: 'IC01', code: '110', from: '2025-01-01' },
        { set: 'SEN', code: 'K', from: '2020-09-01' },
      ),
    });
    expect((await returned('2026-01')).Rosa).toMatchObject({
      gender: 'W',
      ethnicity: 'WROM',
      activity_code: '550',
      due_to_lapse_date: '2026-07-10',
      characteristics: ['110', '180'],
      send_flag: 'N',
      sen_support_flag: 'Y',
    });
  });

  test('W5: a run of NEET activities keeps its start until it ends', async () => {
    await load({
      name: 'Ben',
      born: '2008-10-10',
      status: [{ code: 'P', from: '2024-09-01' }],
      is: needs(),
      doing: [
        { code: '310', from: '2025-09-01', to: '2025-11-23' },
        { code: '619', from: '2025-11-24', to: '2026-01-09' },
        { code: '640', from: '2026-01-10', to: '2026-02-15' },
        { code: '230', from: '2026-02-16', end: '2027-07-31' },
      ],
    });
    const said = async (period: string) => {
      const { Ben } = await returned(period);
      return [Ben!.activity_code, Ben!.start_date, Ben!.neet_start_date ?? null];
    };
    expect(await said('2025-11')).toEqual(['619', '2025-11-24', '2025-11-24']);
    expect(await said('2025-12')).toEqual(['619', '2025-11-24', '2025-11-24']);
    expect(await said('2026-01')).toEqual(['640', '2026-01-10', '2025-11-24']);
    expect(await said('2026-02')).toEqual(['230', '2026-02-16', null]);
  });
});

test('000.2.4a each element of the record has its column in the query that makes it and its place in the map from the case store, and none is missing', async () => {
  await load({ name: 'Asha', born: '2008-10-10', status: [{ code: 'P', from: '2024-09-01' }], is: needs() });
  const snapshot = await openSnapshot(folder, 'current', 'lists');
  const returns = join(import.meta.dirname, '../../sql/returns/nccis');
  const { columns } = await snapshot.describe(readFileSync(join(returns, 'return.sql'), 'utf8'));
  snapshot.close();
  const made = columns.map((c) => c.name);
  const map = parseTable(readFileSync(join(returns, 'map.csv'), 'utf8'), 'map.csv').map((r) => r.values);
  const { rows } = await db.pool.query<{ name: string }>(
    "select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'public'",
  );
  const held = new Set(rows.map((r) => r.name));
  for (const edition of editions) {
    const wanted = recordFields(edition)
      .filter((f) => f.need !== 'W')
      .map((f) => f.column!);
    expect(
      wanted.filter((column) => !made.includes(column)),
      edition.id,
    ).toEqual([]);
    expect(
      made.filter((column) => !wanted.includes(column)),
      edition.id,
    ).toEqual(['person_id', 'is_leaver', 'left_in']);
    expect(map.map((r) => r.column).sort(), edition.id).toEqual([...wanted].sort());
  }
  const sources = map.flatMap((r) => r.store!.split(' '));
  expect(sources.filter((source) => !held.has(source))).toEqual([]);
});

test('000.2.11a a local code that stands for a national one changes not a byte of the return', async () => {
  const carer = { set: 'IC01', code: '140', from: '2025-01-01' };
  await load({
    name: 'Asha',
    born: '2008-10-10',
    status: [{ code: 'P', from: '2024-09-01' }],
    is: needs(carer),
  });
  const request = { dataDir: folder, period: '2026-01', clock: () => new Date('2026-02-05T09:00:00Z') };
  const before = await buildReturn({ ...request, out: join(folder, 'before.xml') });
  const local = {
    set: 'IC01',
    code: '141',
    label: 'Young carer, local scheme',
    group: null,
    use: 'local' as const,
  };
  const withLocal = editions.map((e) => ({
    ...e,
    codes: [
      ...e.codes,
      {
        ...local,
        replacedBy: '140',
        validFrom: null,
        validTo: null,
        sensitivity: 1,
        confidence: 'A',
        sort: 999,
      },
    ],
  }));
  await loadCodes(db.pool, withLocal);
  await db.pool.query("update characteristic set code = '141' where code = '140'");
  await nightly({ pool: db.pool, dataDir: folder });
  const after = await buildReturn({ ...request, out: join(folder, 'after.xml'), editions: withLocal });
  expect(after.snapshot).not.toBe(before.snapshot);
  expect(after.sha256).toBe(before.sha256);
});

describe('the file and its ledger', () => {
  const chloe: CasePerson = {
    name: 'Chloe',
    born: '2008-10-10',
    status: [{ code: 'P', from: '2024-09-01' }],
    doing: [{ code: '619', from: '2025-12-01' }],
    is: needs(),
  };

  test('000.2.1b each run has its name, and the same period again supersedes what stood', async () => {
    await load(chloe);
    await returned('2026-01');
    await returned('2026-01');
    expect((await readdir(join(folder, 'out'))).sort()).toEqual([
      'NCCIS_336_202601_1.xml',
      'NCCIS_336_202601_2.xml',
    ]);
    const { rows } = await db.pool.query(
      `select s.state, s.file_name, s.period_end, s.edition, s.records, length(s.file_hash) as hash, r.ypid, r.cohort_status
       from submission s join submission_record r on r.submission_id = s.id order by s.id`,
    );
    const record = {
      period_end: '2026-01-31',
      edition: '2020-21',
      records: 1,
      hash: 64,
      ypid: '9010000000001',
      cohort_status: 'P',
    };
    expect(rows).toEqual([
      { state: 'superseded', file_name: 'NCCIS_336_202601_1.xml', ...record },
      { state: 'draft', file_name: 'NCCIS_336_202601_2.xml', ...record },
    ]);
  });

  test('verify knows a return by its bytes, also a superseded one, and no file with a changed byte', async () => {
    await load(chloe);
    const out = join(folder, 'out/');
    const day = (text: string) => () => new Date(`${text}T09:00:00Z`);
    const request = { dataDir: folder, period: '2026-01', out };
    const first = await makeReturn(db.pool, { ...request, clock: day('2026-02-05') });
    const second = await makeReturn(db.pool, { ...request, clock: day('2026-02-06') });
    const verify = (file: string) =>
      casehouse(['verify', file], { DATABASE_URL: db.url, CASEHOUSE_DATA: folder });
    const words = new RegExp(
      `^This is the return for January 2026 made on .* from snapshot ${first.made.snapshot}, 1 records?, state superseded\\.\n$`,
    );
    const old = await verify(first.made.file);
    expect(old).toMatchObject({ status: 0, stdout: expect.stringMatching(words), stderr: '' });
    expect((await verify(second.made.file)).stdout).toContain('state draft.');
    const changed = join(folder, 'changed.xml');
    await writeFile(changed, (await readFile(second.made.file, 'utf8')).replace('Chloe', 'Chlae'));
    const altered = await verify(changed);
    expect(altered.status).toBe(1);
    expect(altered.stdout).toMatch(
      /^No return with these contents was made here; the return for its period, January 2026 made on .*, has another content\.\n$/,
    );
    const missing = await verify(join(folder, 'missing.xml'));
    expect([missing.status, missing.stderr]).toEqual([
      1,
      `casehouse: There is no file ${join(folder, 'missing.xml')}. Check the name and the folder.\n`,
    ]);
  });

  test('two runs over one snapshot write the same bytes', async () => {
    await load(chloe);
    const clock = () => new Date('2026-02-05T09:00:00Z');
    const first = await buildReturn({
      dataDir: folder,
      period: '2026-01',
      out: join(folder, 'a.xml'),
      clock,
    });
    const second = await buildReturn({
      dataDir: folder,
      period: '2026-01',
      out: join(folder, 'b.xml'),
      clock,
    });
    expect(second.sha256).toBe(first.sha256);
    expect(await readFile(first.file, 'utf8')).toContain('<DateOfSend>2026-02-05</DateOfSend>');
  });

  test.each([
    ['a name too long for the schema', 'x'.repeat(36), /9010000000001: Element 'FamilyName'/],
    [
      'a character that XML can’t hold',
      'Test\u0007case',
      /FamilyName of record 9010000000001 holds the character U\+0007/,
    ],
  ])('%s stops the return, names the record and leaves no file', async (_, name, message) => {
    await loadCase(db.pool, { people: [chloe] });
    await db.pool.query('update person set family_name = $1', [name]);
    await nightly({ pool: db.pool, dataDir: folder });
    await expect(returned('2026-01')).rejects.toThrow(message);
    expect(await readdir(join(folder, 'out'))).toEqual([]);
    expect((await db.pool.query('select 1 from submission')).rowCount).toBe(0);
  });

  test('a folder that is not there is not made, and nothing is recorded', async () => {
    await load(chloe);
    const request = { dataDir: folder, period: '2026-01' };
    for (const out of ['none/', 'none/return.xml'])
      await expect(makeReturn(db.pool, { ...request, out: join(folder, out) })).rejects.toMatchObject({
        code: 'no-folder',
        message: `There is no folder ${join(folder, 'none')}.`,
      });
    expect(await readdir(folder)).not.toContain('none');
    expect((await db.pool.query('select 1 from submission')).rowCount).toBe(0);
  });

  test('a month that the snapshot does not hold is refused with what to do', async () => {
    await load(chloe);
    await expect(returned('2099-01')).rejects.toMatchObject({
      code: 'no-month',
      next: expect.stringMatching(/nightly/),
    });
  });
});
