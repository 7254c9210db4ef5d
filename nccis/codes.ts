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

/**
 * A list's own code for what others wrote, by an edition: the code itself in any case, or the one that it begins with where the list's
 * codes begin longer ones (the six letters of a school census ethnicity). Null when the list has none; a local or withdrawn code stays.
 */
export function ownCode(edition: Edition, set: string, given: string): string | null {
  const codes = new Set(
    [...activityCodes(edition), ...edition.codes]
      .filter((c) => c.set === set && c.use !== 'refused')
      .map((c) => c.code),
  );
  const text = given.trim().toUpperCase();
  if (codes.has(text)) return text;
  const length = edition.sets.find((s) => s.set === set)?.beginsLongerCodes ?? null;
  const start = length === null || text.length <= length ? null : text.slice(0, length);
  return start !== null && codes.has(start) ? start : null;
}

/** DfE's number for a value that is not in a list, by the edition of a day; null when DfE has none. */
export const numberOfList = (editions: readonly Edition[], set: string, day: Day): string | null =>
  (editions.findLast((e) => e.from <= day) ?? editions[0])?.sets.find((s) => s.set === set)?.check ?? null;

/**
 * DfE's number of the check of a column that finds what is named: that it is empty, that its form is wrong, or the part of the check's
 * condition given as text. By one edition; null when DfE has none.
 */
export function numberOfCheck(
  edition: Edition,
  column: string,
  fault: 'empty' | 'form' | { condition: string },
): string | null {
  if (fault === 'form') return edition.forms.find((f) => f.column === column)?.check ?? null;
  const element = edition.fields.find((f) => f.column === column)?.element;
  const finds = (when: string) =>
    fault === 'empty'
      ? new RegExp(`\\b${column}(_day)? is null\\b`).test(when)
      : when.includes(fault.condition);
  const found = edition.checks.find(
    (c) => c.active && c.level === 'record' && c.field === element && c.when !== null && finds(c.when),
  );
  return found?.no ?? null;
}

const keyOf = (code: Code): string => `${code.set} ${code.code}`;
