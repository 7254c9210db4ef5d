/*---
id: neet-hotspots
title: Where NEET is above or below chance
version: 1.0.0
purpose: local
requirement: [000.9.1.7, 000.9.2.10]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: By
    default: ward
    entries: true
    options: { ward: Ward, lsoa: Small area (LSOA), locality: Locality, imd-decile: Deprivation of the area, school: Year 11 school, provider: Provider, ethnic-group: Ethnic group, sen: SEN provision, level-of-need: Level of need, vulnerable: DfE's vulnerable group, team: Team, caseworker: Caseworker }
columns:
  group_name: { type: text, label: Group }
  cohort: { type: count, label: Young people, metric: participation.cohort }
  neet: { type: count, label: NEET, metric: participation.neet }
  neet_rate: { type: percent, label: NEET %, metric: participation.neet_rate, ratio: [neet, cohort] }
  neet_rate_low: { type: percent, label: NEET % from, metric: neet.interval, decimals: 1, suppress: "with(neet, cohort)" }
  neet_rate_high: { type: percent, label: NEET % to, metric: neet.interval, decimals: 1, suppress: "with(neet, cohort)" }
  compared: { type: text, label: Beside the whole authority, suppress: "with(neet, cohort)", description: "Above or below when the 95 % interval leaves out the rate of the whole authority, otherwise within chance" }
  nk: { type: count, label: Not known, metric: participation.nk }
  nk_rate: { type: percent, label: Not known %, metric: participation.nk_rate, ratio: [nk, cohort] }
  neet_nk: { type: count, label: NEET or not known, metric: participation.neet_nk }
  neet_nk_rate: { type: percent, label: NEET or not known %, metric: participation.neet_nk_rate, ratio: [neet_nk, cohort] }
  eet: { type: count, label: EET, metric: participation.eet }
totals:
  - { column: group_name, value: All }
identities:
  - cohort = eet + neet + nk
  - neet_nk = neet + nk
records:
  from: marts.person_month_by
  where: dimension = cast($by as varchar) and month_end = cast($month as date) and is_base
  grain: { group_name: group_name }
  columns:
    cohort: is_base
    neet: is_neet
    nk: is_nk
    neet_nk: is_neet or is_nk
    eet: is_eet
  show: { academic_age: Age, activity_label: Activity, activity_started_on: Since, verified_on: Last verified, days_neet: Days NEET, ward_name: Ward, team: Team, last_contact_on: Last contact }
chart: { kind: bar, x: group_name, y: [neet_rate] }
definition: >-
  Young people of academic age 16 and 17 at the month end by area or group, with the rate of NEET and its 95 % interval (Wilson): how
  far the rate of so small a group may lie from the true risk by chance alone. A ward of nine people is no hotspot for having one.
access: staff
notes:
  - The groups stand in the order of their names, not of their rates, so that the order tells nothing of a hidden figure.
---*/
with person as (
  select r.group_name, r.group_sort, r.is_neet, r.is_nk, r.is_eet
  from marts.person_month_by r
  where r.dimension = cast($by as varchar) and r.month_end = cast($month as date) and r.is_base
),
counted as (
  select 'All' as group_name, 1 as is_total, 0 as group_sort, count(*) as cohort,
    count(*) filter (where is_neet) as neet, count(*) filter (where is_nk) as nk, count(*) filter (where is_eet) as eet
  from person
  union all
  select group_name, 0 as is_total, min(group_sort) as group_sort, count(*) as cohort,
    count(*) filter (where is_neet) as neet, count(*) filter (where is_nk) as nk, count(*) filter (where is_eet) as eet
  from person
  group by group_name
),
share as (
  select
    group_name, is_total, group_sort, cohort, neet, nk, eet,
    cast(neet as double precision) / nullif(cohort, 0) as p,
    cast(3.841459 as double precision) / nullif(cohort, 0) as zz
  from counted
),
bounds as (
  select
    group_name, is_total, group_sort, cohort, neet, nk, eet,
    (p + zz / 2 - sqrt(zz * (p * (1 - p) + zz / 4))) / (1 + zz) as low,
    (p + zz / 2 + sqrt(zz * (p * (1 - p) + zz / 4))) / (1 + zz) as high
  from share
),
whole as (
  select p as whole_rate from share where is_total = 1
)
select
  b.group_name, b.cohort, b.neet,
  round(100 * greatest(b.low, 0), 1) as neet_rate_low,
  round(100 * least(b.high, 1), 1) as neet_rate_high,
  case
    when b.is_total = 1 then null
    when b.low > w.whole_rate then 'above'
    when b.high < w.whole_rate then 'below'
    else 'within chance'
  end as compared,
  b.nk, b.neet + b.nk as neet_nk, b.eet
from bounds b
cross join whole w
order by b.is_total, b.group_sort, b.group_name
