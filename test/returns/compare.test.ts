import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comparisonCsv, comparisonText } from '../../app/return-compare-text.ts';
import { type Comparison, compareReturns } from '../../nccis/compare/compare.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import type { Values } from '../../nccis/file/reader.ts';
import { writeReturn } from '../../nccis/file/writer.ts';
import { header } from '../nccis/support/records.ts';

const editions = loadEditions();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casehouse-compare-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A record of a Year 12 in an apprenticeship. */
const record = (n: number, more: Values = {}): Values => ({
  ypid: `901${String(n).padStart(10, '0')}`,
  cohort_status: 'P',
  given_name: 'Asha',
  family_name: `Testcase ${String.fromCharCode(97 + (n % 26))}`,
  address_line_1: '1 Sample Street',
  postcode: 'ZZ99 9ZZ',
  gender: 'F',
  dob: '2008-10-10',
  ethnicity: 'WBRI',
  lead_la: '336',
  level_of_need: '2',
  send_flag: 'N',
  sen_support_flag: 'N',
  characteristics: [],
  activity_code: '310',
  start_date: '2025-09-01',
  date_ascertained: '2025-09-01',
  date_verified: '2025-12-01',
  due_to_lapse_date: '2026-12-01',
  currency_lapsed: 'N',
  ...more,
});
const neet = { activity_code: '619', due_to_lapse_date: null, neet_start_date: '2025-09-01' };
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

async function file(periodEnd: string, records: Values[], las = ['336']): Promise<string> {
  const name = join(folder, `${Math.random().toString(36).slice(2)}.xml`);
  await writeReturn(name, editionOn(editions, periodEnd), { ...header(periodEnd), source_las: las }, records);
  return name;
}
const compare = async (
  before: Values[],
  after: Values[],
  months: [string, string] = ['2026-01-31', '2026-02-28'],
): Promise<Comparison> =>
  compareReturns(await file(months[0], before), await file(months[1], after), editions);
const kinds = (found: Comparison) => found.alarms.map((a) => a.kind);

