import type { Matching, Profile } from '../profile.ts';
import {
  type Comparison,
  compare,
  type Field,
  type Held,
  isStranger,
  pointsWithoutNumbers,
  type Sought,
  type Verdict,
} from './compare.ts';

/** Somebody who could be meant: points, and the fields that agree and that don't. */
export interface Candidate {
  person_id: number;
  score: number;
  verdicts: Partial<Record<Field, Verdict>>;
}

/** What became of the search for a row's person. */
export type Matched =
  | { basis: 'number' | 'name'; personId: number; score: number; candidates: Candidate[] }
  | { basis: 'new'; candidates: Candidate[] }
  | { basis: null; reason: string; candidates: Candidate[] };

const MOST = 8;

/**
 * Who a row is about: by number first, then by name, date of birth and postcode. One who is sure and clear of the next is taken; of
 * everybody else the reason says why a person must look. `byNumber` are those who hold a number of the row.
 */
export function decideMatch(
  sought: Sought,
  found: { byNumber: readonly Held[]; others: readonly Held[] },
  rules: { profile: Profile; matching: Matching },
): Matched {
  const { profile, matching } = rules;
  const bound = { ...matching.tolerance, ...profile.match.tolerance };
  const everybody = new Map([...found.byNumber, ...found.others].map((held) => [held.id, held]));
  const scored = [...everybody.values()]
    .map((held) => ({ person_id: held.id, ...compare(sought, held, matching) }))
    .sort((a, b) => b.score - a.score || a.person_id - b.person_id);
  const numbered = new Set(found.byNumber.map((held) => held.id));
  const candidates = scored
    .filter((c) => numbered.has(c.person_id) || c.score >= bound.candidates)
    .slice(0, MOST);
  if (numbered.size > 0) return byNumber(candidates, numbered, { ...matching, tolerance: bound });
  if (!profile.match.names)
    return { basis: null, reason: 'Nobody in the store has its number.', candidates: [] };
  if (!sought.given_name || !sought.family_name || !sought.dob)
    return {
      basis: null,
      reason: 'It has no number that is known here, and no whole name and date of birth to look by.',
      candidates,
    };
  const [best, second] = candidates;
  if (best && best.score >= bound.sure && (!second || best.score - second.score >= bound.clear))
    return { basis: 'name', personId: best.person_id, score: best.score, candidates };
  if (candidates.length > 0) return { basis: null, reason: doubt(candidates, bound.sure), candidates };
  if (profile.match.unmatched === 'create') return { basis: 'new', candidates };
  return { basis: null, reason: 'Nobody in the store resembles it.', candidates };
}

type Scored = Candidate & Comparison;

function byNumber(candidates: Scored[], numbered: ReadonlySet<number>, points: Matching): Matched {
  if (numbered.size > 1)
    return { basis: null, reason: `Its numbers are those of ${numbered.size} people.`, candidates };
  const [id] = numbered;
  const holder = candidates.find((c) => c.person_id === id)!;
  // The other's own number differs, of course, when two people's numbers were changed over: that speaks for neither.
  const least = Math.min(points.tolerance.sure, holder.score + points.tolerance.clear);
  const better = candidates.find((c) => {
    const agrees = pointsWithoutNumbers(c, points);
    return c !== holder && agrees > holder.score && agrees >= least;
  });
  if (better)
    return {
      basis: null,
      reason: 'The number is one person’s, the name and date of birth are another’s.',
      candidates,
    };
  if (isStranger(holder))
    return { basis: null, reason: `The number is that of someone with ${strange(holder)}.`, candidates };
  return { basis: 'number', personId: holder.person_id, score: holder.score, candidates };
}

/** What of a number's holder is not as the row says. */
const strange = ({ verdicts: { family_name: family, dob } }: Scored): string => {
  if (dob === 'different') return 'another name and another date of birth';
  return family === 'different' ? 'other names' : 'another given name';
};

const doubt = (candidates: readonly Candidate[], sure: number): string => {
  if (candidates.length === 1)
    return 'It resembles somebody in the store, but not surely enough to be taken without asking.';
  const close = candidates.filter((c) => c.score >= sure).length;
  return close > 1
    ? `It fits ${close} people equally well.`
    : `It resembles ${candidates.length} people in the store.`;
};
