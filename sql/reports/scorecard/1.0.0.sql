/*---
id: scorecard
title: NEET and participation scorecard
version: 1.0.0
purpose: national
requirement: [000.9.2, 000.9.1.15, 000.9.2.18]
reads: marts@1
grain: [area]
params:
  year: { type: int?, label: "Year (empty is the latest whole one)" }
columns:
  area: { type: text, label: Group }
  cohort_mean: { type: number, label: "Cohort, December to February", ratio: [cohort, months], scale: 1, decimals: 1 }
  neet_nk_rate: { type: percent, label: NEET or not known %, metric: participation.neet_nk_rate, ratio: [neet_nk, cohort] }
  neet_rate: { type: percent, label: NEET %, metric: participation.neet_rate, ratio: [neet, cohort] }
  nk_rate: { type: percent, label: Not known %, metric: participation.nk_rate, ratio: [nk, cohort] }
  cohort_march: { type: number, label: "Cohort, March", ratio: [march_cohort, march_months], decimals: 0 }
  participation_rate: { type: percent, label: Participating %, metric: participation.participation_rate, ratio: [participating, march_cohort] }
  fte_rate: { type: percent, label: Full-time education %, metric: participation.type_rate, ratio: [fte, march_cohort] }
  apprenticeship_rate: { type: percent, label: Apprenticeship %, metric: participation.type_rate, ratio: [apprenticeship, march_cohort] }
  other_rate: { type: percent, label: Other education and training %, metric: participation.type_rate, ratio: [other, march_cohort] }
  share_rate: { type: percent, label: Share of the cohort %, metric: participation.cohort, ratio: [cohort, everybody] }
  march_cohort: { type: count, label: "Cohort, March", hidden: true }
  march_months: { type: number, label: Months, hidden: true }
  cohort: { type: count, label: Cohort of three months, hidden: true, mean_over: months }
  months: { type: number, label: Months, hidden: true }
  neet_nk: { type: count, label: NEET or not known, hidden: true, mean_over: months }
  neet: { type: count, label: NEET, hidden: true, mean_over: months }
  nk: { type: count, label: Not known, hidden: true, mean_over: months }
  participating: { type: count, label: Participating, hidden: true }
  fte: { type: count, label: Full-time education, hidden: true }
  apprenticeship: { type: count, label: Apprenticeship, hidden: true }
  other: { type: count, label: Other, hidden: true }
  everybody: { type: count, label: All, hidden: true, mean_over: months }
identities:
  - neet_nk = neet + nk
  - participating = fte + apprenticeship + other
chart: { kind: bar, x: area, y: [neet_nk_rate] }
definition: >-
  The authority's own figures in the columns of the Department for Education's scorecard: the mean of December, January and February
  for NEET and not known, the end of March for participation; for everybody, those with an education, health and care plan, with SEN
  support, with neither, and those in DfE's vulnerable group. Published figures of others are in the comparison.
access: staff
notes:
  - Part-time education, work-based learning and work with study make "other", with other training.
  - The groups of SEND and the vulnerable group overlap with each other.
---*/
with chosen as (
  select coalesce(cast($year as integer), max(m.academic_year) + 1) as scorecard_year
  from marts.month m
  where cast($year as integer) is not null or extract(month from m.month_end) = 3
),
area as (
  select 'All young people' as area, 1 as position
  union all select 'No SEN', 2 union all select 'EHC plan', 3 union all select 'SEN support', 4 union all select 'Vulnerable group', 5
),
person as (
  select
    a.area, a.position, extract(month from m.month_end) as month_number, m.month_end, r.is_neet, r.is_nk, r.is_participating, r.participation_type
  from marts.person_month r
  join marts.month m on m.month_end = r.month_end
  join chosen c on m.academic_year = c.scorecard_year - 1
  cross join area a
  where r.is_base and extract(month from m.month_end) in (12, 1, 2, 3)
    and case a.position when 1 then true when 2 then coalesce(r.sen, 'N') not in ('E', 'K') when 3 then r.sen = 'E' when 4 then r.sen = 'K'
      else r.is_vulnerable end
),
whole as (
  select count(distinct month_end) as months, count(*) as everybody from person where position = 1 and month_number <> 3
)
select
  p.area,
  count(*) filter (where p.month_number = 3) as march_cohort,
  1 as march_months,
  count(*) filter (where p.month_number <> 3) as cohort,
  max(w.months) as months,
  count(*) filter (where p.month_number <> 3 and (p.is_neet or p.is_nk)) as neet_nk,
  count(*) filter (where p.month_number <> 3 and p.is_neet) as neet,
  count(*) filter (where p.month_number <> 3 and p.is_nk) as nk,
  count(*) filter (where p.month_number = 3 and p.is_participating) as participating,
  count(*) filter (where p.month_number = 3 and p.is_participating and p.participation_type = 'FTE') as fte,
  count(*) filter (where p.month_number = 3 and p.is_participating and p.participation_type = 'APP') as apprenticeship,
  count(*) filter (where p.month_number = 3 and p.is_participating and p.participation_type not in ('FTE', 'APP')) as other,
  max(w.everybody) as everybody
from person p
cross join whole w
where w.months = 3
group by p.area, p.position
order by p.position
