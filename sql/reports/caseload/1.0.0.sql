/*---
id: caseload
title: Caseload by worker and team
version: 1.0.0
purpose: local
requirement: [000.4.1.10b, 000.5.1.22]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: By
    default: caseworker
    entries: true
    options: { caseworker: Caseworker, team: Team, locality: Locality, ward: Ward, none: No split }
columns:
  group_name: { type: text, label: Group }
  people: { type: count, label: Young people, metric: participation.cohort }
  eet: { type: count, label: EET, metric: participation.eet }
  neet: { type: count, label: NEET, metric: participation.neet }
  neet_rate: { type: percent, label: NEET %, metric: participation.neet_rate, ratio: [neet, people] }
  nk: { type: count, label: Not known, metric: participation.nk }
  vulnerable: { type: count, label: In a vulnerable group, metric: participation.vulnerable }
  plan: { type: count, label: With an EHC plan, metric: send.plan }
  intensive: { type: count, label: Intensive support, metric: participation.need }
  neet_26: { type: count, label: NEET 26 weeks and over, metric: neet.duration_band }
  not_reached: { type: count, label: "NEET or not known, not reached in 30 days", metric: contact.reached }
  lapsing: { type: count, label: Lapsing within 30 days, metric: currency.lapses }
totals:
  - { column: group_name, value: All }
identities:
  - people = eet + neet + nk
records:
  from: marts.person_month_by
  where: dimension = cast($by as varchar) and month_end = cast($month as date) and is_base
  grain: { group_name: group_name }
  columns:
    people: is_base
    eet: is_eet
    neet: is_neet
    nk: is_nk
    vulnerable: is_base and is_vulnerable
    plan: is_base and sen = 'E'
    intensive: is_base and level_of_need = '1'
    neet_26: is_neet and days_neet >= 182
    not_reached: (is_neet or is_nk) and (days_since_contact is null or days_since_contact > 30)
    lapsing: is_eet and days_to_lapse between 0 and 30
  show: { academic_age: Age, activity_label: Activity, days_neet: Days NEET, verified_on: Last verified, due_to_lapse_on: Lapses after, last_contact_on: Last contact, caseworker: Caseworker, team: Team }
chart: { kind: bar, x: group_name, y: [neet, nk] }
definition: >-
  Young people of academic age 16 and 17 at the month end by the worker or team that is responsible for them, and what waits
  to be done for them.
access: staff
notes:
  - Everybody in the cohort has a team; only those with whom somebody works have a worker.
---*/
with person as (
  select r.group_name, r.group_sort, r.is_base, r.is_eet, r.is_neet, r.is_nk, r.is_vulnerable, r.sen, r.level_of_need, r.days_neet, r.days_since_contact, r.days_to_lapse
  from marts.person_month_by r
  where r.dimension = cast($by as varchar) and r.month_end = cast($month as date) and is_base
),
counted as (
  select
    'All' as group_name, 1 as is_total, 0 as group_sort,
    count(*) filter (where is_base) as people,
    count(*) filter (where is_eet) as eet,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_nk) as nk,
    count(*) filter (where is_base and is_vulnerable) as vulnerable,
    count(*) filter (where is_base and sen = 'E') as plan,
    count(*) filter (where is_base and level_of_need = '1') as intensive,
    count(*) filter (where is_neet and days_neet >= 182) as neet_26,
    count(*) filter (where (is_neet or is_nk) and (days_since_contact is null or days_since_contact > 30)) as not_reached,
    count(*) filter (where is_eet and days_to_lapse between 0 and 30) as lapsing
  from person
  union all
  select
    group_name, 0 as is_total, min(group_sort) as group_sort,
    count(*) filter (where is_base) as people,
    count(*) filter (where is_eet) as eet,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_nk) as nk,
    count(*) filter (where is_base and is_vulnerable) as vulnerable,
    count(*) filter (where is_base and sen = 'E') as plan,
    count(*) filter (where is_base and level_of_need = '1') as intensive,
    count(*) filter (where is_neet and days_neet >= 182) as neet_26,
    count(*) filter (where (is_neet or is_nk) and (days_since_contact is null or days_since_contact > 30)) as not_reached,
    count(*) filter (where is_eet and days_to_lapse between 0 and 30) as lapsing
  from person
  where cast($by as varchar) <> 'none'
  group by group_name
)
select group_name, people, eet, neet, nk, vulnerable, plan, intensive, neet_26, not_reached, lapsing
from counted
order by is_total, group_sort, group_name
