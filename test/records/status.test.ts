import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadEditions } from '../../nccis/editions.ts';
import {
  heldStatus,
  monthOn,
  sentStatus,
  type StatusFacts,
  statusCodes,
  UNTOLD,
} from '../../operational/cohorts/status.ts';

const edition = loadEditions().at(-1)!;
const codes = statusCodes(edition);
const { order } = edition.statusPrecedence;
const facts = fc.record<StatusFacts>({
  deceased: fc.boolean(),
  duplicate: fc.boolean(),
  leftEngland: fc.boolean(),
  transferred: fc.boolean(),
  planCeased: fc.boolean(),
  pastAge: fc.boolean(),
  covered: fc.boolean(),
});
const NOTHING: StatusFacts = {
  ...{ deceased: false, duplicate: false, leftEngland: false, transferred: false },
  ...{ planCeased: false, pastAge: false, covered: false },
};

// A naive model, written from the words of the requirement: a ladder of ifs, and a list of all that was ever sent.
function naiveHeld(f: StatusFacts): string {
  if (f.deceased) return 'D';
  if (f.duplicate) return 'M';
  if (f.leftEngland) return 'E';
  if (f.transferred) return 'T';
  if (f.planCeased) return 'L';
  if (f.pastAge) return 'A';
  return 'P';
}
function naiveSent(f: StatusFacts): string {
  const held = naiveHeld(f);
  if (held === 'P' || held === 'D') return held;
  return f.covered ? 'G' : held;
}
function naiveMonths(months: StatusFacts[]): (string | null)[] {
  const sent: (string | null)[] = [];
  for (const month of months) {
    const now = naiveSent(month);
    const last = sent.filter((s) => s !== null).at(-1);
    const gone = last !== undefined && 'ATLEMD'.includes(last);
    sent.push('ATLEMD'.includes(now) && gone ? null : now);
  }
  return sent;
}

test('the status that holds and the one that is sent, against the ladder of the words', () => {
  fc.assert(
    fc.property(facts, (f) => {
      expect(heldStatus(f, codes, order)).toBe(naiveHeld(f));
      expect(sentStatus(f, codes, order)).toBe(naiveSent(f));
    }),
    { numRuns: 500 },
  );
});

test('month by month: leavers once, back to the cohort, under the Guarantee while it is open', () => {
  fc.assert(
    fc.property(fc.array(facts, { maxLength: 24 }), (months) => {
      let told = UNTOLD;
      const sent = months.map((f) => {
        const step = monthOn(told, f, codes, order);
        told = step.told;
        return step.sent;
      });
      expect(sent).toEqual(naiveMonths(months));
    }),
    { numRuns: 500 },
  );
});

test('worked: moved away in March, back in June; covered until October, then gone once', () => {
  const run = (months: Partial<StatusFacts>[]) => {
    let told = UNTOLD;
    return months.map((f) => {
      const step = monthOn(told, { ...NOTHING, ...f }, codes, order);
      told = step.told;
      return step.sent;
    });
  };
  expect(
    run([{}, { transferred: true }, { transferred: true }, {}, { deceased: true }, { deceased: true }]),
  ).toEqual(['P', 'T', null, 'P', 'D', null]);
  const away = { transferred: true, covered: true };
  expect(run([{}, away, away, { transferred: true }, { transferred: true }])).toEqual([
    'P',
    'G',
    'G',
    'T',
    null,
  ]);
});

test('the order is the edition’s: with another order another status holds', () => {
  const both = { ...NOTHING, transferred: true, pastAge: true };
  expect(heldStatus(both, codes, order)).toBe('T');
  expect(heldStatus(both, codes, [...order].reverse())).toBe('A');
});