describe('a month against the month before', () => {
  let found: Comparison;
  beforeAll(async () => {
    // 200 were in the cohort; of them 1 moves, 1 dies, 1 is G, 1 goes without a word; 2 are new, 1 of them in Year 11, 1 is back
    const before = [
      ...range(1, 200).map((n) => record(n)),
      record(301, { cohort_status: 'T', transferred_to_la: '333' }),
    ];
    const after = [
      ...range(1, 196).map((n) =>
        record(
          n,
          n === 7 ? { ethnicity: 'AIND', gender: 'M' } : n === 8 ? { dob: '2008-10-11' } : n <= 6 ? neet : {},
        ),
      ),
      record(197, { cohort_status: 'T', transferred_to_la: '333' }),
      record(198, { cohort_status: 'D' }),
      record(199, { cohort_status: 'G' }),
      record(401),
      record(402, { dob: '2009-10-10', activity_code: '110' }),
      record(301),
    ];
    found = await compare(before, after);
  });

  test('says who came in and who went, and why', () => {
    expect(found.cohort).toEqual({ before: 200, after: 199, change: -1, percent: -0.5 });
    expect(found.entered.byReason).toEqual({
      'back: had left': 1,
      new: 1,
      'new in the last year of compulsory education': 1,
    });
    expect(found.left.byReason).toEqual({
      'D: deceased': 1,
      'G: september guarantee only': 1,
      'T: transferred to another authority': 1,
      'not in the file any more': 1,
    });
    expect(found.left.people.find((p) => p.reason === 'not in the file any more')?.ypid).toBe(
      '9010000000200',
    );
  });

  test('counts every code in both files', () => {
    const of = (field: string, code: string) => {
      const { before, after, change } = found.codes.find((c) => c.field === field && c.code === code)!;
      return [before, after, change];
    };
    expect(of('CohortStatus', 'P')).toEqual([200, 199, -1]);
    expect(of('CohortStatus', 'T')).toEqual([1, 1, 0]);
    expect(of('ActivityCode', '619')).toEqual([0, 6, 6]);
    expect(of('ActivityCode', '310')).toEqual([201, 195, -6]);
    expect(of('Gender', 'M')).toEqual([0, 1, 1]);
    expect(of('TransferredToLACode', '')).toEqual([200, 201, 1]);
    // each field's codes add up to the records
    for (const field of new Set(found.codes.map((c) => c.label))) {
      if (field === 'Characteristic') continue;
      const rows = found.codes.filter((c) => c.label === field);
      const sum = (side: 'before' | 'after') => rows.reduce((n, c) => n + c[side], 0);
      expect([sum('before'), sum('after')], field).toEqual([201, 202]);
    }
  });

  test('names whose gender, date of birth or ethnicity is another, and how many records are as they were', () => {
    expect(found.changed.byField).toEqual({ Gender: 1, DOB: 1, Ethnicity: 1 });
    expect(found.changed.people).toContainEqual({
      ypid: '9010000000007',
      field: 'Ethnicity',
      label: 'Ethnicity',
      before: 'WBRI',
      after: 'AIND',
    });
    // 196 stay, of whom 6 became NEET and 2 have another fact; three changed status, one is back
    expect(found.unchanged).toEqual({ both: 200, alike: 188 });
  });

  test('the headline is of Years 12 and 13', () => {
    const line = (side: 'before' | 'after', key: string) => {
      const { all, share } = found.activities[side].lines.find((l) => l.key === key)!;
      return [all, share];
    };
    expect([line('before', 'neet'), line('after', 'neet')]).toEqual([
      [0, 0],
      [6, 3], // of 198: the one in Year 11 is outside
    ]);
  });

  test('alarms of those who went without a word; the change is within the bound', () => {
    expect(kinds(found)).toEqual(['left-without-a-word']);
    const text = comparisonText(found);
    expect(text).toMatch(/^ALARM: 1 who were in the cohort is no longer in the file/);
    expect(text).toContain('the cohort 200 → 199, −1 (−0.5 %).');
    expect(comparisonCsv(found)).toContain('changed,9010000000008,,,DOB,2008-10-10,2008-10-11\r\n');
  });
});

test('a cohort that changes by more than 1 % raises an alarm, by 1 % exactly none, and in September none', async () => {
  const people = range(1, 200).map((n) => record(n, { date_verified: '2025-11-01' }));
  const rest = (n: number) =>
    people.slice(n).concat(people.slice(0, n).map((p) => ({ ...p, cohort_status: 'E' })));
  const touched = (records: Values[]) => records.map((r) => ({ ...r, date_verified: '2025-12-01' }));
  expect(kinds(await compare(people, touched(rest(2))))).toEqual([]);
  expect(kinds(await compare(people, touched(rest(3))))).toEqual(['cohort-change']);
  expect(kinds(await compare(touched(rest(3)), people))).toEqual(['cohort-change']);
  expect(kinds(await compare(people, touched(rest(30)), ['2025-08-31', '2025-09-30']))).toEqual([]);
});

test('the same records again, and the same month, are said', async () => {
  const people = range(1, 3).map((n) => record(n));
  expect(kinds(await compare(people, people))).toEqual(['nothing-changed']);
  expect(kinds(await compare(people, people, ['2026-01-31', '2026-01-31']))).toEqual(['same-month']);
});

test('of another product’s file with more authorities only those of the later file count', async () => {
  const before = await file('2026-01-31', [record(1), record(2, { lead_la: '330' })], ['336', '330']);
  const after = await file('2026-02-28', [record(1, { date_verified: '2025-12-02' })]);
  // spelt as other products do
  await writeFile(before, (await readFile(before, 'utf8')).replaceAll('DatabaseID', 'DatabaseId'));
  const found = await compareReturns(before, after, editions);
  expect([found.before.records, found.left.count, found.alarms]).toEqual([1, 0, []]);
});

test('a file that names no month is refused', async () => {
  const empty = join(folder, 'empty.xml');
  await writeFile(empty, '<NCCIS></NCCIS>');
  await expect(compareReturns(empty, empty, editions)).rejects.toMatchObject({ code: 'no-period' });
});
