/*---
id: at-risk-table
title: Young people at risk
version: 1.0.0
purpose: national
requirement: [000.9.2, 000.4.1.13.6]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: By
    default: activity-group
    entries: true
    options: { activity-group: Activity group, activity: Activity, provider: Provider, age: Academic age, gender: Gender, ethnic-group: Ethnic group, ward: Ward, imd-decile: Deprivation of the area, locality: Locality, school: Year 11 school, caseworker: Caseworker, team: Team, none: No split }
columns:
  group_name: { type: text, label: Group }
  people: { type: count, label: Young people, metric: participation.cohort }
  eet: { type: count, label: EET, metric: participation.eet }
  at_risk: { type: count, label: EET and at risk, metric: risk.at_risk }
  at_risk_rate: { type: percent, label: "At risk, % of EET", metric: risk.at_risk, ratio: [at_risk, eet] }
  characteristic: { type: count, label: … with a characteristic, metric: risk.at_risk }
  send: { type: count, label: … with SEN, metric: risk.at_risk }
  intensive: { type: count, label: … intensive support, metric: risk.at_risk }
  ending: { type: count, label: … course or record ends within 90 days, metric: risk.at_risk }
  neet: { type: count, label: NEET, metric: participation.neet }
  nk: { type: count, label: Not known, metric: participation.nk }
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
    at_risk: is_eet and (has_characteristic or sen in ('E', 'K') or level_of_need = '1' or days_to_lapse between 0 and 90)
    characteristic: is_eet and has_characteristic
    send: is_eet and sen in ('E', 'K')
    intensive: is_eet and level_of_need = '1'
    ending: is_eet and days_to_lapse between 0 and 90
    neet: is_neet
    nk: is_nk
  show: { academic_age: Age, activity_label: Activity, activity_started_on: Since, verified_on: Last verified, days_neet: Days NEET, ward_name: Ward, team: Team, last_contact_on: Last contact }
chart: { kind: bar, x: group_name, y: [at_risk_rate] }
definition: >-
  Young people of academic age 16 and 17 in education, employment or training of whom something says that they may not stay
  in it: a characteristic of the return, SEN, intensive support, or a record that ends within 90 days.
access: staff
notes:
  - The four reasons overlap; somebody with several counts once in "EET and at risk".
  - The Department for Education names an at risk table without saying what is in it; this content is our own.
---*/
with person as (
  select r.group_name, r.group_sort, r.is_base, r.is_eet, r.is_neet, r.is_nk, r.has_characteristic, r.sen, r.level_of_need, r.days_to_lapse
  from marts.person_month_by r
  where r.dimension = cast($by as varchar) and r.month_end = cast($month as date) and is_base
),
counted as (
  select
    'All' as group_name, 1 as is_total, 0 as group_sort,
    count(*) filter (where is_base) as people,
    count(*) filter (where is_eet) as eet,
    count(*) filter (where is_eet and (has_characteristic or sen in ('E', 'K') or level_of_need = '1' or days_to_lapse between 0 and 90)) as at_risk,
    count(*) filter (where is_eet and has_characteristic) as characteristic,
    count(*) filter (where is_eet and sen in ('E', 'K')) as send,
    count(*) filter (where is_eet and level_of_need = '1') as intensive,
    count(*) filter (where is_eet and days_to_lapse between 0 and 90) as ending,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_nk) as nk
  from person
  union all
  select
    group_name, 0 as is_total, min(group_sort) as group_sort,
    count(*) filter (where is_base) as people,
    count(*) filter (where is_eet) as eet,
    count(*) filter (where is_eet and (has_characteristic or sen in ('E', 'K') or level_of_need = '1' or days_to_lapse between 0 and 90)) as at_risk,
    count(*) filter (where is_eet and has_characteristic) as characteristic,
    count(*) filter (where is_eet and sen in ('E', 'K')) as send,
    count(*) filter (where is_eet and level_of_need = '1') as intensive,
    count(*) filter (where is_eet and days_to_lapse between 0 and 90) as ending,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_nk) as nk
  from person
  where cast($by as varchar) <> 'none'
  group by group_name
)
select group_name, people, eet, at_risk, characteristic, send, intensive, ending, neet, nk
from counted
order by is_total, group_sort, group_name
