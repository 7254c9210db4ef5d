import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { readReturn, type Values } from '../../nccis/file/reader.ts';
import { writeReturn } from '../../nccis/file/writer.ts';
import { loadCodes } from '../../operational/codes.ts';
import { type ImportResult, importNccis } from '../../operational/imports/nccis.ts';
import { buildReturn } from '../../reports/returns/nccis/build.ts';
import { nightly } from '../../warehouse/nightly.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';
import { header, saidBy } from './support/records.ts';

const editions = loadEditions();
let db: FreshDatabase;
let folder: string;
let files = 0;
beforeEach(async () => {
  db = await freshDatabase();
  await loadCodes(db.pool);
  folder = await mkdtemp(join(tmpdir(), 'casehouse-import-'));
});
afterEach(async () => {
  await db.drop();
  await rm(folder, { recursive: true, force: true });
});

const seeker: Values = {
  ypid: '9010000000001',
  cohort_status: 'P',
  given_name: 'Asha',
  family_name: 'Testcase',
  address_line_1: '1 Sample Street',
  postcode: 'ZZ99 9ZZ',
  gender: 'F',
  dob: '2009-02-14',
  ethnicity: 'AIND',
  lead_la: '336',
  year11_la: '336',
  upn: 'A336999915001',
  guarantee_indicator: 'N',
  level_of_need: '2',
  send_flag: 'N',
  sen_support_flag: 'Y',
  characteristics: ['140'],
  activity_code: '619',
  start_date: '2025-12-08',
  date_ascertained: '2025-12-15',
  date_verified: '2026-01-20',
  currency_lapsed: 'N',
  neet_start_date: '2025-11-24',
};
const numbered = (n: number, more: Values = {}): Values => ({
  ...seeker,
  ypid: `901${String(n).padStart(10, '0')}`,
  upn: null,
  given_name: `Asha${'abcdefgh'[n]}`,
  ...more,
});

async function fileOf(periodEnd: string, records: Values[], head: Values = {}): Promise<string> {
  const file = join(folder, `file-${++files}.xml`);
  await writeReturn(file, editionOn(editions, periodEnd), { ...header(periodEnd), ...head }, records);
  return file;
}
const load = async (
  periodEnd: string,
  records: Values[],
  options: { user?: { id: number } } = {},
): Promise<ImportResult> =>
  importNccis({ pool: db.pool, file: await fileOf(periodEnd, records), ...options });
const rows = async (sql: string): Promise<unknown[]> =>
  (await db.pool.query(sql)).rows.map((r) => Object.values(r).join('|'));

test('the next month brings a new activity, home, level of need and status; what stood is ended the day before', async () => {
  await load('2026-01-31', [seeker]);
  const next = {
    ...seeker,
    address_line_1: '2 New Road',
    level_of_need: '3',
    sen_support_flag: 'N',
    characteristics: ['140', '160'],
    activity_code: '330',
    start_date: '2026-02-09',
    date_ascertained: '2026-02-16',
    date_verified: '2026-02-16',
    due_to_lapse_date: '2026-08-16',
    neet_start_date: null,
    cohort_status: 'T',
    transferred_to_la: '333',
  };
  expect(await load('2026-02-28', [next])).toMatchObject({ read: 1, applied: 1 });
  expect(
    await rows('select code, started_on, ended_on, source_code from situation order by started_on'),
  ).toEqual([
    '619|2025-11-24|2025-12-07|migration',
    '619|2025-12-08|2026-02-08|nccis-import',
    '330|2026-02-09||nccis-import',
  ]);
  expect(
    await rows(
      'select a.line_1, p.started_on, p.ended_on from person_address p join address a on a.id = p.address_id order by 2',
    ),
  ).toEqual(['1 Sample Street|2026-01-31|2026-02-27', '2 New Road|2026-02-28|']);
  expect(
    await rows('select set_id, code, started_on, ended_on from characteristic order by set_id, code'),
  ).toEqual([
    'IC01|140|2026-01-31|',
    'IC01|160|2026-02-28|',
    'LEVEL_OF_NEED|2|2026-01-31|2026-02-27',
    'LEVEL_OF_NEED|3|2026-02-28|',
    'SEN|K|2026-01-31|2026-02-27',
  ]);
  expect(
    await rows(
      'select status_code, started_on, ended_on, transferred_to_la_code from cohort_member order by 2',
    ),
  ).toEqual(['P|2026-01-31|2026-02-27|', 'T|2026-02-28||333']);
});

