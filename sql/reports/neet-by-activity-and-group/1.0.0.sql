/*---
id: neet-by-activity-and-group
title: NEET by kind and group
version: 1.0.0
purpose: national
requirement: [000.9.1.13, 000.9.1.4, 000.9.1.6, 000.9.2.8, 000.9.2.9]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: Split by
    default: gender
    entries: true
    options: { none: No split, age: Academic age, gender: Gender, ethnic-group: Ethnic group, ethnicity: Ethnicity in detail, sen: SEN provision, ward: Ward, imd-decile: Deprivation of the area, locality: Locality, school: Year 11 school, level-of-need: Level of need, vulnerable: DfE's vulnerable group, caseworker: Caseworker, team: Team }
columns:
  group_name: { type: text, label: Group }
  cohort: { type: count, label: Young people, metric: participation.cohort }
  neet: { type: count, label: NEET, metric: participation.neet }
  neet_rate: { type: percent, label: NEET %, metric: participation.neet_rate, ratio: [neet, cohort] }
  available: { type: count, label: Available, metric: participation.neet_available }
  available_rate: { type: percent, label: "Available, % of NEET", metric: participation.neet_available, ratio: [available, neet] }
  seeking: { type: count, label: … seeking, metric: participation.neet_code }
  start_agreed: { type: count, label: … start date agreed, metric: participation.neet_code }
  not_ready: { type: count, label: … not yet ready, metric: participation.neet_code }
  volunteering: { type: count, label: … working not for reward, metric: participation.neet_code }
  available_other: { type: count, label: … other, metric: participation.neet_code }
  not_available: { type: count, label: Not available, metric: participation.neet_not_available }
  carer: { type: count, label: … young carer, metric: participation.neet_code }
  parent: { type: count, label: … parent or pregnant, metric: participation.neet_code }
  illness: { type: count, label: … illness, metric: participation.neet_code }
  not_available_other: { type: count, label: … other, metric: participation.neet_code }
totals:
  - { column: group_name, value: All }
identities:
  - neet = available + not_available
  - available = seeking + start_agreed + not_ready + volunteering + available_other
  - not_available = carer + parent + illness + not_available_other
records:
  from: marts.person_month_by
  where: dimension = cast($by as varchar) and month_end = cast($month as date) and is_base
  grain: { group_name: group_name }
  columns:
    cohort: is_base
    neet: is_neet
    available: is_neet and activity_group = 'neet-available'
    seeking: is_neet and activity_code = '619'
    start_agreed: is_neet and activity_code in ('615', '616')
    not_ready: is_neet and activity_code = '610'
    volunteering: is_neet and activity_code = '540'
    available_other: is_neet and activity_group = 'neet-available' and activity_code not in ('619', '615', '616', '610', '540')
    not_available: is_neet and activity_group = 'neet-not-available'
    carer: is_neet and activity_code = '620'
    parent: is_neet and activity_code in ('630', '650')
    illness: is_neet and activity_code = '640'
    not_available_other: is_neet and activity_group = 'neet-not-available' and activity_code not in ('620', '630', '650', '640')
  show: { academic_age: Age, activity_label: Activity, activity_started_on: Since, verified_on: Last verified, days_neet: Days NEET, ward_name: Ward, team: Team, last_contact_on: Last contact }
chart: { kind: bar, x: group_name, y: [neet_rate] }
definition: >-
  NEET young people of academic age 16 and 17 at the month end, by whether they are available to the labour market and why
  not.
access: staff
notes:
  - An agreed start date is NEET until it comes.
---*/
with person as (
  select r.group_name, r.group_sort, r.is_base, r.is_neet, r.activity_code, r.activity_group
  from marts.person_month_by r
  where r.dimension = cast($by as varchar) and r.month_end = cast($month as date) and is_base
),
counted as (
  select
    'All' as group_name, 1 as is_total, 0 as group_sort,
    count(*) filter (where is_base) as cohort,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_neet and activity_group = 'neet-available') as available,
    count(*) filter (where is_neet and activity_code = '619') as seeking,
    count(*) filter (where is_neet and activity_code in ('615', '616')) as start_agreed,
    count(*) filter (where is_neet and activity_code = '610') as not_ready,
    count(*) filter (where is_neet and activity_code = '540') as volunteering,
    count(*) filter (where is_neet and activity_group = 'neet-available' and activity_code not in ('619', '615', '616', '610', '540')) as available_other,
    count(*) filter (where is_neet and activity_group = 'neet-not-available') as not_available,
    count(*) filter (where is_neet and activity_code = '620') as carer,
    count(*) filter (where is_neet and activity_code in ('630', '650')) as parent,
    count(*) filter (where is_neet and activity_code = '640') as illness,
    count(*) filter (where is_neet and activity_group = 'neet-not-available' and activity_code not in ('620', '630', '650', '640')) as not_available_other
  from person
  union all
  select
    group_name, 0 as is_total, min(group_sort) as group_sort,
    count(*) filter (where is_base) as cohort,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_neet and activity_group = 'neet-available') as available,
    count(*) filter (where is_neet and activity_code = '619') as seeking,
    count(*) filter (where is_neet and activity_code in ('615', '616')) as start_agreed,
    count(*) filter (where is_neet and activity_code = '610') as not_ready,
    count(*) filter (where is_neet and activity_code = '540') as volunteering,
    count(*) filter (where is_neet and activity_group = 'neet-available' and activity_code not in ('619', '615', '616', '610', '540')) as available_other,
    count(*) filter (where is_neet and activity_group = 'neet-not-available') as not_available,
    count(*) filter (where is_neet and activity_code = '620') as carer,
    count(*) filter (where is_neet and activity_code in ('630', '650')) as parent,
    count(*) filter (where is_neet and activity_code = '640') as illness,
    count(*) filter (where is_neet and activity_group = 'neet-not-available' and activity_code not in ('620', '630', '650', '640')) as not_available_other
  from person
  where cast($by as varchar) <> 'none'
  group by group_name
)
select group_name, cohort, neet, available, seeking, start_agreed, not_ready, volunteering, available_other, not_available, carer, parent, illness, not_available_other
from counted
order by is_total, group_sort, group_name
