/*---
id: ward-hotspots
title: NEET and not known by ward
version: 1.0.0
purpose: local
requirement: [000.9.1.7, 000.9.2.10]
reads: marts@1
grain: [ward_code]
params:
  month: { type: month, label: Month, default: latest }
columns:
  ward_code: { type: code, label: Ward code }
  ward_name: { type: text, label: Ward }
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
  imd_score: { type: number, label: Deprivation score, decimals: 1, description: Index of Multiple Deprivation of the ward; higher is more deprived }
totals:
  - { column: ward_code, value: All }
identities:
  - cohort = eet + neet + nk
  - neet_nk = neet + nk
records:
  from: marts.person_month
  where: is_base and month_end = cast($month as date)
  grain: { ward_code: "coalesce(ward_code, 'none')" }
  columns:
    cohort: is_base
    neet: is_neet
    nk: is_nk
    neet_nk: is_neet or is_nk
    eet: is_eet
  show: { ward_name: Ward, academic_age: Age, activity_label: Activity, days_neet: Days NEET, verified_on: Last verified, team: Team, last_contact_on: Last contact }
chart: { kind: bar, x: ward_name, y: [neet_rate] }
definition: >-
  Young people of academic age 16 and 17 at the month end by the ward where they live: how many are NEET, and how many not known.
  The 95 % interval (Wilson) says how far the NEET rate of so small a group may lie from the true risk by chance alone.
access: staff
notes:
  - Wards are those in force on the day. People whose address has no ward, or is confidential, stand under "Ward not known".
  - The wards' names stand in alphabetical order, not by rate, so that the order tells nothing of a hidden figure.
---*/
with person as (
  select
    coalesce(ward_code, 'none') as ward_code,
    case when ward_code is null then 'Ward not known' else coalesce(ward_name, ward_code) end as ward_name,
    is_neet, is_nk, is_eet
  from marts.person_month
  where is_base and month_end = cast($month as date)
),
counted as (
  select
    ward_code, max(ward_name) as ward_name, case when ward_code = 'none' then 1 else 0 end as position, count(*) as cohort,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_nk) as nk,
    count(*) filter (where is_eet) as eet
  from person
  group by ward_code
  union all
  select
    'All', 'All wards', 2, count(*),
    count(*) filter (where is_neet),
    count(*) filter (where is_nk),
    count(*) filter (where is_eet)
  from person
),
share as (
  select
    ward_code, ward_name, position, cohort, neet, nk, eet,
    cast(neet as double precision) / nullif(cohort, 0) as p,
    3.841459 / nullif(cohort, 0) as zz
  from counted
),
bounds as (
  select
    ward_code, ward_name, position, cohort, neet, nk, eet, p,
    (p + zz / 2 - sqrt(zz * (p * (1 - p) + zz / 4))) / (1 + zz) as low,
    (p + zz / 2 + sqrt(zz * (p * (1 - p) + zz / 4))) / (1 + zz) as high
  from share
),
whole as (
  select p from bounds where ward_code = 'All'
),
deprivation as (
  select ward_code, max(imd_score) as imd_score
  from marts.ward
  where valid_from <= cast($month as date) and (valid_to is null or valid_to > cast($month as date))
  group by ward_code
)
select
  b.ward_code, b.ward_name, b.cohort, b.neet,
  round(100 * greatest(b.low, 0), 1) as neet_rate_low,
  round(100 * least(b.high, 1), 1) as neet_rate_high,
  case
    when b.ward_code = 'All' then null
    when b.low > w.p then 'above'
    when b.high < w.p then 'below'
    else 'within chance'
  end as compared,
  b.nk, b.neet + b.nk as neet_nk, b.eet,
  round(d.imd_score, 1) as imd_score
from bounds b
cross join whole w
left join deprivation d on d.ward_code = b.ward_code
order by b.position, b.ward_name, b.ward_code
