/*---
id: neet-by-month
title: NEET and not known, by month
version: 2.0.0
purpose: national
requirement: [000.9.1.1, 000.9.2.1, 000.9.2.2, 000.9.1.4, 000.9.1.6, 000.9.2.8, 000.9.2.9, 000.9.1.7, 000.9.2.10]
reads: marts@1
grain: [month_end, group_name]
params:
  from: { type: month, label: From, default: "-24 months" }
  to: { type: month, label: To, default: latest }
  period:
    type: choice
    label: By
    default: month
    entries: true
    options: { month: Month, quarter: Quarter (mean of its months), academic-year: Academic year (mean of its months), dfe: December to February (DfE's published figure) }
  by:
    type: choice
    label: Split by
    default: none
    entries: true
    options: { none: No split, age: Academic age, gender: Gender, ethnic-group: Ethnic group, ethnicity: Ethnicity in detail, sen: SEN provision, ward: Ward, imd-decile: Deprivation of the area, locality: Locality, school: Year 11 school, provider: Provider, level-of-need: Level of need, vulnerable: DfE's vulnerable group, caseworker: Caseworker, team: Team }
  ward: { type: ward?, label: Ward, filter: true }
columns:
  from_month: { type: month, label: From, when: { period: [quarter, academic-year, dfe] }, description: First month of the period }
  month_end: { type: month, label: Month, description: The month whose last day the figures are for; with longer periods the last of their months }
  group_name: { type: text, label: Group, when: { by: [age, gender, ethnic-group, ethnicity, sen, ward, imd-decile, locality, school, provider, level-of-need, vulnerable, caseworker, team] } }
  months: { type: number, label: Months, when: { period: [quarter, academic-year, dfe] }, description: Months of the period that are in the figures }
  cohort: { type: count, label: Young people, metric: participation.cohort, mean_over: months, when: { period: [month] } }
  cohort_mean: { type: number, label: Young people (mean), metric: participation.cohort, ratio: [cohort, months], decimals: 1, when: { period: [quarter, academic-year, dfe] } }
  neet: { type: count, label: NEET, metric: participation.neet, mean_over: months, when: { period: [month] } }
  neet_mean: { type: number, label: NEET (mean), metric: participation.neet, ratio: [neet, months], decimals: 1, when: { period: [quarter, academic-year, dfe] } }
  neet_rate: { type: percent, label: NEET %, metric: participation.neet_rate, ratio: [neet, cohort] }
  nk: { type: count, label: Not known, metric: participation.nk, mean_over: months, when: { period: [month] } }
  nk_mean: { type: number, label: Not known (mean), metric: participation.nk, ratio: [nk, months], decimals: 1, when: { period: [quarter, academic-year, dfe] } }
  nk_rate: { type: percent, label: Not known %, metric: participation.nk_rate, ratio: [nk, cohort] }
  neet_nk: { type: count, label: NEET or not known, metric: participation.neet_nk, mean_over: months, when: { period: [month] } }
  neet_nk_mean: { type: number, label: NEET or not known (mean), metric: participation.neet_nk, ratio: [neet_nk, months], decimals: 1, when: { period: [quarter, academic-year, dfe] } }
  neet_nk_rate: { type: percent, label: NEET or not known %, metric: participation.neet_nk_rate, ratio: [neet_nk, cohort] }
  eet: { type: count, label: EET, metric: participation.eet, mean_over: months, when: { period: [month] } }
  participating: { type: count, label: Participating, metric: participation.participating, mean_over: months, when: { period: [month] } }
  participation_rate: { type: percent, label: Participating %, metric: participation.participation_rate, ratio: [participating, cohort] }
totals:
  - { column: group_name, value: All }
identities:
  - cohort = eet + neet + nk
  - neet_nk = neet + nk
records:
  from: marts.person_month_by
  where: >-
    dimension = cast($by as varchar) and is_base and month_end between cast($from as date) and cast($to as date)
    and (cast($ward as varchar) is null or ward_code = cast($ward as varchar))
  grain:
    month_end: month_end
    group_name: group_name
  columns:
    cohort: is_base
    eet: is_eet
    neet: is_neet
    nk: is_nk
    neet_nk: is_neet or is_nk
    participating: is_participating
  show: { month_end: Month, academic_age: Age, activity_label: Activity, activity_started_on: Since, verified_on: Last verified, days_neet: Days NEET, ward_name: Ward, team: Team, last_contact_on: Last contact }
chart: { kind: line, x: month_end, y: [neet_rate, nk_rate], when: { by: [none] } }
definition: >-
  Young people of academic age 16 and 17 for whom the authority leads, at each month end, without those in custody: how many are
  not in education, employment or training (NEET), and in how many the activity is not known or no longer current.
  A longer period is the mean number of its months over the mean cohort, from unrounded counts.
access: staff
notes:
  - Someone in education, employment or training whose record has lapsed counts as not known until the activity is verified again.
  - Percentages are worked out from whole numbers and may not add up to those shown.
---*/
with month_of as (
  select
    m.month_end,
    case cast($period as varchar)
      when 'month' then cast(m.month_end as varchar)
      when 'quarter' then cast(m.quarter_end as varchar)
      else cast(m.academic_year as varchar)
    end as period
  from marts.month m
  where cast($period as varchar) <> 'dfe' or extract(month from m.month_end) in (12, 1, 2)
),
wanted as (
  select p.period, min(p.month_end) as from_month, max(p.month_end) as month_end, count(*) as months
  from month_of p
  where p.period in (
    select w.period from month_of w
    where w.month_end between cast($from as date) and cast($to as date)
  )
  group by p.period
  having cast($period as varchar) <> 'dfe' or count(*) = 3
),
person as (
  select
    m.period,
    r.group_name, r.group_sort, r.is_eet, r.is_neet, r.is_nk, r.is_participating
  from marts.person_month_by r
  join month_of m on m.month_end = r.month_end
  where r.dimension = cast($by as varchar) and r.is_base and (cast($ward as varchar) is null or r.ward_code = cast($ward as varchar))
),
counted as (
  select
    period, 'All' as group_name, 1 as is_total, 0 as group_sort, count(*) as cohort,
    count(*) filter (where is_eet) as eet,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_nk) as nk,
    count(*) filter (where is_participating) as participating
  from person
  group by period
  union all
  select
    period, group_name, 0 as is_total, min(group_sort) as group_sort, count(*) as cohort,
    count(*) filter (where is_eet) as eet,
    count(*) filter (where is_neet) as neet,
    count(*) filter (where is_nk) as nk,
    count(*) filter (where is_participating) as participating
  from person
  where cast($by as varchar) <> 'none'
  group by period, group_name
)
select
  w.from_month, w.month_end, c.group_name, w.months,
  c.cohort, c.neet, c.nk, c.neet + c.nk as neet_nk, c.eet, c.participating
from wanted w
join counted c on c.period = w.period
order by w.month_end, c.is_total, c.group_sort, c.group_name
