import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvOf } from '../../operational/exchange/csv.ts';
import { kindsOf, loadKinds } from '../../operational/exchange/kind.ts';
import { makeFiles } from '../../operational/exchange/make.ts';
import type { Asked } from '../../operational/exchange/params.ts';
import { listFiles } from '../../operational/exchange/record.ts';
import { type CasePeople, loadCase } from '../support/people.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';
import { tools } from '../support/tools.ts';

const CASE: CasePeople = {
  organisations: {
    'North School': { kind: 'school', la: '336', establishment: '3364001' },
    'South School': { kind: 'school', la: '336', establishment: '3364002' },
    'City College': { kind: 'college', la: '336', establishment: '3368001', ukprn: '10001234' },
  },
  people: [
    {
      name: 'Ada',
      born: '2009-02-14',
      ethnicity: 'WIRT',
      year11School: 'North School',
      identifiers: [{ kind: 'UPN', value: 'A336999915001' }],
      is: [{ set: 'SEN', code: 'E', from: '2020-01-01' }],
      doing: [
        { code: '110', from: '2020-09-01', to: '2025-08-31', at: 'North School' },
        {
          code: '230',
          from: '2025-09-08',
          at: 'City College',
          verified: ['2025-09-20', '2025-12-01'],
          end: '2026-07-31',
        },
      ],
      offers: [
        { kind: 'guarantee', season: 2025, year: 11, code: '110', on: '2025-07-01' },
        { kind: 'intention', season: 2025, code: '121', on: '2025-03-01' },
        { kind: 'conditional', season: 2025, code: '121', on: '2025-04-02' },
      ],
    },
    {
      name: 'Ben',
      born: '2008-09-01',
      gender: 'M',
      year11School: 'North School',
      is: [{ set: 'SEN', code: 'K', from: '2020-01-01', to: '2025-10-31' }],
      doing: [{ code: '110', from: '2020-09-01', to: '2025-08-31', at: 'North School' }],
      offers: [{ kind: 'guarantee', season: 2025, year: 11, code: '140', on: '2025-06-01' }],
    },
    {
      name: 'Cat',
      born: '2009-08-31',
      year11School: 'North School',
      is: [{ set: 'SEN', code: 'K', from: '2020-01-01' }],
      doing: [
        { code: '110', from: '2020-09-01', to: '2025-08-31', at: 'North School' },
        { code: '619', from: '2025-09-01', to: '2025-10-31', verified: ['2025-09-02'] },
        { code: '310', from: '2025-11-01', verified: ['2025-11-03'] },
      ],
      offers: [{ kind: 'guarantee', season: 2025, year: 11, code: '122', on: '2025-06-01' }],
    },
    {
      name: 'Dan',
      born: '2009-01-01',
      gender: 'M',
      year11School: 'South School',
      doing: [
        { code: '110', from: '2020-09-01', to: '2025-08-31', at: 'South School' },
        { code: '810', from: '2025-09-01' },
      ],
      offers: [{ kind: 'intention', season: 2025, code: '511', on: '2025-03-01' }],
    },
    {
      name: 'Eve', // lives in another authority and is educated here
      born: '2009-01-02',
      year11School: 'South School',
      home: [{ from: '2009-01-02', la: '333', postcode: 'B70 1AA' }],
      doing: [
        { code: '110', from: '2020-09-01', to: '2025-08-31', at: 'South School' },
        { code: '230', from: '2025-09-10', at: 'City College', standing: 'provisional' },
      ],
    },
    {
      name: 'Fay', // taught at home
      born: '2009-01-03',
      doing: [
        { code: '120', from: '2020-09-01', to: '2025-11-01' },
        { code: '230', from: '2025-11-02', at: 'City College' },
      ],
    },
    {
      name: 'Gus', // Year 12
      born: '2008-01-03',
      gender: 'M',
      year11School: 'North School',
      doing: [{ code: '210', from: '2024-09-01', at: 'North School' }],
      offers: [{ kind: 'guarantee', season: 2025, year: 12, code: '114', on: '2025-06-10' }],
    },
  ],
  freeze: [
    { kind: 'guarantee', season: 2025 },
    { kind: 'activity-survey', season: 2025 },
  ],
};

let db: FreshDatabase;
beforeAll(async () => {
  db = await freshDatabase();
  await loadCase(db.pool, CASE);
});
afterAll(() => db.drop());

const at = (day: string) => () => new Date(`${day}T12:00:00Z`);
const make = (kind: string, asked: Asked, day = '2025-11-20') =>
  makeFiles(kindsOf(kind)[0]!, asked, { pool: db.pool, clock: at(day) });
