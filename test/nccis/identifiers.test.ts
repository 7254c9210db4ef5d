import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isTemporaryUpn, isUkprn, isUln, isUpn, upnCheckLetter } from '../../nccis/identifiers.ts';

test.each(['B801200005001', 'P207000016049', 'A336999915001', 'L33699991500A'])(
  '%s is a unique pupil number',
  (upn) => {
    expect(isUpn(upn)).toBe(true);
  },
);

test.each([
  'Q207000016049',
  'B801200005002',
  'B80120000500',
  'b801200005001',
  'A33699991500I',
  'B8012000050011',
  '',
])('%s is not a unique pupil number', (upn) => {
  expect(isUpn(upn)).toBe(false);
});

test('a temporary unique pupil number is told by its last letter', () => {
  expect(isTemporaryUpn('L33699991500A')).toBe(true);
  expect(isTemporaryUpn('A336999915001')).toBe(false);
});

test('one wrong digit of a unique pupil number is always found', () => {
  const digit = fc.integer({ min: 0, max: 9 });
  fc.assert(
    fc.property(fc.array(digit, { minLength: 12, maxLength: 12 }), fc.nat(11), digit, (digits, at, other) => {
      fc.pre(digits[at] !== other);
      const letter = upnCheckLetter(digits.join(''))!;
      expect(isUpn(letter + digits.join(''))).toBe(true);
      expect(isUpn(letter + digits.with(at, other).join(''))).toBe(false);
    }),
  );
});

test.each(['9276308686', '3000000010', '3000000029', '3000000037'])(
  '%s is a unique learner number',
  (uln) => {
    expect(isUln(uln)).toBe(true);
  },
);

test.each(['9999999999', '0000000010', '9276308687', '927630868', '3000000011'])(
  '%s is not a unique learner number',
  (uln) => {
    expect(isUln(uln)).toBe(false);
  },
);

test('a provider reference number has eight digits and begins with 1', () => {
  expect([isUkprn('10003674'), isUkprn('20003674'), isUkprn('1000367')]).toEqual([true, false, false]);
});
