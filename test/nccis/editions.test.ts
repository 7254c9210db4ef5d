import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkText } from '../../nccis/check/check.ts';
import { dueToLapse } from '../../nccis/currency.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { lastingCodes } from '../../nccis/codes.ts';
import { randomFrom, validRecord } from './support/records.ts';
import { returnText } from './support/xml.ts';

const sql = resolve(import.meta.dirname, '../../sql');
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'casehouse-packs-'));
  for (const folder of ['reference/2019-20', 'reference/2020-21', 'reference/2026-27', 'returns/nccis']) {
    cpSync(join(sql, folder), join(root, folder), { recursive: true });
  }
});
afterEach(() => rm(root, { recursive: true, force: true }));

const edit = (file: string, change: (text: string) => string): void => {
  const path = join(root, file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after, 'the edit changes the file').not.toBe(before);
  writeFileSync(path, after);
};
const place = (file: string, text: string): void => {
  mkdirSync(resolve(root, file, '..'), { recursive: true });
  writeFileSync(join(root, file), text);
};

describe('the packs', () => {
  const editions = loadEditions();
  const [first, second, draft] = editions as [
    (typeof editions)[0],
    (typeof editions)[0],
    (typeof editions)[0],
  ];

  test('each day since 2011-09-01 has exactly one edition', () => {
    expect(editions.map((e) => [e.id, e.from, e.to, e.status])).toEqual([
      ['2019-20', '2011-09-01', '2020-03-31', 'active'],
      ['2020-21', '2020-04-01', '2026-03-31', 'active'],
      ['2026-27', '2026-04-01', null, 'draft'],
    ]);
    expect(editionOn(editions, '2020-03-31').id).toBe('2019-20');
    expect(editionOn(editions, '2030-01-01').id).toBe('2026-27');
    expect(() => editionOn(editions, '2011-08-31')).toThrow(/No edition .* 2011-08-31/);
  });

  test('the 2019-20 list has its 45 activities, and those withdrawn are kept with what replaced them', () => {
    const valid = first.activities.filter((a) => (a.validTo ?? '9') > '2019-04-01').map((a) => a.code);
    expect(valid).toHaveLength(45);
    const gone = first.activities
      .filter((a) => a.validTo !== null)
      .map((a) => [a.code, a.validTo, a.replacedBy]);
    expect(gone).toEqual([
      ['420', '2015-03-31', '430'],
      ['510', '2015-03-31', '619'],
      ['520', '2015-03-31', '619'],
      ['551', '2015-03-31', '550'],
      ['720', '2018-03-31', '810'],
    ]);
  });

  test('every activity that lapses has its rule, and NEET and not known never lapse', () => {
    for (const a of first.activities) {
      expect(a.lapse !== null, a.code).toBe(a.needsDue);
      if (a.headline === 'NEET' || a.headline === 'NK') expect(a.lapse, a.code).toBeNull();
      expect(a.needsNeetStart, a.code).toBe(a.headline === 'NEET' && a.validTo === null);
    }
  });

  test('a child pack changes what it lists and inherits the rest', () => {
    const label = (e: typeof first, code: string) => e.activities.find((a) => a.code === code)!.label;
    expect([label(first, '440'), label(second, '440')]).toEqual([
      'Training through the Work Programme',
      'DWP training and support programme',
    ]);
    expect(second.activities).toHaveLength(first.activities.length);
    const has = (e: typeof first, no: string) => e.checks.some((c) => c.no === no && c.active);
    expect(['301', '909', '44'].map((no) => editions.map((e) => has(e, no)))).toEqual([
      [true, false, false],
      [false, true, true],
      [false, false, true],
    ]);
    expect(draft.cohort).toEqual(first.cohort);
  });

  test('authorities that were divided or merged know their successors', () => {
    const successors = Object.fromEntries(
      second.las.filter((l) => l.successors.length > 0).map((l) => [l.code, l.successors]),
    );
    expect(successors).toEqual({
      835: ['838', '839'],
      836: ['839'],
      837: ['839'],
      909: ['942', '943'],
      928: ['940', '941'],
    });
    expect(second.las.find((l) => l.code === '336')).toMatchObject({
      name: 'Wolverhampton',
      onsCode: 'E08000031',
      region: 'West Midlands',
    });
  });

  test('a code that an edition adds begins with it, and one that it takes away ended the day before', () => {
    const life = (set: string, code: string) => {
      const found = lastingCodes(editions).find((c) => c.set === set && c.code === code)!;
      return [found.validFrom, found.validTo];
    };
    expect(life('YP27', 'BBRI')).toEqual(['2020-04-01', null]);
    expect(life('IC01', '210')).toEqual(['2021-04-01', null]);
    expect(life('eet', '720')).toEqual([null, '2018-03-31']);
  });
});

