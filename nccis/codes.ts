import { addDays, type Day } from '../base/dates.ts';
import type { Code, Edition } from './edition.ts';

/** A code with its life over all editions; `use` says where it may stand. */
export type LastingCode = Code & { validFrom: Day | null; validTo: Day | null };

/**
 * Every code that any edition has, activities as list `eet`, in the words of the newest edition that has it.
 * A code that a later edition adds begins with that edition, one that it withdraws ends the day before, unless dates are given.
 */
export function lastingCodes(editions: Edition[]): LastingCode[] {
  const known = new Map<string, LastingCode>();
  editions.forEach((edition, i) => {
    const codes = [...activityCodes(edition), ...edition.codes];
    const here = new Set(codes.map(keyOf));
    for (const [key, code] of known) {
      if (!here.has(key)) code.validTo ??= addDays(edition.from, -1);
    }
    for (const code of codes) {
      const earlier = known.get(keyOf(code));
      const since = i === 0 ? null : edition.from;
      known.set(keyOf(code), { ...code, validFrom: code.validFrom ?? (earlier ? earlier.validFrom : since) });
    }
  });
  return [...known.values()];
}

/** The activities of an edition as codes of list `eet`. */
export const activityCodes = (edition: Edition): Code[] =>
  edition.activities.map((a, i) => ({
    set: 'eet',
    code: a.code,
    label: a.label,
    group: a.tableGroup,
    use: 'return',
    validFrom: a.validFrom,
    validTo: a.validTo,
    replacedBy: a.replacedBy,
    sensitivity: 1,
    confidence: a.confidence,
    sort: i + 1,
  }));

const keyOf = (code: Code): string => `${code.set} ${code.code}`;
