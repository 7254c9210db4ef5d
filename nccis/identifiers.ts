/** Letters that stand for remainders 0 to 22 in a UPN; I, O and S are left out so that nobody reads them as digits. */
const UPN_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';

/** What is wrong with a unique pupil number (13 characters: check letter, authority, school, year, serial), or null. */
export function upnFault(upn: string): string | null {
  if (!/^[A-Z]\d{11}[\dA-Z]$/.test(upn)) return 'A UPN is a letter, eleven digits, and a digit or letter.';
  const values = [...upn.slice(1)].map((c) => (c >= 'A' ? UPN_LETTERS.indexOf(c) : Number(c)));
  if (values.includes(-1)) return 'A temporary UPN does not end in I, O or S.';
  const sum = values.reduce((total, value, i) => total + value * (i + 2), 0);
  const letter = UPN_LETTERS[sum % 23]!;
  return upn[0] === letter ? null : `The first letter does not fit the rest: it would be ${letter}.`;
}

/** What is wrong with a unique learner number (10 digits with a check digit), or null. */
export function ulnFault(uln: string): string | null {
  if (!/^[1-9]\d{9}$/.test(uln)) return 'A ULN is ten digits and does not begin with 0.';
  const sum = [...uln].reduce((total, digit, i) => total + Number(digit) * (10 - i), 0);
  return sum % 11 === 10 ? null : 'The digits of the ULN do not fit together.';
}