describe('a pack that does not hold together is refused, naming file and line', () => {
  test.each<[string, string, (text: string) => string, RegExp]>([
    [
      'a lapse rule that is not there',
      'reference/2019-20/activity.csv',
      (t) => t.replace(/^(add,310,.*?),Y,/m, '$1,Z,'),
      /activity\.csv:16: lapse rule Z is not in currency\.csv/,
    ],
    [
      'a group with an unknown code',
      'reference/2019-20/groups.csv',
      (t) => t.replace('vulnerable,IC01,110', 'vulnerable,IC01,111'),
      /groups\.csv:2: 111 is not a code of IC01/,
    ],
    [
      'a row that is too short',
      'reference/2019-20/currency.csv',
      (t) => t.replace('add,H,MONTHS,6,Y,S14', 'add,H,MONTHS,6'),
      /currency\.csv:4: 4 values where the heading has 6/,
    ],
    [
      'a mark that is none',
      'reference/2019-20/codes.csv',
      (t) => t.replace('add,YP07,F,Female,,return,,,,1,S14 S15', 'add,YP07,F,Female,,return,,,,1,sure'),
      /codes\.csv:2: confidence: .*confidence mark/,
    ],
    [
      'an addition of what is there',
      'reference/2020-21/codes.csv',
      (t) => t.replace('BBRI', 'WBRI'),
      /codes\.csv:2: YP27 WBRI is there already; use change/,
    ],
    [
      'a change of what is not there',
      'reference/2020-21/activity.csv',
      (t) => t.replace('change,440', 'change,441'),
      /activity\.csv:2: 441 is not there; use add/,
    ],
    [
      'a gap between editions',
      'reference/2020-21/edition.yaml',
      (t) => t.replace('from: 2020-04-01', 'from: 2020-04-02'),
      /2019-20\/edition\.yaml:6: ends on 2020-03-31 and edition 2020-21 begins on 2020-04-02: a gap/,
    ],
    [
      'an overlap of editions',
      'reference/2020-21/edition.yaml',
      (t) => t.replace('from: 2020-04-01', 'from: 2020-03-31'),
      /edition\.yaml:6: .*: an overlap/,
    ],
    [
      'an unknown key',
      'reference/2019-20/edition.yaml',
      (t) => t.replace('rootElement:', 'rotElement:'),
      /edition\.yaml:\d+: .*/,
    ],
    [
      'an unknown ancestor',
      'reference/2026-27/edition.yaml',
      (t) => t.replace('extends: 2020-21', 'extends: 2025-26'),
      /extends 2025-26, which does not exist/,
    ],
    [
      'ancestors in a circle',
      'reference/2020-21/edition.yaml',
      (t) => t.replace('extends: 2019-20', 'extends: 2026-27'),
      /extends itself by way of others/,
    ],
    [
      'a check of an element that is not there',
      'returns/nccis/2019-20/checks.yaml',
      (t) => t.replace('field: Ethnicity', 'field: Colour'),
      /checks\.yaml:\d+: check 6: Colour is not an element/,
    ],
    [
      'a check of a list that is not there',
      'returns/nccis/2019-20/checks.yaml',
      (t) => t.replace("in_list('YP07', ", "in_list('YP08', "),
      /check 5 names a list that is not there \(YP08\)/,
    ],
    [
      'a successor that is not there',
      'reference/2020-21/la.csv',
      (t) => t.replace('942 943', '942 944'),
      /la\.csv:2: a successor of 909 is not in la\.csv/,
    ],
    [
      'broken YAML',
      'reference/2019-20/edition.yaml',
      (t) => t.replace('title:', 'title: : ['),
      /edition\.yaml:\d+: /,
    ],
    [
      'an open quotation',
      'reference/2019-20/la.csv',
      (t) => t.replace('"Bournemouth', 'x"Bournemouth'),
      /la\.csv:\d+: a quotation mark is out of place/,
    ],
  ])('%s', (_, file, change, message) => {
    edit(file, change);
    expect(() => loadEditions(root)).toThrow(message);
  });
});

