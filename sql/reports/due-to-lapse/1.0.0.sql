/*---
id: due-to-lapse
title: Who lapses in the next 30, 60 and 90 days
version: 1.0.0
purpose: national
requirement: [000.9.1.9, 000.9.2.12]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: Split by
    default: activity-group
    entries: true
    options: { none: No split, age: Academic age, gender: Gender, ethnic-group: Ethnic group, ethnicity: Ethnicity in detail, sen: SEN provision, ward: Ward, imd-decile: Deprivation of the area, locality: Locality, school: Year 11 school, provider: Provider, level-of-need: Level of need, vulnerable: DfE's vulnerable group, caseworker: Caseworker, team: Team, activity-group: Activity group, activity: Activity }
columns:
  group_name: { type: text, label: Group }
  eet: { type: count, label: EET, metric: participation.eet }
  in_30: { type: count, label: Within 30 days, metric: currency.lapses }
  in_30_rate: { type: percent, label: Within 30 days %, metric: currency.lapses, ratio: [in_30, eet] }
  in_60: { type: count, label: 31 to 60 days, metric: currency.lapses }
  in_90: { type: count, label: 61 to 90 days, metric: currency.lapses }
  later: { type: count, label: Later, metric: currency.lapses }
  never: { type: count, label: No date, metric: currency.lapses }
  verified_30: { type: count, label: Verified within 30 days, metric: currency.verified }
  verified_90: { type: count, label: Verified 31 to 90 days ago, metric: currency.verified }
  verified_180: { type: count, label: Verified 91 to 180 days ago, metric: currency.verified }
  verified_older: { type: count, label: Verified over 180 days ago, metric: currency.verified }
totals:
  - { column: group_name, value: All }
identities:
  - eet = in_30 + in_60 + in_90 + later + never
  - eet = verified_30 + verified_90 + verified_180 + verified_older
records:
  from: marts.person_month_by
  where: dimension = cast($by as varchar) and month_end = cast($month as date) and is_eet
  grain: { group_name: group_name }
  columns:
    eet: is_eet
    in_30: is_eet and days_to_lapse between 0 and 30
    in_60: is_eet and days_to_lapse between 31 and 60
    in_90: is_eet and days_to_lapse between 61 and 90
    later: is_eet and days_to_lapse > 90
    never: is_eet and days_to_lapse is null
    verified_30: is_eet and days_since_verified <= 30
    verified_90: is_eet and days_since_verified between 31 and 90
    verified_180: is_eet and days_since_verified between 91 and 180
    verified_older: is_eet and days_since_verified > 180
  show: { academic_age: Age, activity_label: Activity, provider_name: Provider, verified_on: Last verified, due_to_lapse_on: Lapses after, ward_name: Ward, team: Team, caseworker: Caseworker }
chart: { kind: bar, x: group_name, y: [in_30] }
definition: >-
  Young people of academic age 16 and 17 in education, employment or training, by the days until their record lapses and
  turns into not known unless it is verified again, and by when it was last verified.
access: staff
---*/
with person as (
  select r.group_name, r.group_sort, r.is_eet, r.days_to_lapse, r.days_since_verified
  from marts.person_month_by r
  where r.dimension = cast($by as varchar) and r.month_end = cast($month as date) and is_eet
),
counted as (
  select
    'All' as group_name, 1 as is_total, 0 as group_sort,
    count(*) filter (where is_eet) as eet,
    count(*) filter (where is_eet and days_to_lapse between 0 and 30) as in_30,
    count(*) filter (where is_eet and days_to_lapse between 31 and 60) as in_60,
    count(*) filter (where is_eet and days_to_lapse between 61 and 90) as in_90,
    count(*) filter (where is_eet and days_to_lapse > 90) as later,
    count(*) filter (where is_eet and days_to_lapse is null) as never,
    count(*) filter (where is_eet and days_since_verified <= 30) as verified_30,
    count(*) filter (where is_eet and days_since_verified between 31 and 90) as verified_90,
    count(*) filter (where is_eet and days_since_verified between 91 and 180) as verified_180,
    count(*) filter (where is_eet and days_since_verified > 180) as verified_older
  from person
  union all
  select
    group_name, 0 as is_total, min(group_sort) as group_sort,
    count(*) filter (where is_eet) as eet,
    count(*) filter (where is_eet and days_to_lapse between 0 and 30) as in_30,
    count(*) filter (where is_eet and days_to_lapse between 31 and 60) as in_60,
    count(*) filter (where is_eet and days_to_lapse between 61 and 90) as in_90,
    count(*) filter (where is_eet and days_to_lapse > 90) as later,
    count(*) filter (where is_eet and days_to_lapse is null) as never,
    count(*) filter (where is_eet and days_since_verified <= 30) as verified_30,
    count(*) filter (where is_eet and days_since_verified between 31 and 90) as verified_90,
    count(*) filter (where is_eet and days_since_verified between 91 and 180) as verified_180,
    count(*) filter (where is_eet and days_since_verified > 180) as verified_older
  from person
  where cast($by as varchar) <> 'none'
  group by group_name
)
select group_name, eet, in_30, in_60, in_90, later, never, verified_30, verified_90, verified_180, verified_older
from counted
order by is_total, group_sort, group_name