/** Lines without the byte order mark. */
const lines = (content: Buffer | null) =>
  content!
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n');

describe('the Activity Survey', () => {
  // by hand from the people above: their activity on 1 November 2025, codes of compulsory age and what nobody confirmed as 810
  const ROWS = [
    'SurveyYear,LEACode,YoungPersonsID,UniquePupilNumber,EstablishmentNumber,Gender,Ethnicity,SENDFlag,SENSupportFlag,ActivityCode,ActivityStartDate,DateVerified,ResidentLEACode',
    '2025,336,9010000000001,A336999915001,3364001,F,WROM,Y,N,230,2025-09-08,2025-12-01,336',
    '2025,336,9010000000002,,3364001,M,WBRI,N,N,810,,,336',
    '2025,336,9010000000003,,3364001,F,WBRI,N,Y,310,2025-11-01,2025-11-03,336',
    '2025,336,9010000000004,,3364002,M,WBRI,N,N,810,2025-09-01,,336',
    '2025,336,9010000000005,,3364002,F,WBRI,N,N,810,,,333',
    '2025,336,9010000000006,,3369999,F,WBRI,N,N,810,,,336',
  ];

  test('000.4.1.13.5 rows are the fixed cohort by what it did on 1 November, in the order of the edition', async () => {
    const { files } = await make('activity-survey', { season: '2025' });
    expect(files).toHaveLength(1);
    expect(files[0]!.fileName).toBe('AAS_336_2025.csv');
    expect(lines(files[0]!.content)).toEqual(ROWS);
    expect(files[0]!.content![0]).not.toBe(0xef); // no mark for the Department's machines
    expect(files[0]!.sha256).toBe(createHash('sha256').update(files[0]!.content!).digest('hex'));
  });

  test('it is open until the end of January; from then on the last that was made is given out again', async () => {
    const client = await db.pool.connect();
    const start = () =>
      client.query(
        "update situation set started_on = '2025-10-01', ascertained_on = '2025-10-01' where code = '310'",
      );
    const back = () =>
      client.query(
        "update situation set started_on = '2025-11-01', ascertained_on = '2025-11-01' where code = '310'",
      );
    try {
      await client.query("update situation set ended_on = '2025-09-30' where code = '619'");
      await start();
      const open = await make('activity-survey', { season: '2025' }, '2026-01-31');
      expect(lines(open.files[0]!.content)[3]).toContain('310,2025-10-01');
      await back();
      const closed = await make('activity-survey', { season: '2025' }, '2026-02-01');
      expect(closed.files[0]!.content).toEqual(open.files[0]!.content);
      expect(closed.files[0]!.id).toBe(open.files[0]!.id);
    } finally {
      await back();
      await client.query("update situation set ended_on = '2025-10-31' where code = '619'");
      client.release();
    }
  });

  test('it is refused before its day and for a cohort that is not fixed, with what to do', async () => {
    await expect(make('activity-survey', { season: '2025' }, '2025-10-31')).rejects.toMatchObject({
      code: 'not-yet',
    });
    await expect(make('activity-survey', { season: '2024' })).rejects.toMatchObject({
      code: 'cohort-not-fixed',
    });
    await expect(make('activity-survey', { la: '333' })).rejects.toThrow(
      '333 is not an authority of this council',
    );
    await expect(make('activity-survey', { school: '3364001' })).rejects.toThrow(`doesn't take "school"`);
  });
});

test('the Guarantee summary counts the fixed cohort by year group and status in the order of the Department', async () => {
  const { files } = await make('guarantee-summary', { season: '2025', as_at: '2025-09-30' });
  // Year 11: Ada 110, Ben 140, Cat 122, Dan, Fay nothing; Eve is of this authority, because she is educated in it; Year 12: Gus 114
  expect(lines(files[0]!.content)).toEqual([
    'Group,Status,Meaning,Year11,Year12,Total',
    'offer,110,Offer made,1,0,1',
    'offer,114,Already in learning – continuing in education,0,1,1',
    'offer,115,Already in learning – continuing in employment with training (to level 2),0,0,0',
    'offer,,All of offer,1,1,2',
    'not-appropriate,120,"Going into, or already in, employment without training (to level 2)",0,0,0',
    'not-appropriate,122,Personal circumstances prevent learning,1,0,1',
    'not-appropriate,123,Other reason,0,0,0',
    'not-appropriate,124,Personal development opportunities,0,0,0',
    'not-appropriate,,All of not-appropriate,1,0,1',
    'no-offer,140,"Application made, awaiting outcome",1,0,1',
    'no-offer,150,No appropriate provision,0,0,0',
    'no-offer,151,Young person has not applied for learning,0,0,0',
    'no-offer,153,Unable to contact – known to have moved away,0,0,0',
    'no-offer,154,Unable to contact – other reason,0,0,0',
    'no-offer,,All of no-offer,1,0,1',
    'not-recorded,159,Guarantee status not yet recorded,3,0,3',
    'not-recorded,,All of not-recorded,3,0,3',
    'all,,Cohort,6,1,7',
  ]);
  const early = await make('guarantee-summary', { season: '2025', as_at: '2025-06-05' });
  expect(lines(early.files[0]!.content).at(-2)).toBe('not-recorded,,All of not-recorded,4,1,5'); // Ada's and Gus's came later
});

