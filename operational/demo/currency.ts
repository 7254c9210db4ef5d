import { type DayNumber, day, months, yearOf } from './calendar.ts';

const LAPSE_AFTER: Readonly<Record<string, number>> = {
  310: 12,
  320: 12,
  330: 6,
  340: 6,
  360: 6,
  380: 6,
  381: 6,
  550: 6,
  410: 6,
  430: 6,
  440: 6,
  450: 6,
  460: 6,
  530: 3,
};
const REVIEWED = ['260', '290', '350', '616', '710'];

/** Activities that carry the day on which they are looked at again. */
export const isReviewed = (code: string): boolean => REVIEWED.includes(code);
export const isUnknown = (code: string): boolean => code.startsWith('8');
export const isNeet = (code: string): boolean => code.startsWith('6') || code === '540';

/**
 * The day on which a tracker expects a record to go out of date; null never. The generator's own reading of the rules
 * (a learner's at the end of the academic year), kept apart from the edition packs so that one can check the other.
 */
export function dueToLapse(
  code: string,
  verified: DayNumber,
  review: DayNumber | null,
  courseEnds: DayNumber | null,
): DayNumber | null {
  if (isNeet(code) || isUnknown(code)) return null;
  const year = yearOf(verified);
  let due: DayNumber;
  if (LAPSE_AFTER[code] !== undefined) due = months(verified, LAPSE_AFTER[code]);
  else if (isReviewed(code)) due = (review ?? verified) + 28;
  else due = verified <= day(year, 8, 31) ? day(year, 8, 31) : day(year + 1, 8, 31);
  return courseEnds !== null && courseEnds < due ? courseEnds : due;
}