test('000.5.1.12 000.11.2b a new year is a folder of data: codes, rules, elements, checks and the root change with no program', async () => {
  place(
    'reference/2027-28/edition.yaml',
    'id: 2027-28\nextends: 2026-27\ntitle: Made up\nstatus: draft\nfrom: 2027-04-01\nrootElement: NCCIS2027\nconfidence: A\n',
  );
  const head = readFileSync(join(root, 'reference/2019-20/activity.csv'), 'utf8').split('\n')[0]!;
  place(
    'reference/2027-28/activity.csv',
    `${head}\nadd,225,Learning at a distance,education,EET,FTE,MET,,POST16,N,,,H,Y,N,N,Y,,,,A,A,A,A\nwithdraw,450${',x'.repeat(head.split(',').length - 2)}\n`.replace(
      /withdraw,450.*/,
      (row) =>
        row.replace(
          /.*/,
          readFileSync(join(root, 'reference/2019-20/activity.csv'), 'utf8')
            .split('\n')
            .find((l) => l.startsWith('add,450'))!
            .replace('add', 'withdraw'),
        ),
    ),
  );
  place(
    'reference/2027-28/currency.csv',
    'change,rule,kind,n,cap_at_course_end,confidence\nchange,H,MONTHS,5,Y,A\n',
  );
  place(
    'returns/nccis/2027-28/fields.csv',
    `${readFileSync(join(root, 'returns/nccis/2019-20/fields.csv'), 'utf8').split('\n')[0]}\nadd,YoungPersonsRecord/PersonalDetails/KnownAs,YoungPersonsRecord/PersonalDetails/GivenName,known_as,YP99,Known as,text,35,,O,O,N,,A\n`,
  );
  place(
    'returns/nccis/2027-28/checks.yaml',
    '- no: "47"\n  level: record\n  priority: 3\n  field: KnownAs\n  message: The name that the person is known by is the given name again.\n  fix: Leave it out.\n  when: known_as = given_name\n  life: ["27"]\n  confidence: A\n- no: "43"\n  change: withdraw\n',
  );
  const editions = loadEditions(root);
  const edition = editionOn(editions, '2027-06-30');
  expect(edition.id).toBe('2027-28');
  expect(editionOn(editions, '2027-03-31').id).toBe('2026-27');
  const rule = (e: typeof edition, code: string) =>
    e.currency.find((r) => r.rule === e.activities.find((a) => a.code === code)!.lapse)!;
  const dates = { verified: '2027-06-10', review: null, courseEnd: null };
  expect(dueToLapse(rule(edition, '225'), dates)).toBe('2027-11-10');
  expect(dueToLapse(rule(editions[2]!, '330'), dates)).toBe('2027-12-10');

  const record = {
    ...validRecord(edition, '2027-06-30', 1, randomFrom(4)),
    given_name: 'Asha',
    known_as: 'Asha',
    postcode: 'WV11AA',
    activity_code: '450',
  };
  const xml = await returnText(edition, '2027-06-30', [record]);
  expect(xml).toMatch(/<NCCIS2027>[\s\S]*<GivenName>Asha<\/GivenName>\s*<KnownAs>Asha<\/KnownAs>/);
  const report = await checkText(xml, { editions });
  expect(report.edition.id).toBe('2027-28');
  expect(report.schema).toEqual([]);
  expect(report.totals.map((t) => t.number)).toEqual(expect.arrayContaining(['47', '201']));
  expect(report.totals.map((t) => t.number)).not.toContain('43');
  // the year before knows nothing of it
  const before = await checkText(xml.replaceAll('NCCIS2027', 'NCCIS').replace('2027-06-30', '2027-03-31'), {
    editions,
  });
  expect(before.totals.map((t) => t.number)).toEqual(expect.arrayContaining(['F09', '43']));
});
