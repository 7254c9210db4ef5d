/*---
id: cohort-flow
title: Joiners and leavers of the cohort
version: 1.0.0
purpose: national
requirement: [000.9.1.2, 000.9.2.3]
reads: marts@1
grain: [month_end]
params:
  from: { type: month, label: From, default: "-24 months" }
  to: { type: month, label: To, default: latest }
columns:
  month_end: { type: month, label: Month }
  opening: { type: count, label: At the start, metric: participation.cohort }
  joiners: { type: count, label: Joiners, metric: neet.cohort_joiners }
  year_12: { type: count, label: … to Year 12, metric: neet.cohort_joiners, description: Joined in Year 12 }
  year_13: { type: count, label: … to Year 13, metric: neet.cohort_joiners, description: Joined in Year 13 }
  leavers: { type: count, label: Leavers, metric: neet.cohort_leavers }
  aged: { type: count, label: … too old, metric: neet.cohort_leavers }
  transferred: { type: count, label: … moved to another authority, metric: neet.cohort_leavers }
  other: { type: count, label: … other, metric: neet.cohort_leavers, description: "Left England, died, found to be a duplicate, went into custody, or nothing recorded" }
  closing: { type: count, label: At the end, metric: participation.cohort }
identities:
  - closing = opening + joiners - leavers
  - opening = previous closing
  - joiners = year_12 + year_13
  - leavers = aged + transferred + other
records:
  from: marts.person_month
  where: is_base or is_cohort_joiner or is_cohort_leaver
  grain: { month_end: month_end }
  columns:
    opening:
      where: is_base
      grain: { month_end: (select min(n.month_end) from marts.month n where n.month_end > r.month_end) }
    joiners: is_cohort_joiner
    year_12: is_cohort_joiner and year_group = 12
    year_13: is_cohort_joiner and year_group <> 12
    leavers: is_cohort_leaver
    aged: "is_cohort_leaver and (leaver_destination like 'left: aged%' or leaver_destination like 'left: reached%')"
    transferred: "is_cohort_leaver and leaver_destination like 'left: transferred%'"
    other: "is_cohort_leaver and not (leaver_destination like 'left: aged%' or leaver_destination like 'left: reached%' or leaver_destination like 'left: transferred%')"
    closing: is_base
  show: { month_end: Month, academic_age: Age, year_group: Year group, activity_label: Activity, leaver_destination: Left to, transferred_to_la_code: Moved to, ward_name: Ward }
chart: { kind: line, x: month_end, y: [closing] }
definition: >-
  Young people of academic age 16 and 17 for whom the authority leads, custody left out: how many there were at the month end before,
  who came in since, who went, and how many there are now. Start plus joiners less leavers is the end.
access: staff
notes:
  - In September a year group comes up from Year 11 and another leaves by age.
---*/
with base as (
  select month_end, count(*) filter (where is_base) as people
  from marts.person_month
  group by month_end
),
flow as (
  select
    month_end,
    count(*) filter (where is_cohort_joiner) as joiners,
    count(*) filter (where is_cohort_joiner and year_group = 12) as year_12,
    count(*) filter (where is_cohort_leaver) as leavers,
    count(*) filter (where is_cohort_leaver and (leaver_destination like 'left: aged%' or leaver_destination like 'left: reached%')) as aged,
    count(*) filter (where is_cohort_leaver and leaver_destination like 'left: transferred%') as transferred
  from marts.person_month
  group by month_end
),
month as (
  select m.month_end, max(b.month_end) as month_before
  from marts.month m
  join marts.month b on b.month_end < m.month_end
  where m.month_end between cast($from as date) and cast($to as date)
  group by m.month_end
)
select
  m.month_end, o.people as opening, f.joiners, f.year_12, f.joiners - f.year_12 as year_13,
  f.leavers, f.aged, f.transferred, f.leavers - f.aged - f.transferred as other, c.people as closing
from month m
join base o on o.month_end = m.month_before
join base c on c.month_end = m.month_end
join flow f on f.month_end = m.month_end
order by m.month_end