describe('lists for schools', () => {
  const names = (content: Buffer | null) =>
    lines(content)
      .slice(1)
      .map((line) => line.split(',').slice(0, 5).join(','));

  test('000.4.1.13.7 each school gets its leavers without a destination, and only those', async () => {
    const made = await make('missing-destinations', { season: '2025' });
    expect(made.files.map(({ fileName, recipient, rows }) => [fileName, recipient, rows])).toEqual([
      ['missing-destinations_2025_3364001.csv', '3364001', 1],
      ['missing-destinations_2025_3364002.csv', '3364002', 2],
    ]);
    expect(lines(made.files[0]!.content)).toEqual([
      'SchoolDfENo,School,UPN,YoungPersonsID,Forename,Surname,DOB,Postcode,YearGroup,HeldHere,Destination,ActivityCode,ProviderDfENo,ProviderUKPRN,ProviderName,StartDate,DateKnown',
      '3364001,North School,,9010000000002,Ben,Testcase,01/09/2008,ZZ99 9ZZ,11,Nothing,,,,,,,',
    ]);
    expect(names(made.files[1]!.content)).toEqual([
      '3364002,South School,,9010000000004,Dan',
      '3364002,South School,,9010000000005,Eve',
    ]);
    expect(made.withoutSchool).toBe(0); // Fay is at college by now
    const earlier = await make('missing-destinations', { season: '2025', as_at: '2025-10-31' });
    expect(earlier.withoutSchool).toBe(1);
  });

  test('000.4.1.13.8 each school gets those of the Guarantee who have no offer yet, and only those', async () => {
    const made = await make('no-offer', { season: '2025' });
    expect(made.files.map(({ content }) => names(content).map((line) => line.split(',')[4]))).toEqual([
      ['Ben'],
      ['Dan', 'Eve'],
    ]);
    expect(made.withoutSchool).toBe(1);
    const one = await make('no-offer', { season: '2025', school: '3364002' });
    expect(one.files.map(({ recipient }) => recipient)).toEqual(['3364002']);
    await expect(make('no-offer', { season: '2025', school: '3364999' })).rejects.toMatchObject({
      code: 'nothing-for-school',
    });
  });

  test('000.4.1.13.2 the final cohort stays as it was made, whatever is changed in the records since', async () => {
    const first = await make('final-cohort', { season: '2025' });
    expect(first.files.map(({ rows }) => rows)).toEqual([3, 2]);
    await db.pool.query(
      "update person set family_name = 'Changed', year11_school_id = null where given_name = 'Ben'",
    );
    await db.pool.query("update person set deleted_at = now() where given_name = 'Cat'");
    try {
      const again = await make('final-cohort', { season: '2025' }, '2026-03-01');
      expect(again.files.map(({ sha256 }) => sha256)).toEqual(first.files.map(({ sha256 }) => sha256));
      expect(again.files.map(({ content }) => content)).toEqual(first.files.map(({ content }) => content));
      const live = await make('missing-destinations', { season: '2025' });
      expect(lines(live.files[0]!.content)[1]).toContain('Changed'); // while other lists follow the records
    } finally {
      await db.pool.query("update person set family_name = 'Testcase' where given_name = 'Ben'");
      await db.pool.query("update person set deleted_at = null where given_name = 'Cat'");
    }
  });

  test('conditional offers and intentions go to the school that the person was at', async () => {
    const made = await make('conditional-destinations', { season: '2025' });
    const north = lines(made.files[0]!.content).filter((line) => line.includes('Ada'));
    expect(north.map((line) => line.split(',').slice(9, 12))).toEqual([
      ['2025', 'conditional', '121'],
      ['2025', 'intention', '121'],
    ]);
  });

  test('000.4.1.13.6 the risk list names factors and day, goes out under an agreement only, and to the school that they are at', async () => {
    await db.pool.query(
      `insert into risk_indicator (tenant_id, person_id, instrument, assessed_on, score, band, factors, source_code)
       select 1, id, 'RONI', d::date, s, b, f::jsonb, 'school-list' from person,
         (values ('2025-01-10', 3, 'medium', '{"Attendance": "88%"}'), ('2025-10-10', 6.5, 'high', '{"Attendance": "79%", "EAL": "Y"}')) as v (d, s, b, f)
       where given_name = 'Gus'`,
    );
    await expect(make('risk-of-not-engaging', {})).rejects.toThrow('under a sharing agreement only');
    const made = await make('risk-of-not-engaging', { agreement: 'School data agreement 2025' });
    expect(made.files).toHaveLength(1);
    expect(lines(made.files[0]!.content)[1]).toBe(
      '3364001,North School,,9010000000007,Gus,Testcase,03/01/2008,ZZ99 9ZZ,13,RONI,10/10/2025,6.5,high,Attendance: 79%; EAL: Y,N',
    );
    expect(made.files[0]!.agreement).toBe('School data agreement 2025');
  });
});

