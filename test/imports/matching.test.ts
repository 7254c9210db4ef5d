import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compare, type Held, type Sought } from '../../operational/imports/match/compare.ts';
import { decideMatch } from '../../operational/imports/match/decide.ts';
import { loadMatching, loadProfile } from '../../operational/imports/profile.ts';

const rules = { profile: loadProfile('education-starters'), matching: loadMatching() };

const sought = (given: string, family: string, dob: string, more: Partial<Sought> = {}): Sought => ({
  given_name: given,
  family_name: family,
  dob,
  postcode: 'WV1 1AA',
  UPN: null,
  ULN: null,
  YPID: null,
  ...more,
});
const held = (
  id: number,
  given: string,
  family: string,
  born: string,
  more: Partial<Held> & { knownAs?: string } = {},
): Held => ({
  id,
  names: [{ given, family, knownAs: more.knownAs ?? null, born }],
  postcodes: more.postcodes ?? { now: ['WV1 1AA'], former: [] },
  numbers: more.numbers ?? { UPN: [], ULN: [], YPID: [] },
});
const among = (row: Sought, ...people: Held[]) => decideMatch(row, { byNumber: [], others: people }, rules);

describe('one person and one row', () => {
  // worked by hand from matching.yaml: name 30 + 30, date of birth 30, postcode 20; sure is 90
  test.each<[string, Sought, Held, number, 'name' | null]>([
    ['all agrees', sought('Asha', 'Khan', '2008-10-01'), held(1, 'Asha', 'Khan', '2008-10-01'), 110, 'name'],
    [
      'capitals, accents, hyphen, apostrophe',
      sought('ZOE-MARIE', "O'BRIEN", '2008-10-01'),
      held(1, 'Zoë Marie', 'O’Brien', '2008-10-01'),
      110,
      'name',
    ],
    [
      'called by another name',
      sought('Bob', 'Khan', '2008-10-01'),
      held(1, 'Robert', 'Khan', '2008-10-01', { knownAs: 'Bob' }),
      107,
      'name',
    ],
    [
      'names the other way round',
      sought('Khan', 'Asha', '2008-10-01'),
      held(1, 'Asha', 'Khan', '2008-10-01'),
      100,
      'name',
    ],
    [
      'half of a double name',
      sought('Asha', 'Khan', '2008-10-01'),
      held(1, 'Asha', 'Khan-Lee', '2008-10-01'),
      98,
      'name',
    ],
    [
      'a slip in the family name',
      sought('Asha', 'Kahn', '2008-10-01'),
      held(1, 'Asha', 'Khan', '2008-10-01'),
      98,
      'name',
    ],
    [
      'day and month changed over',
      sought('Asha', 'Khan', '2008-01-10'),
      held(1, 'Asha', 'Khan', '2008-10-01'),
      102,
      'name',
    ],
    [
      'a former home',
      sought('Asha', 'Khan', '2008-10-01'),
      held(1, 'Asha', 'Khan', '2008-10-01', { postcodes: { now: ['WV9 9ZZ'], former: ['WV1 1AA'] } }),
      106,
      'name',
    ],
    [
      'no postcode given',
      sought('Asha', 'Khan', '2008-10-01', { postcode: null }),
      held(1, 'Asha', 'Khan', '2008-10-01'),
      90,
      'name',
    ],
    [
      'no place known',
      sought('Asha', 'Khan', '2008-10-01', { postcode: 'ZZ99 9ZZ' }),
      held(1, 'Asha', 'Khan', '2008-10-01'),
      90,
      'name',
    ],
    [
      'another home',
      sought('Asha', 'Khan', '2008-10-01', { postcode: 'WV2 2BB' }),
      held(1, 'Asha', 'Khan', '2008-10-01'),
      80,
      null,
    ],
    [
      'a slip in the given name, as twins have',
      sought('Aisha', 'Khan', '2008-10-01'),
      held(1, 'Asha', 'Khan', '2008-10-01'),
      88,
      null,
    ],
    [
      'one digit of the date of birth',
      sought('Asha', 'Khan', '2008-10-02'),
      held(1, 'Asha', 'Khan', '2008-10-01'),
      89,
      null,
    ],
    [
      'another UPN',
      sought('Asha', 'Khan', '2008-10-01', { UPN: 'B336999915001' }),
      held(1, 'Asha', 'Khan', '2008-10-01', { numbers: { UPN: ['A336999915001'], ULN: [], YPID: [] } }),
      85,
      null,
    ],
    ['an initial', sought('A', 'Khan', '2008-10-01'), held(1, 'Asha', 'Khan', '2008-10-01'), 85, null],
    [
      'a brother or sister',
      sought('Bilal', 'Khan', '2010-03-07'),
      held(1, 'Asha', 'Khan', '2008-10-01'),
      -40,
      null,
    ],
  ])('%s', (_, row, person, score, basis) => {
    expect(compare(row, person, rules.matching).score).toBe(score);
    expect(among(row, person).basis).toBe(basis);
  });
});

