import { addDays, addMonths, type Day } from '../base/dates.ts';
import type { CurrencyRule } from './edition.ts';

/** The dates of an activity that its currency follows from. */
export type CurrencyDates = { verified: Day | null; review: Day | null; courseEnd: Day | null };

/**
 * The day on which a record goes out of date unless it is verified again; null when it never does, or when the date that the rule
 * starts from is missing. The warehouse works out the same in SQL; tests hold the two against each other. Source: nccis.md 4.3.
 */
export function dueToLapse(
  rule: CurrencyRule | null,
  { verified, review, courseEnd }: CurrencyDates,
): Day | null {
  const due = rule === null ? null : uncapped(rule, verified, review);
  return due !== null && rule!.capAtCourseEnd && courseEnd !== null && courseEnd < due ? courseEnd : due;
}

function uncapped(rule: CurrencyRule, verified: Day | null, review: Day | null): Day | null {
  switch (rule.kind) {
    case 'YEAR_END':
      return verified === null ? null : yearEnd(verified);
    case 'MONTHS':
      return verified === null ? null : addMonths(verified, rule.n!);
    case 'REVIEW_PLUS_DAYS':
      return review === null ? null : addDays(review, rule.n!);
  }
}

/** 31 August on or after a day. */
function yearEnd(day: Day): Day {
  const end = `${day.slice(0, 4)}-08-31`;
  return day <= end ? end : `${Number(day.slice(0, 4)) + 1}-08-31`;
}

/** Whether a record has lapsed at a period end: on its last day it still holds. */
export const hasLapsed = (due: Day | null, periodEnd: Day): boolean => due !== null && due < periodEnd;