test('with both months loaded, each is made again as it was', async () => {
  const january = [
    seeker,
    numbered(2),
    numbered(3, { activity_code: '330', due_to_lapse_date: '2026-07-20', neet_start_date: null }),
  ];
  const february = [
    { ...seeker, date_verified: '2026-02-20' },
    numbered(2, {
      activity_code: '640',
      start_date: '2026-02-03',
      date_ascertained: '2026-02-03',
      date_verified: '2026-02-10',
    }),
    numbered(4, { characteristics: ['110', '210'] }),
  ];
  await load('2026-01-31', january);
  await load('2026-02-28', [...february, { ...january[2]!, cohort_status: 'E' }]);
  await nightly({ pool: db.pool, dataDir: folder });
  const again = async (period: string) => {
    const { file } = await buildReturn({ dataDir: folder, period, out: join(folder, `${period}.xml`) });
    const found: Values[] = [];
    for await (const item of readReturn(file, editions[1]!, []))
      if (item.kind === 'record') found.push(item.values);
    return found.map(saidBy);
  };
  expect(await again('2026-01')).toEqual(january.map(saidBy));
  expect(await again('2026-02')).toEqual(
    [february[0], february[1], { ...january[2]!, cohort_status: 'E' }, february[2]].map((v) => saidBy(v!)),
  );
});

test('000.1.2b records that the store cannot hold are left out with their reasons, the rest is loaded, and every record is counted', async () => {
  const records = [
    seeker,
    numbered(2, { family_name: null }),
    numbered(3, { activity_code: '999' }),
    numbered(4, { date_ascertained: '2025-12-01' }),
    numbered(5, { lead_la: '333' }),
    numbered(6, { send_flag: 'Y' }),
    { ...seeker, given_name: 'Twin' },
    numbered(7, { start_date: '2025-13-01' }),
  ];
  const result = await load('2026-01-31', records);
  expect(result).toMatchObject({ read: 8, applied: 1, unchanged: 0, queried: 0, rejected: 7 });
  expect(result.rejections.map((r) => r.reasons[0])).toEqual(
    expect.arrayContaining([
      'The family name is empty.',
      'The activity is not in the list of the month.',
      'The activity was recorded before it began.',
      'The lead authority is not one of the header: another authority returns this person.',
      'Both an EHC plan and SEN support.',
      "The same young person's ID stands in the file more than once.",
      'Activity start date is not a date.',
    ]),
  );
  expect(await load('2026-01-31', records)).toMatchObject({ read: 8, applied: 0, unchanged: 1, rejected: 7 });
  expect(await rows('select given_name from person')).toEqual(['Asha']);
  expect(await rows('select state, rows_read, rows_applied, rows_rejected from import_batch')).toEqual([
    'applied|8|1|7',
    'applied|8|0|7',
  ]);
});

test('what only a person can decide waits, and nothing of it is changed', async () => {
  await load('2026-01-31', [seeker, numbered(2), numbered(3)]);
  // the batch itself is kept and captured: how many rows of it wait is a figure of its own
  const changes = "select count(*) from change_log where table_name <> 'import_batch'";
  const before = await rows(changes);
  const result = await load('2025-12-31', [
    {
      ...seeker,
      start_date: '2025-11-24',
      date_ascertained: '2025-11-24',
      date_verified: '2025-12-01',
      neet_start_date: '2025-11-24',
    },
    numbered(2, {
      given_name: 'Someone',
      family_name: 'Else',
      dob: '2008-12-12',
      date_verified: '2025-12-20',
    }),
    numbered(9, { given_name: 'Renumbered', previous_ypid: numbered(3).ypid!, date_verified: '2025-12-20' }),
  ]);
  expect(result).toMatchObject({ read: 3, applied: 0, queried: 3 });
  expect(result.queries.map((q) => q.reason)).toEqual([
    expect.stringMatching(/later activity/),
    expect.stringMatching(/another name and another date of birth/),
    expect.stringMatching(/previous ID/),
  ]);
  expect(await rows(changes)).toEqual(before);
});

