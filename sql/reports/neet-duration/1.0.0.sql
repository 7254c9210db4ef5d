/*---
id: neet-duration
title: How long young people have been NEET
version: 1.0.0
purpose: national
requirement: [000.9.1.5]
reads: marts@1
grain: [band]
params:
  month: { type: month, label: Month, default: latest }
columns:
  band: { type: text, label: Time NEET }
  people: { type: count, label: NEET, metric: participation.neet }
  share: { type: percent, label: Share %, metric: neet.duration_share, ratio: [people, all_neet] }
  mean_weeks: { type: number, label: Mean weeks, metric: neet.duration, ratio: [days, week_people], decimals: 1, suppress: with(people) }
  median_days: { type: number, label: Median days, metric: neet.duration, decimals: 1, suppress: with(people) }
  longest_days: { type: days, label: Longest (days), metric: neet.duration, suppress: with(people) }
  all_neet: { type: count, label: All NEET, hidden: true }
  days: { type: days, label: Days together, hidden: true, suppress: with(people) }
  week_people: { type: number, label: Seven times the people, hidden: true, suppress: with(people) }
totals:
  - { column: band, value: All }
identities:
  - all_neet = total people
records:
  from: marts.person_month
  where: is_neet and month_end = cast($month as date)
  grain:
    band: >-
      case when days_neet is null then 'Not recorded' when days_neet < 91 then 'Under 13 weeks'
      when days_neet < 182 then '13 to 25 weeks' else '26 weeks and over' end
  columns:
    people: is_neet
  show: { academic_age: Age, activity_label: Activity, neet_started_on: NEET since, days_neet: Days NEET, verified_on: Last verified, ward_name: Ward, team: Team, last_contact_on: Last contact }
chart: { kind: bar, x: band, y: [people] }
definition: >-
  NEET young people of academic age 16 and 17 at the month end, by the days since their unbroken run of NEET activities began.
  A change from one NEET activity to another does not begin a new run.
access: staff
notes:
  - Under 13 weeks is up to 90 days, 13 to 25 weeks is 91 to 181 days, 26 weeks and over is 182 days or more.
---*/
with neet as (
  select
    days_neet,
    case
      when days_neet is null then 'Not recorded'
      when days_neet < 91 then 'Under 13 weeks'
      when days_neet < 182 then '13 to 25 weeks'
      else '26 weeks and over'
    end as band
  from marts.person_month
  where is_neet and month_end = cast($month as date)
),
band as (
  select 'Under 13 weeks' as band, 1 as position
  union all select '13 to 25 weeks', 2
  union all select '26 weeks and over', 3
  union all select 'Not recorded', 4 where exists (select 1 from neet where days_neet is null)
),
counted as (
  select
    b.band, b.position, count(n.band) as people, cast(sum(n.days_neet) as bigint) as days,
    percentile_cont(0.5) within group (order by n.days_neet) as median_days, max(n.days_neet) as longest_days
  from band b
  left join neet n on n.band = b.band
  group by b.band, b.position
  union all
  select
    'All', 5, count(n.band), cast(sum(n.days_neet) as bigint),
    percentile_cont(0.5) within group (order by n.days_neet), max(n.days_neet)
  from neet n
),
total as (
  select count(*) as people from neet
)
select
  c.band, c.people, c.median_days, c.longest_days, t.people as all_neet, c.days, 7 * c.people as week_people
from counted c
cross join total t
order by c.position
