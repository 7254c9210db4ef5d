import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { lastingCodes } from '../../nccis/codes.ts';

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
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const after = change(before);
  expect(after, 'the edit changes the file').not.toBe(before);
  writeFileSync(path, after);
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
      (t) => t.replace('add,H,MONTHS,6,Y,S14 A', 'add,H,MONTHS,6'),
      /currency\.csv:5: 4 values where the heading has 6/,
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
    [
      'a currency rule of months without a number',
      'reference/2019-20/currency.csv',
      (t) => t.replace('add,H,MONTHS,6', 'add,H,MONTHS,'),
      /currency\.csv:5: the row: n is needed/,
    ],
    [
      'a headline that is none',
      'reference/2019-20/activity.csv',
      (t) => t.replace('add,310,Apprenticeship,employment,EET', 'add,310,Apprenticeship,employment,EAT'),
      /activity\.csv:16: headline: /,
    ],
    [
      'a NEET activity without its sub-group',
      'reference/2019-20/activity.csv',
      (t) => t.replace(/^(add,619,.*NONE,NOT),AVAIL,/m, '$1,,'),
      /activity\.csv:35: 619: a NEET sub-group goes with headline NEET/,
    ],
    [
      'participation of those not known',
      'reference/2019-20/activity.csv',
      (t) => t.replace('not-known,NK,NONE', 'not-known,NK,FTE'),
      /activity\.csv:44: 810 can't participate: its headline is NK/,
    ],
    [
      'an activity that lapses by a review that it does not need',
      'reference/2019-20/activity.csv',
      (t) => t.replace(/^(add,350,.*V,N),Y,N,Y/m, '$1,N,N,Y'),
      /activity\.csv:20: 350 lapses by its review but needs no review date/,
    ],
    [
      'a day that does not exist',
      'reference/2020-21/la.csv',
      (t) => t.replace('2023-03-31', '2023-02-30'),
      /la\.csv:2: to: is not a day/,
    ],
    [
      'a gap between an authority and its successors',
      'reference/2020-21/la.csv',
      (t) => t.replace('2023-03-31', '2023-03-30'),
      /la\.csv:2: a successor of 909 does not begin on the day after it ends/,
    ],
    [
      'an authority that ends without a successor',
      'reference/2020-21/la.csv',
      (t) => t.replace('942 943', ''),
      /la\.csv:2: 909 has ended without a successor/,
    ],
    [
      'a former ONS code of no authority',
      'reference/2020-21/la-ons.csv',
      (t) => t.replace('add,370', 'add,379'),
      /la-ons\.csv:5: E08000016 is not a former code/,
    ],
    [
      'a code that ends before its replacement begins',
      'reference/2020-21/codes.csv',
      (t) =>
        `${t}change,YP07,N,Withheld,,return,,2019-03-31,W,1,A\nchange,YP07,W,Withheld,,return,2019-05-01,,,1,A\n`,
      /codes\.csv:4: W does not hold on the day after N ends: a gap/,
    ],
    [
      'a code whose last day lies before its first',
      'reference/2020-21/codes.csv',
      (t) => t.replace('return,2021-04-01,,', 'return,2021-04-01,2021-03-01,'),
      /codes\.csv:3: valid_to lies before valid_from/,
    ],
    [
      'a guarantee status in no group of the tables',
      'reference/2019-20/codes.csv',
      (t) => t.replace('no-offer', 'not-offered'),
      /codes\.csv:\d+: 140 of SG02 is in the group "not-offered"/,
    ],
    [
      'a group that the program needs and that is gone',
      'reference/2020-21/groups.csv',
      (t) => `${t}withdraw,deceased,YP10,D,S4\n`,
      /edition\.yaml:1: groups\.csv has no code of YP10 in the group deceased/,
    ],
    [
      'an order of statuses that leaves one out',
      'reference/2019-20/edition.yaml',
      (t) => t.replace('[D, M, E, T, L, A, G, P]', '[D, M, E, T, L, A, P]'),
      /edition\.yaml:\d+: statusPrecedence does not name every status/,
    ],
    [
      'ages that do not rise',
      'reference/2019-20/edition.yaml',
      (t) => t.replace('headlineFrom: 16', 'headlineFrom: 15'),
      /edition\.yaml:\d+: the ages of the cohort do not rise/,
    ],
    [
      'a day of the year that is none',
      'reference/2019-20/edition.yaml',
      (t) => t.replace('referenceDay: "11-01"', 'referenceDay: "11-31"'),
      /edition\.yaml:\d+: survey\.referenceDay: is not a day of the year/,
    ],
    [
      'a month that does not end',
      'reference/2026-27/timetable.csv',
      (t) => t.replace('2026-04-30', '2026-04-29'),
      /timetable\.csv:2: 2026-04-29 must be the end of a month/,
    ],
    [
      'an indicator of a month that is none',
      'reference/2019-20/indicators.csv',
      (t) => t.replace(',12 1 2,', ',13 1 2,'),
      /indicators\.csv:\d+: months: is not a list of months/,
    ],
    [
      'a share without a denominator',
      'reference/2019-20/indicators.csv',
      (t) => t.replace('is_neet,is_base', 'is_neet,'),
      /indicators\.csv:3: the row: a count has no denominator/,
    ],
    [
      'a column that two elements share',
      'returns/nccis/2019-20/fields.csv',
      (t) => t.replace(',town,', ',county,'),
      /fields\.csv:24: the column county is given to two elements/,
    ],
    [
      'an element in a node that is not there',
      'returns/nccis/2019-20/fields.csv',
      (t) => t.replace('YoungPersonsRecord/PersonalDetails/DOB', 'YoungPersonsRecord/Details/DOB'),
      /fields\.csv:\d+: .*Details\/DOB stands in a node that is not in fields\.csv/,
    ],
    [
      'an element of a list that is not there',
      'returns/nccis/2019-20/fields.csv',
      (t) => t.replace(',35,YP07,', ',35,YP70,'),
      /fields\.csv:\d+: .*Gender: list YP70 is not in sets\.csv/,
    ],
    [
      'a condition without the need that it goes with',
      'returns/nccis/2019-20/fields.csv',
      (t) => t.replace(',C,needs_review,', ',O,needs_review,'),
      /fields\.csv:\d+: the row: required C and required_when go together/,
    ],
    [
      'a form of a column that is not there',
      'returns/nccis/2019-20/forms.csv',
      (t) => t.replace('add,ukprn', 'add,ukprm'),
      /forms\.csv:11: ukprm is not a column of fields\.csv/,
    ],
    [
      'a pattern that is none',
      'returns/nccis/2019-20/forms.csv',
      (t) => t.replace('[0-9]{13}', '[0-9'),
      /forms\.csv:2: pattern: is not a pattern/,
    ],
    [
      'a form under a number that is none',
      'returns/nccis/2026-27/forms.csv',
      (t) => t.replace('given_name,44', 'given_name,48'),
      /forms\.csv:2: check 48 is not in checks\.yaml/,
    ],
    [
      'a check of a form that is not there',
      'returns/nccis/2019-20/checks.yaml',
      (t) => t.replace('fits_upn(upn)', 'fits_upm(upn)'),
      /checks\.yaml:\d+: check 38 names a form that is not in forms\.csv \(upm\)/,
    ],
    [
      'a priority that is none',
      'returns/nccis/2019-20/checks.yaml',
      (t) => t.replace('priority: 1', 'priority: 4'),
      /checks\.yaml:\d+: priority: /,
    ],
    [
      'a check without words',
      'returns/nccis/2020-21/checks.yaml',
      (t) => t.replace(/message: ".*"/, 'message: ""'),
      /checks\.yaml:6: /,
    ],
    [
      'two checks of one number',
      'returns/nccis/2020-21/checks.yaml',
      (t) => t.replace('no: "909"', 'no: "259"'),
      /checks\.yaml:2: 259 is there already; use change/,
    ],
    [
      'a misspelt file',
      'reference/2020-21/group.csv',
      () => 'change,group,set,code,confidence\n',
      /group\.csv:1: is not a file of an edition pack/,
    ],
  ])('%s', (_, file, change, message) => {
    edit(file, change);
    expect(() => loadEditions(root)).toThrow(message);
  });
});