test('an import is in the change log under who ran it, in one moment', async () => {
  await load('2026-01-31', [seeker]);
  const { rows: users } = await db.pool.query(
    "insert into app_user (tenant_id, name, email, role) values (1, 'Officer', 'o@demo.example', 'return-officer') returning id",
  );
  await load('2026-02-28', [{ ...seeker, date_verified: '2026-02-20' }], { user: { id: users[0].id } });
  expect(
    await rows(
      'select distinct table_name, op, user_id from change_log where seq > (select max(seq) from change_log where user_id is null) order by 1, 2',
    ),
  ).toEqual([
    `import_batch|I|${users[0].id}`,
    `import_batch|U|${users[0].id}`,
    `verification|I|${users[0].id}`,
  ]);
  // the account that was made between the two is known at its own moment
  expect(await rows("select count(distinct known_at) from change_log where table_name <> 'staff'")).toEqual([
    '2',
  ]);
});

test('a return of long ago keeps its codes, and is read as the present ones would be', async () => {
  expect(
    await load('2014-06-30', [
      {
        ...seeker,
        gender: 'N',
        dob: '1997-02-14',
        activity_code: '510',
        start_date: '2014-05-01',
        date_ascertained: '2014-05-01',
        date_verified: '2014-05-02',
        neet_start_date: '2014-05-01',
        intended_destination: '110',
      },
    ]),
  ).toMatchObject({ applied: 1, rejected: 0 });
  expect(
    await rows(
      'select s.code, c.national_code, p.return_gender_code from situation s join code c on c.set_id = s.domain and c.code = s.code join person p on p.id = s.person_id',
    ),
  ).toEqual(['510|619|N']);
});

test('an empty store becomes that of the file; the return of another authority, or of a month to come, is refused', async () => {
  await load('2026-01-31', [seeker]);
  expect(await rows('select name, database_id, la_codes from tenant')).toEqual(['Wolverhampton|901|336']);
  const other = await fileOf('2026-01-31', [{ ...seeker, lead_la: '333' }], { source_las: ['333'] });
  await expect(importNccis({ pool: db.pool, file: other })).rejects.toThrow(
    /for authority 333; Wolverhampton is 336/,
  );
  const early = await fileOf('2026-02-28', [seeker]);
  await expect(
    importNccis({ pool: db.pool, file: early, clock: () => new Date('2026-02-27T12:00:00Z') }),
  ).rejects.toThrow(/in the future/);
  expect(await rows('select count(*) from import_batch')).toEqual(['1']);
});

test('organisations are found again by number and name, and made once', async () => {
  const learner = {
    activity_code: '210',
    start_date: '2025-09-03',
    date_ascertained: '2025-09-10',
    date_verified: '2025-11-10',
    due_to_lapse_date: '2026-08-31',
    predicted_end_date: '2027-07-31',
    neet_start_date: null,
  };
  const school = {
    establishment_number: '3364001',
    establishment_name: 'Locksmith Lane Academy',
    ukprn: '10003674',
  };
  await load('2026-01-31', [
    numbered(1, { ...learner, ...school }),
    numbered(2, { ...learner, ...school }),
    numbered(3, { ...learner, establishment_number: '3339999' }),
    numbered(4, learner),
  ]);
  await load('2026-02-28', [numbered(5, { ...learner, ...school })]);
  expect(
    await rows('select name, establishment_no, ukprn, la_code, kind from organisation order by name'),
  ).toEqual(['3339999|3339999||333|college', 'Locksmith Lane Academy|3364001|10003674|336|college']);
});

test('a failure half-way leaves nothing', async () => {
  await db.pool.query(
    "create function fail() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$",
  );
  await db.pool.query(
    'create trigger fail before insert on cohort_member for each row execute function fail()',
  );
  await expect(load('2026-01-31', [seeker])).rejects.toThrow('disk full');
  expect(
    await rows(
      'select (select count(*) from person) + (select count(*) from tenant) + (select count(*) from change_log) + (select count(*) from import_batch)',
    ),
  ).toEqual(['0']);
});

test('a file with text that COPY would misread is kept letter by letter', async () => {
  const odd = { ...seeker, address_line_1: 'C:\\new\\table "x" \u00e9 {a,b}', town: '\\N', county: "O'Town" };
  await load('2026-01-31', [odd]);
  expect(await rows('select line_1, town, county from address')).toEqual([
    `${odd.address_line_1}|\\N|O'Town`,
  ]);
});
