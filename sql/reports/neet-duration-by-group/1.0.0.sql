/*---
id: neet-duration-by-group
title: How long NEET, by group
version: 1.0.0
purpose: national
requirement: [000.9.1.5]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: Split by
    default: gender
    entries: true
    options: { none: No split, age: Academic age, gender: Gender, ethnic-group: Ethnic group, ethnicity: Ethnicity in detail, sen: SEN provision, ward: Ward, imd-decile: Deprivation of the area, locality: Locality, school: Year 11 school, level-of-need: Level of need, vulnerable: DfE's vulnerable group, caseworker: Caseworker, team: Team, activity: Activity }
columns:
  group_name: { type: text, label: Group }
  neet: { type: count, label: NEET, metric: participation.neet }
  under_13: { type: count, label: Under 13 weeks, metric: neet.duration_band }
  weeks_13: { type: count, label: 13 to 25 weeks, metric: neet.duration_band }
  weeks_26: { type: count, label: 26 to 51 weeks, metric: neet.duration_band }
  weeks_26_rate: { type: percent, label: 26 to 51 weeks %, metric: neet.duration_share, ratio: [weeks_26, neet] }
  weeks_52: { type: count, label: 52 weeks and over, metric: neet.duration_band }
  weeks_52_rate: { type: percent, label: 52 weeks and over %, metric: neet.duration_share, ratio: [weeks_52, neet] }
  not_recorded: { type: count, label: Not recorded, metric: neet.duration_band }
  mean_weeks: { type: number, label: Mean weeks, metric: neet.duration, ratio: [days, week_people], decimals: 1, suppress: with(neet) }
  median_days: { type: number, label: Median days, metric: neet.duration, decimals: 1, suppress: with(neet) }
  longest_days: { type: days, label: Longest (days), metric: neet.duration, suppress: with(neet) }
  days: { type: days, label: Days together, suppress: with(neet), hidden: true }
  week_people: { type: number, label: Seven times the people, suppress: with(neet), hidden: true }
totals:
  - { column: group_name, value: All }
identities:
  - neet = under_13 + weeks_13 + weeks_26 + weeks_52 + not_recorded
records:
  from: marts.person_month_by
  where: dimension = cast($by as varchar) and month_end = cast($month as date) and is_neet
  grain: { group_name: group_name }
  columns:
    neet: is_neet
    under_13: is_neet and days_neet < 91
    weeks_13: is_neet and days_neet between 91 and 181
    weeks_26: is_neet and days_neet between 182 and 363
    weeks_52: is_neet and days_neet >= 364
    not_recorded: is_neet and days_neet is null
  show: { academic_age: Age, activity_label: Activity, activity_started_on: Since, verified_on: Last verified, days_neet: Days NEET, ward_name: Ward, team: Team, last_contact_on: Last contact }
chart: { kind: bar, x: group_name, y: [median_days] }
definition: >-
  NEET young people of academic age 16 and 17 at the month end, by the time since their unbroken run of NEET activities
  began; median, mean and longest for each group.
access: staff
---*/
with person as (
  select r.group_name, r.group_sort, r.is_neet, r.days_neet
  from marts.person_month_by r
  where r.dimension = cast($by as varchar) and r.month_end = cast($month as date) and is_neet
),
counted as (
  select
    'All' as group_name, 1 as is_total, 0 as group_sort,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_neet and days_neet < 91) as under_13,
    count(*) filter (where is_neet and days_neet between 91 and 181) as weeks_13,
    count(*) filter (where is_neet and days_neet between 182 and 363) as weeks_26,
    count(*) filter (where is_neet and days_neet >= 364) as weeks_52,
    count(*) filter (where is_neet and days_neet is null) as not_recorded,
    percentile_cont(0.5) within group (order by days_neet) as median_days,
    max(days_neet) as longest_days,
    cast(sum(days_neet) as bigint) as days,
    7 * count(days_neet) as week_people
  from person
  union all
  select
    group_name, 0 as is_total, min(group_sort) as group_sort,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_neet and days_neet < 91) as under_13,
    count(*) filter (where is_neet and days_neet between 91 and 181) as weeks_13,
    count(*) filter (where is_neet and days_neet between 182 and 363) as weeks_26,
    count(*) filter (where is_neet and days_neet >= 364) as weeks_52,
    count(*) filter (where is_neet and days_neet is null) as not_recorded,
    percentile_cont(0.5) within group (order by days_neet) as median_days,
    max(days_neet) as longest_days,
    cast(sum(days_neet) as bigint) as days,
    7 * count(days_neet) as week_people
  from person
  where cast($by as varchar) <> 'none'
  group by group_name
)
select group_name, neet, under_13, weeks_13, weeks_26, weeks_52, not_recorded, median_days, longest_days, days, week_people
from counted
order by is_total, group_sort, group_name
