import { describe, expect, test } from 'vitest';
import { checkText } from '../../nccis/check/check.ts';
import { checkRecord, checkRecords, columnsOf, RecordChecker } from '../../nccis/check/record.ts';
import { RecordStore, recordFields } from '../../nccis/check/store.ts';
import { editionOn, loadEditions } from '../../nccis/editions.ts';
import { randomFrom, validRecord } from './support/records.ts';
import { returnText } from './support/xml.ts';

const at = '2026-04-30';
const editions = loadEditions();
const edition = editionOn(editions, at);
const context = { periodEnd: at, databases: ['901'], sourceLas: ['336'] };
const record = { ...validRecord(edition, at, 1, randomFrom(9)), cohort_status: 'P', transferred_to_la: null };

describe('one record by itself', () => {
  test('is found fault with as it would be in a file, with number, value, reason and what to do', async () => {
    expect(await checkRecord(edition, record, context)).toEqual([]);
    const bad = {
      ...record,
      ypid: '9020000000001',
      gender: 'N',
      postcode: 'WV11AA',
      given_name: 'A(1)',
      characteristics: ['999'],
    };
    const found = await checkRecord(edition, bad, context);
    const file = await checkText(await returnText(edition, at, [bad]), { editions });
    const shape = (f: (typeof found)[0]) => `${f.number} ${f.record} ${f.value} ${f.reason} ${f.fix}`;
    expect(found.map(shape).sort()).toEqual(file.findings.map(shape).sort());
    expect(found.map((f) => f.number).sort()).toEqual(['104', '43', '44', '5', '903']);
  });

  test('in part: only the checks that need no more than what is in hand', async () => {
    const only = ['given_name', 'family_name', 'dob', 'postcode', 'uln'];
    const part = { given_name: 'Asha', family_name: null, dob: '2013-01-01', postcode: 'WV11AA' };
    const found = await checkRecord(edition, part, { ...context, only });
    expect(found.map((f) => f.number).sort()).toEqual(['10', '3', '43']);
  });

  test('many, one after another, without one knowing of the other', async () => {
    const checker = await RecordChecker.open(edition, context);
    try {
      const found = await checker.check([record, { ...record, dob: null }]);
      expect(found.map((list) => list.map((f) => f.number))).toEqual([[], ['8']]);
      expect((await checker.check([{ ...record, gender: null }])).flat().map((f) => f.number)).toEqual(['4']);
    } finally {
      checker.close();
    }
  });
});

test.each(editions.map((e) => [e.id, e] as const))(
  'every condition of %s can be run, of checks and of what is required',
  async (_, own) => {
    const store = await RecordStore.open(own);
    await store.prepare({ databases: ['901'], source_las: ['336'] }, own.from);
    for (const { no, when, blocks } of own.checks.filter((c) => c.active)) {
      for (const sql of [when, blocks === true ? null : blocks]) {
        if (sql !== null)
          await expect(store.rows(`select count(*) from checked where ${sql}`), no).resolves.toEqual([[0n]]);
      }
    }
    for (const { path, requiredWhen } of own.fields) {
      if (requiredWhen !== null)
        await expect(store.rows(`select count(*) from checked where ${requiredWhen}`), path).resolves.toEqual(
          [[0n]],
        );
    }
    store.close();
  },
);

test('what the requirement demands is missed by a check, but for the day of verification, which no check of theirs asks for', async () => {
  const own = editionOn(editions, at);
  const demanded = recordFields(own).filter((f) => f.required === 'M');
  const missed = await checkRecords(
    own,
    demanded.map((f) => ({ ...record, [f.column!]: null })),
    context,
  );
  expect(demanded.filter((_, i) => missed[i]!.length === 0).map((f) => f.column)).toEqual(['date_verified']);
});

test('every check knows the elements that it leans on, but for the two about nodes', () => {
  const none = edition.checks.filter(
    (c) => c.active && c.level !== 'set' && c.when !== null && columnsOf(edition, c).length === 0,
  );
  expect(none.map((c) => c.no)).toEqual(['F10', '240']);
});
