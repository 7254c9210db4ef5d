const LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';

/** A unique pupil number with its check letter: LA and establishment (7 digits), year (2), serial (0-999). */
export function upn(establishmentNo: string, year: number, serial: number): string {
  const digits = `${establishmentNo}${String(year % 100).padStart(2, '0')}${String(serial).padStart(3, '0')}`;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) sum += Number(digits[i]) * (i + 2);
  return LETTERS[sum % 23]! + digits;
}

/** The unique learner number of this serial (0 up to 29,999,999): starts with 3, valid by its last digit. */
export function uln(serial: number): string {
  for (let body = 300_000_000 + serial; ; body += 30_000_000) {
    const digits = String(body);
    let sum = 0;
    for (let i = 0; i < 9; i++) sum += Number(digits[i]) * (10 - i);
    const last = (21 - (sum % 11)) % 11;
    if (last < 10) return digits + String(last); // some numbers have no valid last digit
  }
}

/** Young person's id of the return: the database's number and ours. */
export const ypid = (ref: string): string => `901${ref.padStart(10, '0')}`;

/** A short number that says nothing about who or when: the person's id, shuffled. */
export const reference = (personId: number): string =>
  String((personId * 48_271) % 9_999_991).padStart(7, '0');

/** A mobile number that Ofcom keeps for drama. */
export const mobile = (n: number): string => `07700 900${String(n % 1000).padStart(3, '0')}`;
