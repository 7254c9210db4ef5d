/** Letters that close or begin a unique pupil number: I, O and S are left out. Source: Government Data Standards Catalogue, UPN 2.0. */
const UPN_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';

/**
 * The check letter of a unique pupil number's characters 2 to 13 (twelve digits, or eleven and the letter of a temporary number);
 * null when they aren't that.
 */
export function upnCheckLetter(rest: string): string | null {
  if (!/^\d{11}[\dA-HJ-NP-RT-Z]$/.test(rest)) return null;
  const sum = [...rest].reduce(
    (total, c, i) => total + (i + 2) * (/\d/.test(c) ? Number(c) : UPN_LETTERS.indexOf(c)),
    0,
  );
  return UPN_LETTERS[sum % UPN_LETTERS.length]!;
}

/** Whether a text is a unique pupil number with the right check letter. */
export const isUpn = (text: string): boolean =>
  text.length === 13 && upnCheckLetter(text.slice(1)) === text[0];

/** Whether a text is a temporary unique pupil number (its last character is a letter) with the right check letter. */
export const isTemporaryUpn = (text: string): boolean => isUpn(text) && /[A-Z]$/.test(text);

/**
 * Whether a text is a unique learner number: ten digits, the first not 0, whose sum with the weights 10 to 1 leaves 10 on division by
 * 11. The placeholder 9999999999 is none. Source: HESA, ULN.
 */
export function isUln(text: string): boolean {
  if (!/^[1-9]\d{9}$/.test(text)) return false;
  const sum = [...text].reduce((total, c, i) => total + (10 - i) * Number(c), 0);
  return sum % 11 === 10;
}

/** Whether a text is a UK provider reference number: eight digits, the first 1. */
export const isUkprn = (text: string): boolean => /^1\d{7}$/.test(text);

/** What is wrong with a unique pupil number, in words for whoever typed it; null when nothing is. */
export function upnFault(upn: string): string | null {
  if (!/^[A-Z]\d{11}[\dA-Z]$/.test(upn)) return 'A UPN is a letter, eleven digits, and a digit or letter.';
  const letter = upnCheckLetter(upn.slice(1));
  if (letter === null) return 'A temporary UPN does not end in I, O or S.';
  return upn[0] === letter ? null : `The first letter does not fit the rest: it would be ${letter}.`;
}

/** What is wrong with a unique learner number, in words for whoever typed it; null when nothing is. */
export function ulnFault(uln: string): string | null {
  if (!/^[1-9]\d{9}$/.test(uln)) return 'A ULN is ten digits and does not begin with 0.';
  return isUln(uln) ? null : 'The digits of the ULN do not fit together.';
}