test('what went out is recorded: to whom, with which hash, and about whom', async () => {
  const made = await make('no-offer', { season: '2025', school: '3364001' });
  const about = async (ref: string) => (await listFiles(db.pool, { ref })).map((file) => file.id);
  expect(await about('C2')).toContain(made.files[0]!.id);
  expect(await about('C5')).not.toContain(made.files[0]!.id);
  const [last] = await listFiles(db.pool);
  expect(last).toMatchObject({
    recipient: '3364001',
    rows: 1,
    sha256: made.files[0]!.sha256,
    params: { season: 2025, la: '336' },
  });
  const { rows } = await db.pool.query('select content is null as gone from file_out where id = $1', [
    made.files[0]!.id,
  ]);
  expect(rows[0].gone).toBe(true); // only files that must stand are kept
});

test('nothing is recorded of a file that could not be delivered', async () => {
  const before = await listFiles(db.pool);
  await expect(
    makeFiles(
      kindsOf('no-offer')[0]!,
      { season: '2025' },
      { pool: db.pool, clock: at('2025-11-20') },
      async () => {
        throw new Error('disk full');
      },
    ),
  ).rejects.toThrow('disk full');
  expect(await listFiles(db.pool)).toEqual(before);
});

test.skipIf(tools.python === null)(
  'a spreadsheet takes no name for a formula, and another program reads what was written',
  () => {
    const kind = { bom: true, dates: 'dmy' as const };
    const columns = [
      { name: 'a', heading: 'Name', type: 'text' as const },
      { name: 'd', heading: 'Day', type: 'date' as const },
      { name: 'blank', heading: 'Answer', type: 'text' as const },
    ];
    const awkward = [
      '=HYPERLINK("x")',
      '+44',
      '-5',
      '@home',
      'O’Neill, "Al"',
      'two\r\nlines',
      " ' spaced",
      '\t=1',
      'Zoë',
    ];
    const content = csvOf(
      kind,
      columns,
      awkward.map((a) => ({ a, d: '2025-09-01' })),
    );
    const file = join(mkdtempSync(join(tmpdir(), 'casehouse-out-')), 'list.csv');
    writeFileSync(file, content);
    const read = spawnSync(tools.python!, [
      '-c',
      'import csv,json,sys; print(json.dumps(list(csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")))))',
      file,
    ]);
    expect(JSON.parse(read.stdout.toString())).toEqual([
      ['Name', 'Day', 'Answer'],
      ...awkward.map((a) => [/^[=+\-@\t]/.test(a) ? `'${a}` : a, '01/09/2025', '']),
    ]);
  },
);

test('the table of kinds names each of them', () => {
  const table = readFileSync(new URL('../../operational/exchange/README.md', import.meta.url), 'utf8');
  const named = [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map((m) => m[1]!);
  expect(named.sort()).toEqual(loadKinds().map(({ id }) => id));
});

test('every kind says what it is and asks only for what its query uses', () => {
  for (const kind of loadKinds()) {
    expect(kind.about.length, kind.id).toBeGreaterThan(40);
    expect(kind.columns.length > 0 || kind.layout !== null, kind.id).toBe(true);
    expect(kind.to === 'authority', kind.id).toBe(kind.asks.includes('to'));
    expect(kind.to === 'school', kind.id).toBe(kind.asks.includes('school'));
  }
});
