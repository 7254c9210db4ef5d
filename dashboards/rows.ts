// Written by "casehouse report types". Do not edit: a test holds it to the catalogue.
import type { Symbol_ } from '../reports/result.ts';

/** A row of neet-by-month 2.0.0. */
export interface NeetByMonthRow {
  from_month?: string | Symbol_ | null;
  month_end: string | Symbol_ | null;
  group_name?: string | Symbol_ | null;
  months?: number | Symbol_ | null;
  cohort?: number | Symbol_ | null;
  cohort_mean?: number | Symbol_ | null;
  neet?: number | Symbol_ | null;
  neet_mean?: number | Symbol_ | null;
  neet_rate: number | Symbol_ | null;
  nk?: number | Symbol_ | null;
  nk_mean?: number | Symbol_ | null;
  nk_rate: number | Symbol_ | null;
  neet_nk?: number | Symbol_ | null;
  neet_nk_mean?: number | Symbol_ | null;
  neet_nk_rate: number | Symbol_ | null;
  eet?: number | Symbol_ | null;
  participating?: number | Symbol_ | null;
  participation_rate: number | Symbol_ | null;
}

/** What neet-by-month may be asked for. */
export interface NeetByMonthParams {
  from?: string;
  to?: string;
  period?: 'month' | 'quarter' | 'academic-year' | 'dfe';
  by?:
    | 'none'
    | 'age'
    | 'gender'
    | 'ethnic-group'
    | 'ethnicity'
    | 'sen'
    | 'ward'
    | 'imd-decile'
    | 'locality'
    | 'school'
    | 'provider'
    | 'level-of-need'
    | 'vulnerable'
    | 'caseworker'
    | 'team';
  ward?: string;
}

/** A row of joiners-and-leavers 1.0.0. */
export interface JoinersAndLeaversRow {
  month_end: string | Symbol_ | null;
  opening: number | Symbol_ | null;
  joiners: number | Symbol_ | null;
  from_education?: number | Symbol_ | null;
  from_employment?: number | Symbol_ | null;
  from_training?: number | Symbol_ | null;
  from_re_engagement?: number | Symbol_ | null;
  from_not_known?: number | Symbol_ | null;
  from_outside?: number | Symbol_ | null;
  leavers: number | Symbol_ | null;
  to_education?: number | Symbol_ | null;
  to_employment?: number | Symbol_ | null;
  to_training?: number | Symbol_ | null;
  to_re_engagement?: number | Symbol_ | null;
  to_not_known?: number | Symbol_ | null;
  to_outside?: number | Symbol_ | null;
  closing: number | Symbol_ | null;
}

/** What joiners-and-leavers may be asked for. */
export interface JoinersAndLeaversParams {
  from?: string;
  to?: string;
  show?: 'summary' | 'destinations';
}

/** A row of national-comparison 2.0.0. */
export interface NationalComparisonRow {
  measure: string | Symbol_ | null;
  measure_label: string | Symbol_ | null;
  area_level: string | Symbol_ | null;
  area_code: string | Symbol_ | null;
  area_name: string | Symbol_ | null;
  rank: number | Symbol_ | null;
  period_label: string | Symbol_ | null;
  value: number | Symbol_ | null;
  published: string | Symbol_ | null;
}

/** What national-comparison may be asked for. */
export interface NationalComparisonParams {
  year?: string;
  model?: '2021' | '2025';
  measures?:
    | 'all'
    | 'neet_nk_percent'
    | 'neet_percent'
    | 'nk_percent'
    | 'participation_percent'
    | 'fte_percent'
    | 'apprenticeship_percent'
    | 'other_participation_percent'
    | 'guarantee_percent';
  areas?: 'all' | 'summary';
}

/** A row of september-guarantee 1.0.0. */
export interface SeptemberGuaranteeRow {
  season: string | Symbol_ | null;
  month_end: string | Symbol_ | null;
  year_group: string | Symbol_ | null;
  cohort: number | Symbol_ | null;
  offer: number | Symbol_ | null;
  offer_rate: number | Symbol_ | null;
  not_appropriate: number | Symbol_ | null;
  not_appropriate_rate: number | Symbol_ | null;
  no_offer: number | Symbol_ | null;
  no_offer_rate: number | Symbol_ | null;
  not_recorded: number | Symbol_ | null;
  not_recorded_rate: number | Symbol_ | null;
}

/** What september-guarantee may be asked for. */
export interface SeptemberGuaranteeParams {
  season?: string;
  to?: string;
}

/** A row of ward-hotspots 1.0.0. */
export interface WardHotspotsRow {
  ward_code: string | Symbol_ | null;
  ward_name: string | Symbol_ | null;
  cohort: number | Symbol_ | null;
  neet: number | Symbol_ | null;
  neet_rate: number | Symbol_ | null;
  neet_rate_low: number | Symbol_ | null;
  neet_rate_high: number | Symbol_ | null;
  compared: string | Symbol_ | null;
  nk: number | Symbol_ | null;
  nk_rate: number | Symbol_ | null;
  neet_nk: number | Symbol_ | null;
  neet_nk_rate: number | Symbol_ | null;
  eet: number | Symbol_ | null;
  imd_score: number | Symbol_ | null;
}

/** What ward-hotspots may be asked for. */
export interface WardHotspotsParams {
  month?: string;
}
