import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkFile } from '../../nccis/check/check.ts';
import type { Edition } from '../../nccis/edition.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { loadCodes } from '../../operational/codes.ts';
import { loadCatalogue } from '../../reports/catalogue.ts';
import { buildReturn } from '../../reports/returns/nccis/build.ts';
import { runReport } from '../../reports/run/run.ts';
import { nightly } from '../../warehouse/nightly.ts';
import { loadCase } from '../support/people.ts';
import { holdChecks, holdClean, holdDates, packTests } from './support/pack-tests.ts';
import { type FreshDatabase, freshDatabase } from '../support/postgres.ts';

// A made-up edition, brought forward so that it has whole months to report on: 2027-28 begins in September 2026.
const FROM = '2026-09-01';
const OLD = ['2026-01', '2026-08'] as const;
const NEW = '2026-10';
const clock = () => new Date('2026-11-05T09:00:00Z');
const sql = resolve(import.meta.dirname, '../../sql');

const activities = readFileSync(join(sql, 'reference/2019-20/activity.csv'), 'utf8').split('\n');
const activity = (code: string) => activities.find((l) => l.startsWith(`add,${code},`))!;
/** The whole of the new year: seven small files and no program. */
const pack: Record<string, string> = {
  'reference/2027-28/edition.yaml': `id: 2027-28
extends: 2026-27
title: Made up
status: draft
from: ${FROM}
rootElement: NCCIS2027
confidence: A
`,
  // 225 is added; 250 is withdrawn and gives way to it.
  'reference/2027-28/activity.csv': [
    activities[0],
    activity('210')
      .replace('add,210,Full-time education – school sixth form', 'add,225,Learning at a distance')
      .replace(',L,Y,', ',H,Y,'),
    activity('250').replace('add,250', 'change,250').replace(',,,,S14 S15', ',,2026-08-31,225,A'),
    '',
  ].join('\n'),
  'reference/2027-28/currency.csv':
    'change,rule,kind,n,cap_at_course_end,confidence\nchange,H,MONTHS,2,Y,A\n',
  'reference/2027-28/sets.csv':
    'change,set,title,owner,used_by_return,begins_longer_codes\nadd,HOU1,Where the person lives,national,Y,\n',
  'reference/2027-28/codes.csv': `change,set,code,label,group,use,valid_from,valid_to,replaced_by,sensitivity,confidence
add,HOU1,1,With family,,return,,,,1,A
add,HOU1,2,On their own,,return,,,,1,A
`,
  'returns/nccis/2027-28/fields.csv': `change,path,after,column,id,label,type,length,list,need,strict_need,many,alias,source,confidence
add,YoungPersonsRecord/PersonalDetails/Housing,YoungPersonsRecord/PersonalDetails/Gender,housing,YP99,Housing,text,1,HOU1,O,O,N,,"select max(c.code) from core.characteristic c where c.person_id = d.person_id and c.set_id = 'HOU1' and c.valid_from <= $period_end::date and c.valid_to > $period_end::date",A
`,
  'returns/nccis/2027-28/checks.yaml': `- no: "47"
  level: record
  priority: 2
  field: Housing
  message: Nobody has said where the person lives.
  fix: Ask, and record it.
  when: has_personal_details and housing is null
  life: ["27"]
  confidence: A
- no: "43"
  change: change
  level: record
  priority: 1
  field: Postcode
  message: This is no postcode of the United Kingdom.
  fix: Look it up by the address.
  when: not fits_postcode(postcode)
  life: ["15", "19", "27"]
  confidence: A
`,
  // It carries its own tests, which are run over those of the editions before it.
  'reference/2027-28/tests/checks.yaml': `at: 2028-01-31
clean:
  learner: { ypid: "9010000000001", cohort_status: P, given_name: Asha, family_name: Testcase, address_line_1: 1 Sample Street,
    postcode: ZZ99 9ZZ, gender: F, dob: 2011-02-14, ethnicity: AIND, lead_la: "336", level_of_need: "2", send_flag: "N",
    sen_support_flag: "N", activity_code: "210", start_date: 2027-09-03, date_ascertained: 2027-09-10, date_verified: 2027-11-10,
    due_to_lapse_date: 2028-08-31, currency_lapsed: "N", predicted_end_date: 2029-07-31, housing: "1" }
cases:
  "47": { fails: { housing: null }, passes: { housing: "2" } }
  "201": { fails: { activity_code: "250" }, passes: { activity_code: "225" } }
`,
  'reference/2027-28/tests/dates.yaml': `lapses:
  - { code: "225", verified: 2027-10-10, course_end: 2029-07-31, due: 2027-12-10 }
  - { code: "330", verified: 2028-01-20, due: 2028-03-20 }
  - { code: "410", verified: 2028-01-20, course_end: 2028-05-15, due: 2028-03-20 }
headlines:
  - { code: "225", is: EET, lapsed: NK, participation: FTE, duty: MET }
`,
};

