import { expect, test } from 'vitest';
import { returnText } from '../../app/return-text.ts';
import type { CheckReport } from '../../nccis/check/report.ts';
import type { BuiltReturn } from '../../reports/returns/nccis/build.ts';

const made: BuiltReturn = {
  file: 'x.xml',
  sha256: '0'.repeat(64),
  bytes: 1,
  records: 12,
  byStatus: { P: 9, T: 3 },
  late: {},
  edition: '2020-21',
  periodEnd: '2026-01-31',
  snapshot: '20260205-021000' as BuiltReturn['snapshot'],
  laCodes: ['336'],
};
const total = (number: string, priority: number | null, count: number): CheckReport['totals'][number] => ({
  number,
  priority,
  count,
  level: 'record',
  field: null,
  reason: `Words of ${number}.`,
  fix: '',
});
const report = (...totals: CheckReport['totals']): CheckReport => ({
  file: 'x.xml',
  edition: { id: '2020-21', title: '', status: 'active' },
  periodEnd: made.periodEnd,
  records: 12,
  refused: false,
  schema: [],
  findings: [],
  totals,
  activities: null,
  completeness: [],
  blocked: [],
  header: {},
});

test('a return that is fine says so, and nothing of late leavers or of one before it', () => {
  expect(returnText(made, report(), null)).toBe(
    "x.xml: 12 records to 2026-01-31 (P 9, T 3), edition 2020-21, valid against its schema.\nThe Department's checks find nothing.",
  );
});

test('it names each check by its words, and the errors of priority 1 on one line', () => {
  const lines = returnText(
    made,
    report(total('5', 1, 2), total('908', 3, 40), total('7', null, 1)),
    null,
  ).split('\n');
  expect(lines.slice(1)).toEqual([
    "The Department's checks find:",
    '  5  Words of 5.  (2, priority 1)',
    '  908  Words of 908.  (40, priority 3)',
    '  7  Words of 7.  (1)',
    '2 errors of priority 1 stand: correct them before the file is sent.',
    '"casehouse check nccis x.xml" says whom they concern.',
  ]);
  expect(returnText(made, report(total('908', 3, 40)), null)).toContain(
    'None of it is an error of priority 1.',
  );
  expect(returnText(made, report(total('5', 1, 1)), null)).toContain(
    '1 error of priority 1 stands: correct it',
  );
});

test('it says how many leavers are late and from which months, and which return it supersedes', () => {
  const before = {
    id: 7,
    edition: '2020-21',
    periodEnd: '2026-01-31',
    laCodes: ['336'],
    state: 'draft' as const,
    file: 'y.xml',
    sha256: '1'.repeat(64),
    snapshot: '20260204-021000',
    records: 11_597,
    madeAt: '2026-02-04T09:30:00Z',
  };
  expect(
    returnText({ ...made, late: { '2025-12': 1, '2025-11': 2 } }, report(), before)
      .split('\n')
      .slice(1, 3),
  ).toEqual([
    '3 of them left in an earlier month and were not yet reported: November 2025 2, December 2025 1.',
    'It supersedes the return for January 2026 made on 4 February 2026 at 09:30 UTC from snapshot 20260204-021000, 11,597 records.',
  ]);
});
