/*---
id: activity-survey-by-school
title: Activity Survey progress by school
version: 1.0.0
purpose: national
requirement: [000.9.1.18, 000.9.2.6]
reads: marts@1
grain: [group_name]
params:
  week: { type: day, label: "Week to Sunday (or any later day)", default: latest }
columns:
  group_name: { type: text, label: School }
  cohort: { type: count, label: Leavers, metric: survey.cohort }
  confirmed: { type: count, label: Confirmed, metric: survey.confirmed }
  confirmed_rate: { type: percent, label: Confirmed %, metric: survey.confirmed, ratio: [confirmed, cohort] }
  to_find: { type: count, label: Still to find, metric: survey.confirmed }
  eet: { type: count, label: … EET, metric: survey.outcome }
  neet: { type: count, label: … NEET, metric: survey.outcome }
  other: { type: count, label: … other, metric: survey.outcome }
totals:
  - { column: group_name, value: All }
identities:
  - cohort = confirmed + to_find
  - confirmed = eet + neet + other
records:
  from: marts.activity_survey_week
  where: week_end = (select max(w.week_end) from marts.activity_survey_week w where w.week_end <= cast($week as date))
  grain:
    group_name: >-
      coalesce(school_name, 'No school')
  columns:
    cohort: survey_year is not null
    confirmed: is_confirmed
    to_find: not is_confirmed
    eet: is_confirmed and headline = 'EET'
    neet: is_confirmed and headline = 'NEET'
    other: is_confirmed and headline not in ('EET', 'NEET')
  show: { school_name: School, activity_group: Group }
chart: { kind: bar, x: group_name, y: [confirmed_rate] }
definition: >-
  Young people who reached the end of compulsory education that summer, by the school at which they were: for how many the
  position on 1 November was known by the end of the week. Outside November to January the last week before.
access: staff
---*/
with person as (
  select
    r.headline, r.is_confirmed, r.survey_year,
    coalesce(school_name, 'No school') as group_name
  from marts.activity_survey_week r
  where week_end = (select max(w.week_end) from marts.activity_survey_week w where w.week_end <= cast($week as date))
),
counted as (
  select
    'All' as group_name, 1 as is_total,
    count(*) filter (where survey_year is not null) as cohort,
    count(*) filter (where is_confirmed) as confirmed,
    count(*) filter (where not is_confirmed) as to_find,
    count(*) filter (where is_confirmed and headline = 'EET') as eet,
    count(*) filter (where is_confirmed and headline = 'NEET') as neet,
    count(*) filter (where is_confirmed and headline not in ('EET', 'NEET')) as other
  from person
  union all
  select
    group_name, 0 as is_total,
    count(*) filter (where survey_year is not null) as cohort,
    count(*) filter (where is_confirmed) as confirmed,
    count(*) filter (where not is_confirmed) as to_find,
    count(*) filter (where is_confirmed and headline = 'EET') as eet,
    count(*) filter (where is_confirmed and headline = 'NEET') as neet,
    count(*) filter (where is_confirmed and headline not in ('EET', 'NEET')) as other
  from person
  group by group_name
)
select group_name, cohort, confirmed, to_find, eet, neet, other
from counted
order by is_total, group_name
