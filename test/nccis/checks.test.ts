import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkText } from '../../nccis/check/check.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { holdChecks, holdClean, holdDates, packTests } from './support/pack-tests.ts';
import { returnText } from './support/xml.ts';

const sql = resolve(import.meta.dirname, '../../sql');
const editions = loadEditions();

async function numbersOf(xml: string, edition?: string): Promise<string[]> {
  const report = await checkText(xml, { edition, editions });
  return report.totals.map((t) => t.number);
}

describe.each(editions.map((e) => [e.id, e] as const))(
  'the test pack of %s and those before it',
  (_, edition) => {
    const tests = packTests(sql, editions, edition);

    test('has a failing and a passing record for every check', () => {
      const active = edition.checks.filter((c) => c.active).map((c) => c.no);
      expect(active.filter((no) => !(no in tests.cases))).toEqual([]);
    });

    test('each record fails the checks that it is said to fail and no other', () =>
      holdChecks(editions, edition, tests));

    test('the clean records are clean', () => holdClean(edition, tests));

    test('ages, due dates and headlines are those worked by hand', () => holdDates(edition, tests.dates));
  },
);

const years = (edition: string) => packTests(sql, editions, editions.find((e) => e.id === edition)!).clean;
const { learner, pupil: schooled } = years('2020-21') as Record<string, Record<string, string | null>>;
const pupil = { ...schooled, intended_destination: null };

describe('what changed between editions', () => {
  const at = '2021-01-31';
  test('a Year 11 pupil without intended destination is at fault in 2019-20 and not since', async () => {
    const xml = await returnText(editions[0]!, at, [pupil]);
    expect(await numbersOf(xml, '2019-20')).toEqual(['301']);
    expect(await numbersOf(xml, '2020-21')).toEqual([]);
  });

  test('codes count by the month reported: 720, gender N, Black British and the mental health flag', async () => {
    const record = {
      ...learner,
      gender: 'N',
      ethnicity: 'BBRI',
      activity_code: '720',
      characteristics: ['210'],
    };
    const found = async (day: string) => numbersOf(await returnText(editionOn(editions, day), day, [record]));
    expect(await found('2018-03-31')).toEqual(expect.arrayContaining(['7', '104']));
    expect(await found('2018-03-31')).not.toContain('201');
    expect(await found('2018-03-31')).not.toContain('5');
    expect(await found('2018-04-30')).toContain('201');
    expect(await found('2019-04-30')).toContain('5');
    expect(await found('2020-04-30')).not.toContain('7');
    expect(await found('2022-03-31')).not.toContain('104');
  });

  test('checks that were withdrawn are kept but never raised', () => {
    const withdrawn = editions[0]!.checks.filter((c) => !c.active).map((c) => c.no);
    expect(withdrawn).toEqual(['29', '33', '36', '236']);
  });
});
