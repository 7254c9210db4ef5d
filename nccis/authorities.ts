import type { Day } from '../base/dates.ts';
import type { Edition, La } from './edition.ts';

/** The authority of an ONS code, present or former; null when an edition knows none. */
export function authorityOfOns(edition: Edition, onsCode: string): La | null {
  const former = edition.formerOnsCodes.find((f) => f.onsCode === onsCode)?.code;
  return edition.las.find((la) => la.onsCode === onsCode || la.code === former) ?? null;
}

/** The ONS code that an authority had on a day; null for a pseudo code and one that is not known. */
export function onsCodeOn(edition: Edition, code: string, day: Day): string | null {
  const former = edition.formerOnsCodes
    .filter((f) => f.code === code && day <= f.to)
    .sort((a, b) => (a.to < b.to ? -1 : 1))[0];
  return former?.onsCode ?? edition.las.find((la) => la.code === code)?.onsCode ?? null;
}

/** The authorities that an authority's area belongs to on a day: itself, or its successors and theirs. */
export function successorsOn(edition: Edition, code: string, day: Day): string[] {
  const la = edition.las.find((l) => l.code === code);
  if (!la || la.to === null || day <= la.to) return [code];
  return [...new Set(la.successors.flatMap((next) => successorsOn(edition, next, day)))].sort();
}
