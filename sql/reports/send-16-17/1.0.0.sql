/*---
id: send-16-17
title: Young people of 16 and 17 with SEN
version: 1.0.0
purpose: national
requirement: [000.9.1.11, 000.9.2.14, 000.9.1.13]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: Split by
    default: age
    entries: true
    options: { none: No split, age: Academic age, gender: Gender, ethnic-group: Ethnic group, ethnicity: Ethnicity in detail, ward: Ward, imd-decile: Deprivation of the area, locality: Locality, school: Year 11 school, level-of-need: Level of need, vulnerable: DfE's vulnerable group, caseworker: Caseworker, team: Team }
columns:
  group_name: { type: text, label: Group }
  cohort: { type: count, label: Young people, metric: participation.cohort }
  plan: { type: count, label: EHC plan, metric: send.plan }
  plan_eet: { type: count, label: "EHC plan: EET", metric: send.plan }
  plan_eet_rate: { type: percent, label: "EHC plan: EET %", metric: send.plan, ratio: [plan_eet, plan] }
  plan_neet: { type: count, label: "EHC plan: NEET", metric: send.plan }
  plan_neet_rate: { type: percent, label: "EHC plan: NEET %", metric: send.plan, ratio: [plan_neet, plan] }
  plan_nk: { type: count, label: "EHC plan: not known", metric: send.plan }
  support: { type: count, label: SEN support, metric: send.support }
  support_eet: { type: count, label: "SEN support: EET", metric: send.support }
  support_eet_rate: { type: percent, label: "SEN support: EET %", metric: send.support, ratio: [support_eet, support] }
  support_neet: { type: count, label: "SEN support: NEET", metric: send.support }
  support_neet_rate: { type: percent, label: "SEN support: NEET %", metric: send.support, ratio: [support_neet, support] }
  support_nk: { type: count, label: "SEN support: not known", metric: send.support }
  no_sen: { type: count, label: No SEN, metric: send.none }
  no_sen_eet: { type: count, label: "No SEN: EET", metric: send.none }
  no_sen_neet: { type: count, label: "No SEN: NEET", metric: send.none }
  no_sen_neet_rate: { type: percent, label: "No SEN: NEET %", metric: send.none, ratio: [no_sen_neet, no_sen] }
  no_sen_nk: { type: count, label: "No SEN: not known", metric: send.none }
totals:
  - { column: group_name, value: All }
identities:
  - cohort = plan + support + no_sen
  - plan = plan_eet + plan_neet + plan_nk
  - support = support_eet + support_neet + support_nk
  - no_sen = no_sen_eet + no_sen_neet + no_sen_nk
records:
  from: marts.person_month_by
  where: dimension = cast($by as varchar) and month_end = cast($month as date) and is_base
  grain: { group_name: group_name }
  columns:
    cohort: is_base
    plan: is_base and sen = 'E'
    plan_eet: is_eet and sen = 'E'
    plan_neet: is_neet and sen = 'E'
    plan_nk: is_nk and sen = 'E'
    support: is_base and sen = 'K'
    support_eet: is_eet and sen = 'K'
    support_neet: is_neet and sen = 'K'
    support_nk: is_nk and sen = 'K'
    no_sen: is_base and coalesce(sen, 'N') not in ('E', 'K')
    no_sen_eet: is_eet and coalesce(sen, 'N') not in ('E', 'K')
    no_sen_neet: is_neet and coalesce(sen, 'N') not in ('E', 'K')
    no_sen_nk: is_nk and coalesce(sen, 'N') not in ('E', 'K')
  show: { academic_age: Age, activity_label: Activity, activity_started_on: Since, verified_on: Last verified, days_neet: Days NEET, ward_name: Ward, team: Team, last_contact_on: Last contact }
chart: { kind: bar, x: group_name, y: [plan_neet_rate, support_neet_rate, no_sen_neet_rate] }
definition: >-
  Young people of academic age 16 and 17 at the month end with an education, health and care plan, with SEN support, and with
  neither, by what they do.
access: staff
---*/
with person as (
  select r.group_name, r.group_sort, r.is_base, r.is_eet, r.is_neet, r.is_nk, r.sen
  from marts.person_month_by r
  where r.dimension = cast($by as varchar) and r.month_end = cast($month as date) and is_base
),
counted as (
  select
    'All' as group_name, 1 as is_total, 0 as group_sort,
    count(*) filter (where is_base) as cohort,
    count(*) filter (where is_base and sen = 'E') as plan,
    count(*) filter (where is_eet and sen = 'E') as plan_eet,
    count(*) filter (where is_neet and sen = 'E') as plan_neet,
    count(*) filter (where is_nk and sen = 'E') as plan_nk,
    count(*) filter (where is_base and sen = 'K') as support,
    count(*) filter (where is_eet and sen = 'K') as support_eet,
    count(*) filter (where is_neet and sen = 'K') as support_neet,
    count(*) filter (where is_nk and sen = 'K') as support_nk,
    count(*) filter (where is_base and coalesce(sen, 'N') not in ('E', 'K')) as no_sen,
    count(*) filter (where is_eet and coalesce(sen, 'N') not in ('E', 'K')) as no_sen_eet,
    count(*) filter (where is_neet and coalesce(sen, 'N') not in ('E', 'K')) as no_sen_neet,
    count(*) filter (where is_nk and coalesce(sen, 'N') not in ('E', 'K')) as no_sen_nk
  from person
  union all
  select
    group_name, 0 as is_total, min(group_sort) as group_sort,
    count(*) filter (where is_base) as cohort,
    count(*) filter (where is_base and sen = 'E') as plan,
    count(*) filter (where is_eet and sen = 'E') as plan_eet,
    count(*) filter (where is_neet and sen = 'E') as plan_neet,
    count(*) filter (where is_nk and sen = 'E') as plan_nk,
    count(*) filter (where is_base and sen = 'K') as support,
    count(*) filter (where is_eet and sen = 'K') as support_eet,
    count(*) filter (where is_neet and sen = 'K') as support_neet,
    count(*) filter (where is_nk and sen = 'K') as support_nk,
    count(*) filter (where is_base and coalesce(sen, 'N') not in ('E', 'K')) as no_sen,
    count(*) filter (where is_eet and coalesce(sen, 'N') not in ('E', 'K')) as no_sen_eet,
    count(*) filter (where is_neet and coalesce(sen, 'N') not in ('E', 'K')) as no_sen_neet,
    count(*) filter (where is_nk and coalesce(sen, 'N') not in ('E', 'K')) as no_sen_nk
  from person
  where cast($by as varchar) <> 'none'
  group by group_name
)
select group_name, cohort, plan, plan_eet, plan_neet, plan_nk, support, support_eet, support_neet, support_nk, no_sen, no_sen_eet, no_sen_neet, no_sen_nk
from counted
order by is_total, group_sort, group_name
