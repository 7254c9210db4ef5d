/*---
id: destinations
title: Destinations
version: 1.0.0
purpose: national
requirement: [000.9.1.3, 000.9.2.4, 000.4.2]
reads: marts@1
grain: [group_name]
params:
  month: { type: month, label: Month, default: latest }
  by:
    type: choice
    label: By
    default: activity-group
    entries: true
    options: { activity-group: Activity group, activity: Activity, provider-kind: Kind of provider, provider: Provider, provider-area: Provider in the area or outside, course-level: Level of the course, course-sector: Sector of the course, school: Year 11 school, none: No split }
columns:
  group_name: { type: text, label: Group }
  people: { type: count, label: Young people, metric: destinations.people }
  year_12: { type: count, label: Year 12, metric: destinations.people }
  year_13: { type: count, label: Year 13, metric: destinations.people }
  female: { type: count, label: Female, metric: destinations.people }
  male: { type: count, label: Male, metric: destinations.people }
  other_gender: { type: count, label: Gender not known, metric: destinations.people }
  in_area: { type: count, label: In the area, metric: destinations.people }
  outside: { type: count, label: Outside the area, metric: destinations.people }
  no_place: { type: count, label: Place not recorded or none, metric: destinations.people }
  share: { type: percent, label: Share %, metric: destinations.share, ratio: [people, everybody] }
  everybody: { type: count, label: All, hidden: true }
totals:
  - { column: group_name, value: All }
identities:
  - people = year_12 + year_13
  - people = female + male + other_gender
  - people = in_area + outside + no_place
records:
  from: marts.person_month_by
  where: dimension = cast($by as varchar) and month_end = cast($month as date) and is_base
  grain: { group_name: group_name }
  columns:
    people: is_base
    year_12: is_base and year_group = 12
    year_13: is_base and year_group = 13
    female: is_base and gender = 'F'
    male: is_base and gender = 'M'
    other_gender: is_base and coalesce(gender, 'U') not in ('F', 'M')
    in_area: is_base and is_eet and provider_la_code = la_code
    outside: is_base and is_eet and provider_la_code <> la_code
    no_place: is_base and (not is_eet or provider_la_code is null)
  show: { academic_age: Age, activity_label: Activity, provider_name: Provider, course_level: Level, course_sector: Sector, activity_started_on: Since, verified_on: Last verified, school_name: Year 11 school }
chart: { kind: bar, x: group_name, y: [people] }
definition: >-
  What young people of academic age 16 and 17 do at the month end: by activity, kind of provider, provider, level and sector
  of the course. Not known and NEET are destinations too.
access: staff
notes:
  - Level and sector are those that the provider named for the course; sixth forms count as academic studies.
---*/
with person as (
  select r.group_name, r.group_sort, r.is_base, r.is_eet, r.year_group, r.gender, r.provider_la_code, r.la_code
  from marts.person_month_by r
  where r.dimension = cast($by as varchar) and r.month_end = cast($month as date) and is_base
),
counted as (
  select
    'All' as group_name, 1 as is_total, 0 as group_sort,
    count(*) filter (where is_base) as people,
    count(*) filter (where is_base and year_group = 12) as year_12,
    count(*) filter (where is_base and year_group = 13) as year_13,
    count(*) filter (where is_base and gender = 'F') as female,
    count(*) filter (where is_base and gender = 'M') as male,
    count(*) filter (where is_base and coalesce(gender, 'U') not in ('F', 'M')) as other_gender,
    count(*) filter (where is_base and is_eet and provider_la_code = la_code) as in_area,
    count(*) filter (where is_base and is_eet and provider_la_code <> la_code) as outside,
    count(*) filter (where is_base and (not is_eet or provider_la_code is null)) as no_place,
    (select count(*) from person) as everybody
  from person
  union all
  select
    group_name, 0 as is_total, min(group_sort) as group_sort,
    count(*) filter (where is_base) as people,
    count(*) filter (where is_base and year_group = 12) as year_12,
    count(*) filter (where is_base and year_group = 13) as year_13,
    count(*) filter (where is_base and gender = 'F') as female,
    count(*) filter (where is_base and gender = 'M') as male,
    count(*) filter (where is_base and coalesce(gender, 'U') not in ('F', 'M')) as other_gender,
    count(*) filter (where is_base and is_eet and provider_la_code = la_code) as in_area,
    count(*) filter (where is_base and is_eet and provider_la_code <> la_code) as outside,
    count(*) filter (where is_base and (not is_eet or provider_la_code is null)) as no_place,
    (select count(*) from person) as everybody
  from person
  where cast($by as varchar) <> 'none'
  group by group_name
)
select group_name, people, year_12, year_13, female, male, other_gender, in_area, outside, no_place, everybody
from counted
order by is_total, group_sort, group_name
