import type { Matching } from '../profile.ts';
import { compareNames, letters, type NameVerdict } from './names.ts';

/** What a row says of its person. */
export interface Sought {
  given_name: string | null;
  family_name: string | null;
  dob: string | null;
  postcode: string | null;
  UPN: string | null;
  ULN: string | null;
  YPID: string | null;
}

/** What the store holds of somebody who could be meant. `names` also has those of records that were joined to this one. */
export interface Held {
  id: number;
  names: readonly { given: string; family: string; knownAs: string | null; born: string }[];
  /** Of the present homes first, then of former ones. */
  postcodes: { now: readonly string[]; former: readonly string[] };
  numbers: { UPN: readonly string[]; ULN: readonly string[]; YPID: readonly string[] };
}

export type Field = 'given_name' | 'family_name' | 'dob' | 'postcode' | 'UPN' | 'ULN' | 'YPID';
export type Verdict = NameVerdict | 'known_as' | 'swapped' | 'former' | 'missing';

/** How far a row and a person agree: points in all, and field by field. */
export interface Comparison {
  score: number;
  verdicts: Partial<Record<Field, Verdict>>;
}

/** Compares a row with a person, by the name of theirs that fits best. */
export function compare(sought: Sought, held: Held, points: Matching): Comparison {
  let best: Comparison | null = null;
  for (const name of held.names) {
    const found = compareName(sought, name, points);
    if (best === null || found.score > best.score) best = found;
  }
  const { score, verdicts } = best!;
  const place = postcodeVerdict(sought.postcode, held);
  const numbers = numberVerdicts(sought, held);
  const clash = Object.values(numbers).includes('different') ? points.numbers.different : 0;
  return {
    score: score + points.postcode[place] + clash,
    verdicts: { ...verdicts, postcode: place, ...numbers },
  };
}

/** Compares a row with one name and date of birth of a person. */
export function compareName(
  { given_name: given, family_name: family, dob }: Sought,
  name: Held['names'][number],
  points: Matching,
): Comparison {
  const born = birthVerdict(dob, name.born);
  if (given === null || family === null) {
    const score = points.names.missing + points.date_of_birth[born];
    return { score, verdicts: { given_name: 'missing', family_name: 'missing', dob: born } };
  }
  const g = givenVerdict(given, name);
  const compared = compareNames(family, name.family);
  const f = compared === 'initial' ? 'different' : compared;
  const straight = points.given_name[g] + points.family_name[f];
  const isSwapped = letters(given) === letters(name.family) && letters(family) === letters(name.given);
  if (isSwapped && points.names.swapped > straight) {
    const score = points.names.swapped + points.date_of_birth[born];
    return { score, verdicts: { given_name: 'swapped', family_name: 'swapped', dob: born } };
  }
  return {
    score: straight + points.date_of_birth[born],
    verdicts: { given_name: g, family_name: f, dob: born },
  };
}

function givenVerdict(given: string, name: Held['names'][number]): NameVerdict | 'known_as' {
  const verdict = compareNames(given, name.given);
  if (verdict === 'same' || name.knownAs === null) return verdict;
  return letters(given) === letters(name.knownAs) ? 'known_as' : verdict;
}

function birthVerdict(a: string | null, b: string): 'same' | 'swapped' | 'similar' | 'different' | 'missing' {
  if (a === null) return 'missing';
  if (a === b) return 'same';
  if (a === swapDay(b)) return 'swapped';
  const off = [...a].filter((c, i) => c !== b[i]).length;
  return off === 1 ? 'similar' : 'different';
}

/** The day with its day and month changed over; also of one that is then no day. */
export const swapDay = (day: string): string => `${day.slice(0, 5)}${day.slice(8)}-${day.slice(5, 7)}`;

function postcodeVerdict(postcode: string | null, held: Held): 'same' | 'former' | 'different' | 'missing' {
  const { now, former } = held.postcodes;
  if (postcode === null || isNoPlace(postcode) || now.length + former.length === 0) return 'missing';
  if (now.includes(postcode)) return 'same';
  if (former.includes(postcode)) return 'former';
  return now.every(isNoPlace) ? 'missing' : 'different';
}

/** The postcode that stands for none. */
export const isNoPlace = (postcode: string): boolean => postcode.startsWith('ZZ99');

function numberVerdicts(sought: Sought, held: Held): Partial<Record<Field, Verdict>> {
  const verdicts: Partial<Record<Field, Verdict>> = {};
  for (const kind of ['UPN', 'ULN', 'YPID'] as const) {
    const value = sought[kind];
    if (value === null || held.numbers[kind].length === 0) continue;
    verdicts[kind] = held.numbers[kind].includes(value) ? 'same' : 'different';
  }
  return verdicts;
}

/** The points of somebody who agrees in everything. */
export const mostPoints = (points: Matching): number => {
  const most = (of: Readonly<Record<string, number>>) => Math.max(...Object.values(of));
  const names = Math.max(most(points.given_name) + most(points.family_name), most(points.names));
  return names + most(points.date_of_birth) + most(points.postcode) + Math.max(0, points.numbers.different);
};

/**
 * Whether too little speaks for this person for a number alone to decide. Another given name always asks: with family name, date of
 * birth and place alike it is as likely a twin's number as a new name.
 */
export const isStranger = ({
  verdicts: { given_name: given, family_name: family, dob },
}: Comparison): boolean => given === 'different' || (dob === 'different' && family === 'different');

/** The points by name, date of birth and place alone: who else a row is about does not hang on the number that is in doubt. */
export const pointsWithoutNumbers = ({ score, verdicts }: Comparison, points: Matching): number =>
  [verdicts.UPN, verdicts.ULN, verdicts.YPID].includes('different')
    ? score - points.numbers.different
    : score;