type Outputs = { file: Buffer; report: string; figures: string };
let root: string;
let db: FreshDatabase;
let dataDir: string;
let before: Map<string, Outputs>;
let after: Map<string, Outputs>;
let editions: Edition[];

/** A month's return as a file, what the checks say of it, and the figures of the month's report. */
async function outputs(period: string, known: Edition[]): Promise<Outputs> {
  const made = await buildReturn({
    dataDir,
    period,
    out: join(await mkdtemp(join(root, 'out-')), 'r.xml'),
    editions: known,
    clock,
  });
  const report = await checkFile(made.file, { editions: known });
  const catalogue = await loadCatalogue(join(root, 'reports'));
  const result = await runReport(
    { dataDir, catalogue, clock, person: { name: 'Case', role: 'manager' } },
    { id: 'neet-by-month', version: '1.0.0', params: { from: period, to: period }, profile: 'none' },
  );
  return {
    file: await readFile(made.file),
    report: JSON.stringify(report),
    figures: JSON.stringify(result.rows),
  };
}

async function all(periods: readonly string[], known: Edition[]): Promise<Map<string, Outputs>> {
  await nightly({ pool: db.pool, dataDir, editions: known });
  const made = new Map<string, Outputs>();
  for (const period of periods) made.set(period, await outputs(period, known));
  return made;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'casehouse-new-year-'));
  dataDir = join(root, 'data');
  for (const folder of ['reference/2019-20', 'reference/2020-21', 'reference/2026-27', 'returns/nccis']) {
    cpSync(join(sql, folder), join(root, folder), { recursive: true });
  }
  for (const file of readdirSync(join(sql, 'reports')).filter((f) => /^(marts@.*|probe)\.sql$/.test(f)))
    cpSync(join(sql, 'reports', file), join(root, 'reports', file));
  cpSync(join(sql, 'reports/neet-by-month'), join(root, 'reports/neet-by-month'), { recursive: true });
  db = await freshDatabase();
  const known = {
    is: [{ set: 'LEVEL_OF_NEED', code: '3', from: '2024-09-01' }],
    status: [{ code: 'P', from: '2024-09-01' }],
  };
  const home = (postcode: string) => ({ home: [{ postcode, from: '2020-01-01' }] });
  const course = (code: string, from: string) => [
    { code, from, known: from, verified: [from], end: '2027-07-31' },
  ];
  await loadCase(db.pool, {
    people: [
      { name: 'Asha', born: '2009-10-10', ...known, ...home('WV1 1AA'), doing: course('210', '2025-09-05') },
      // withdrawn 250 from January on
      { name: 'Bina', born: '2009-11-10', ...known, ...home('WV1 1AB'), doing: course('250', '2026-01-05') },
      // six months by the old rule, two by the new one
      {
        name: 'Carl',
        born: '2009-12-10',
        ...known,
        ...home('WV11AC'),
        doing: [{ code: '330', from: '2026-08-03', verified: ['2026-08-03'] }],
      },
      {
        name: 'Dora',
        born: '2010-01-10',
        ...known,
        ...home('WV1 1AD'),
        doing: [{ code: '619', from: '2026-01-10', verified: ['2026-01-10'] }],
      },
    ],
  });
  before = await all([...OLD, NEW], loadEditions(root));
  for (const [file, text] of Object.entries(pack)) {
    mkdirSync(resolve(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  editions = loadEditions(root);
  await loadCodes(db.pool, editions);
  await db.pool.query(
    `insert into characteristic (tenant_id, person_id, set_id, code, started_on, source_code)
     select 1, id, 'HOU1', '2', date '2026-09-15', 'own-contact' from person where given_name = 'Asha'`,
  );
  after = await all([...OLD, NEW], editions);
}, 120_000);
afterAll(async () => {
  await db.drop();
  await rm(root, { recursive: true, force: true });
});

describe('000.5.1.12 000.11.2b 002.7.2b 002.9b 004.16.2h a new year is a folder of data', () => {
  test.each(OLD)(
    '%s keeps its edition: return, check report and figures are the same to the byte',
    (period) => {
      const [old, now] = [before.get(period)!, after.get(period)!];
      expect(old.file.length).toBeGreaterThan(1000);
      expect(now.file.equals(old.file)).toBe(true);
      expect(now.report).toBe(old.report);
      expect(now.figures).toBe(old.figures);
      expect(JSON.parse(now.report).edition.id).toBe(period === '2026-01' ? '2020-21' : '2026-27');
    },
  );

  test('the old words and the old period of currency still hold in August', () => {
    const { file, report } = after.get('2026-08')!;
    expect(file.toString()).toMatch(/^<NCCIS>$/m);
    expect(file.toString()).toMatch(
      /<ActivityCode>250<[\s\S]*<ActivityCode>330<[\s\S]*?<DueToLapseDate>2027-02-03</,
    );
    expect(file.toString()).not.toContain('Housing');
    const found = JSON.parse(report).findings as { number: string; reason: string; priority: number }[];
    expect(found.filter((f) => f.number === '43').map((f) => [f.reason, f.priority])).toEqual([
      ['The postcode is not written as a postcode.', 2],
    ]);
    expect(found.map((f) => f.number)).not.toContain('47');
  });

  test('the month after it begins has the new root, code, currency, element and words', () => {
    const { file, report } = after.get(NEW)!;
    const xml = file.toString();
    expect(xml).toMatch(/^<NCCIS2027>$/m);
    const records = xml.split('<YoungPersonsRecord>').slice(1);
    const of = (name: string) => records.find((r) => r.includes(`<GivenName>${name}<`))!;
    expect(of('Asha')).toMatch(/<Gender>\w<\/Gender>\s*<Housing>2<\/Housing>/);
    expect(of('Bina')).toContain('<ActivityCode>225</ActivityCode>');
    expect(of('Carl')).toMatch(/<DueToLapseDate>2026-10-03<[\s\S]*<CurrencyLapsed>Y</);
    const told = JSON.parse(report) as {
      edition: { id: string };
      schema: unknown[];
      findings: { number: string; record: string; reason: string; fix: string; priority: number }[];
    };
    expect(told.edition.id).toBe('2027-28');
    expect(told.schema).toEqual([]);
    expect(told.findings.filter((f) => f.number === '43').map((f) => [f.reason, f.fix, f.priority])).toEqual([
      ['This is no postcode of the United Kingdom.', 'Look it up by the address.', 1],
    ]);
    const homeless = told.findings.filter((f) => f.number === '47').map((f) => f.record);
    expect(homeless).toHaveLength(3);
    expect(told.findings.map((f) => f.number)).not.toContain('201');
  });

  test('without the pack the same month is by the edition before it', () => {
    const xml = before.get(NEW)!.file.toString();
    expect(xml).toMatch(/^<NCCIS>$/m);
    expect(xml).toContain('<ActivityCode>250</ActivityCode>');
    expect(xml).toContain('<DueToLapseDate>2027-02-03</DueToLapseDate>');
    // Carl has lapsed by the new rule and not by the old one.
    expect(after.get(NEW)!.figures).not.toBe(before.get(NEW)!.figures);
  });

  test('its own test pack holds, over those of the editions before it', async () => {
    const edition = editionOn(editions, FROM);
    const tests = packTests(root, editions, edition);
    expect(Object.keys(tests.cases)).toEqual(expect.arrayContaining(['47', '44', '909', '1']));
    await holdChecks(editions, edition, tests);
    await holdClean(edition, tests);
    holdDates(edition, tests.dates);
  });

  test('the edition in force is the one at the period end', () => {
    expect(['2026-08-31', FROM].map((day) => editionOn(editions, day).id)).toEqual(['2026-27', '2027-28']);
  });
});