describe('several people', () => {
  test('two who fit equally are asked about, side by side', () => {
    const found = among(
      sought('Asha', 'Khan', '2008-10-01'),
      held(1, 'Asha', 'Khan', '2008-10-01'),
      held(2, 'Asha', 'Khan', '2008-10-01'),
    );
    expect(found).toMatchObject({ basis: null, reason: 'It fits 2 people equally well.' });
    expect(found.candidates.map((c) => c.person_id)).toEqual([1, 2]);
  });

  test('a number decides, unless name and date of birth are another’s or both differ', () => {
    const row = sought('Asha', 'Khan', '2008-10-01', { UPN: 'A336999915001' });
    const numbers = { UPN: ['A336999915001'], ULN: [], YPID: [] };
    const by = (holder: Held, ...others: Held[]) => decideMatch(row, { byNumber: [holder], others }, rules);
    expect(by(held(1, 'Asha', 'Khan', '2008-10-01', { numbers }))).toMatchObject({
      basis: 'number',
      personId: 1,
    });
    // married, and a slip in the date of birth: one of the two may differ
    expect(by(held(1, 'Asha', 'Lee', '2008-10-01', { numbers })).basis).toBe('number');
    expect(by(held(1, 'Asha', 'Khan', '2009-11-11', { numbers })).basis).toBe('number');
    expect(by(held(1, 'Bilal', 'Lee', '2010-03-07', { numbers }))).toMatchObject({
      basis: null,
      reason: expect.stringMatching(/another name and another date of birth/),
    });
    // the wrong twin's number, the right twin being unknown here
    expect(by(held(1, 'Bilal', 'Khan', '2008-10-01', { numbers }))).toMatchObject({
      basis: null,
      reason: expect.stringMatching(/another given name/),
    });
    // the number was given to the wrong twin
    expect(
      by(held(1, 'Bilal', 'Khan', '2008-10-01', { numbers }), held(2, 'Asha', 'Khan', '2008-10-01')),
    ).toMatchObject({ basis: null, reason: expect.stringMatching(/one person’s/) });
    // the twins' numbers were changed over: each has one of their own; also after a move, and without a postcode
    const own = { UPN: ['B336999915001'], ULN: [], YPID: [] };
    for (const postcode of ['WV1 1AA', 'WV9 9ZZ', null])
      for (const given of ['Bilal', 'Aisha'])
        expect(
          decideMatch(
            { ...row, postcode },
            {
              byNumber: [held(1, given, 'Khan', '2008-10-01', { numbers })],
              others: [held(2, 'Asha', 'Khan', '2008-10-01', { numbers: own })],
            },
            rules,
          ),
        ).toMatchObject({ basis: null, reason: expect.stringMatching(/one person’s/) });
    // the twin beside the rightful holder is no doubt
    expect(
      by(
        held(1, 'Asha', 'Khan', '2008-10-01', { numbers }),
        held(2, 'Bilal', 'Khan', '2008-10-01', { numbers: own }),
      ),
    ).toMatchObject({ basis: 'number', personId: 1 });
    // both names are others', and the date of birth is not the same either
    for (const dob of ['2008-10-02', '2008-01-10', null])
      expect(
        decideMatch(
          { ...row, dob },
          { byNumber: [held(1, 'Bilal', 'Lee', '2008-10-01', { numbers })], others: [] },
          rules,
        ),
      ).toMatchObject({ basis: null, reason: 'The number is that of someone with other names.' });
    expect(
      decideMatch(
        row,
        {
          byNumber: [
            held(1, 'Asha', 'Khan', '2008-10-01', { numbers }),
            held(2, 'Ben', 'Lee', '2008-10-01', { numbers }),
          ],
          others: [],
        },
        rules,
      ),
    ).toMatchObject({ basis: null, reason: 'Its numbers are those of 2 people.' });
  });
});

describe('a planted person', () => {
  const letter = fc.constantFrom(...'abdeiklmnorst');
  const name = fc
    .string({ unit: letter, minLength: 3, maxLength: 8 })
    .map((t) => t[0]!.toUpperCase() + t.slice(1));
  const day = fc
    .integer({ min: 0, max: 400 })
    .map((n) => new Date(Date.UTC(2008, 8, 1) + n * 86_400_000).toISOString().slice(0, 10));
  const postcode = fc.constantFrom('WV1 1AA', 'WV1 1AB', 'WV2 2BB');
  const person = fc.record({
    given: name,
    family: fc.oneof(name, fc.constantFrom('Khan', 'Lee')),
    born: day,
    postcode,
  });
  /** What senders do to a name or a day. */
  const slips: Record<string, (row: Sought) => Sought> = {
    none: (row) => row,
    capitals: (row) => ({
      ...row,
      given_name: row.given_name!.toUpperCase(),
      family_name: row.family_name!.toUpperCase(),
    }),
    swapped: (row) => ({ ...row, given_name: row.family_name, family_name: row.given_name }),
    family: (row) => ({ ...row, family_name: `${row.family_name}x` }),
    given: (row) => ({ ...row, given_name: row.given_name!.slice(0, -1) }),
    moved: (row) => ({ ...row, postcode: 'WV9 9ZZ' }),
    unplaced: (row) => ({ ...row, postcode: null }),
    born: (row) => ({ ...row, dob: row.dob!.replace(/.$/, (c) => String((Number(c) + 1) % 10)) }),
  };

  test('is found or asked about, and what is said of them is never taken for somebody else', () => {
    const outcomes = { found: 0, asked: 0 };
    fc.assert(
      fc.property(
        fc.array(person, { minLength: 1, maxLength: 30 }),
        fc.nat(),
        fc.constantFrom(...Object.keys(slips)),
        (people, n, slip) => {
          const store = people.map((p, i) =>
            held(i + 1, p.given, p.family, p.born, { postcodes: { now: [p.postcode], former: [] } }),
          );
          const planted = n % people.length;
          const p = people[planted]!;
          const row = slips[slip]!(sought(p.given, p.family, p.born, { postcode: p.postcode }));
          const found = among(row, ...store);
          if (found.basis === null) {
            outcomes.asked++;
            return;
          }
          outcomes.found++;
          expect(found).toMatchObject({ basis: 'name', personId: planted + 1 });
        },
      ),
      { numRuns: 1500, seed: 7 },
    );
    // neither way out is empty, or the property would say nothing
    expect(Math.min(outcomes.found, outcomes.asked)).toBeGreaterThan(200);
  });
});
