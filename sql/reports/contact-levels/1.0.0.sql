/*---
id: contact-levels
title: When we last reached young people
version: 1.0.0
purpose: local
requirement: [000.4.1.10c]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: Split by
    default: team
    entries: true
    options: { none: No split, age: Academic age, gender: Gender, ethnic-group: Ethnic group, ethnicity: Ethnicity in detail, sen: SEN provision, ward: Ward, imd-decile: Deprivation of the area, locality: Locality, school: Year 11 school, level-of-need: Level of need, vulnerable: DfE's vulnerable group, caseworker: Caseworker, team: Team, activity-group: Activity group }
columns:
  group_name: { type: text, label: Group }
  people: { type: count, label: Young people, metric: participation.cohort }
  within_30: { type: count, label: Within 30 days, metric: contact.reached }
  within_60: { type: count, label: 31 to 60 days, metric: contact.reached }
  within_120: { type: count, label: 61 to 120 days, metric: contact.reached }
  longer: { type: count, label: Over 120 days, metric: contact.reached }
  never: { type: count, label: Never, metric: contact.reached }
  neet_30: { type: count, label: NEET within 30 days, metric: contact.reached }
  neet_30_rate: { type: percent, label: NEET within 30 days %, metric: contact.reached, ratio: [neet_30, neet] }
  neet: { type: count, label: NEET, metric: participation.neet }
  nk_30: { type: count, label: "Not known, within 30 days", metric: contact.reached }
  nk_30_rate: { type: percent, label: "Not known, within 30 days %", metric: contact.reached, ratio: [nk_30, nk] }
  nk: { type: count, label: Not known, metric: participation.nk }
totals:
  - { column: group_name, value: All }
identities:
  - people = within_30 + within_60 + within_120 + longer + never
records:
  from: marts.person_month_by
  where: dimension = cast($by as varchar) and month_end = cast($month as date) and is_base
  grain: { group_name: group_name }
  columns:
    people: is_base
    within_30: is_base and days_since_contact <= 30
    within_60: is_base and days_since_contact between 31 and 60
    within_120: is_base and days_since_contact between 61 and 120
    longer: is_base and days_since_contact > 120
    never: is_base and days_since_contact is null
    neet_30: is_neet and days_since_contact <= 30
    neet: is_neet
    nk_30: is_nk and days_since_contact <= 30
    nk: is_nk
  show: { academic_age: Age, activity_label: Activity, activity_started_on: Since, verified_on: Last verified, days_neet: Days NEET, ward_name: Ward, team: Team, last_contact_on: Last contact }
chart: { kind: bar, x: group_name, y: [neet_30_rate] }
definition: >-
  Young people of academic age 16 and 17 at the month end by the days since somebody last spoke with them or had an answer.
access: staff
---*/
with person as (
  select r.group_name, r.group_sort, r.is_base, r.is_neet, r.is_nk, r.days_since_contact
  from marts.person_month_by r
  where r.dimension = cast($by as varchar) and r.month_end = cast($month as date) and is_base
),
counted as (
  select
    'All' as group_name, 1 as is_total, 0 as group_sort,
    count(*) filter (where is_base) as people,
    count(*) filter (where is_base and days_since_contact <= 30) as within_30,
    count(*) filter (where is_base and days_since_contact between 31 and 60) as within_60,
    count(*) filter (where is_base and days_since_contact between 61 and 120) as within_120,
    count(*) filter (where is_base and days_since_contact > 120) as longer,
    count(*) filter (where is_base and days_since_contact is null) as never,
    count(*) filter (where is_neet and days_since_contact <= 30) as neet_30,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_nk and days_since_contact <= 30) as nk_30,
    count(*) filter (where is_nk) as nk
  from person
  union all
  select
    group_name, 0 as is_total, min(group_sort) as group_sort,
    count(*) filter (where is_base) as people,
    count(*) filter (where is_base and days_since_contact <= 30) as within_30,
    count(*) filter (where is_base and days_since_contact between 31 and 60) as within_60,
    count(*) filter (where is_base and days_since_contact between 61 and 120) as within_120,
    count(*) filter (where is_base and days_since_contact > 120) as longer,
    count(*) filter (where is_base and days_since_contact is null) as never,
    count(*) filter (where is_neet and days_since_contact <= 30) as neet_30,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_nk and days_since_contact <= 30) as nk_30,
    count(*) filter (where is_nk) as nk
  from person
  where cast($by as varchar) <> 'none'
  group by group_name
)
select group_name, people, within_30, within_60, within_120, longer, never, neet_30, neet, nk_30, nk
from counted
order by is_total, group_sort, group_name
