/*---
id: send-table
title: Activities of young people of 18 to 24 with an EHC plan
version: 1.0.0
purpose: national
requirement: [000.9.2, 000.9.2.14, 000.9.1.11]
reads: marts@1
grain: [line]
params:
  month: { type: month, label: Month, default: latest }
columns:
  line: { type: code, label: Line }
  label: { type: text, label: Activity }
  age_18: { type: count, label: Age 18, metric: participation.line }
  age_18_rate: { type: percent, label: Age 18 %, metric: participation.line_rate, ratio: [age_18, age_18_base] }
  age_19: { type: count, label: Age 19, metric: participation.line }
  age_19_rate: { type: percent, label: Age 19 %, metric: participation.line_rate, ratio: [age_19, age_19_base] }
  age_20: { type: count, label: Age 20, metric: participation.line }
  age_20_rate: { type: percent, label: Age 20 %, metric: participation.line_rate, ratio: [age_20, age_20_base] }
  age_21: { type: count, label: Age 21, metric: participation.line }
  age_21_rate: { type: percent, label: Age 21 %, metric: participation.line_rate, ratio: [age_21, age_21_base] }
  age_22: { type: count, label: Age 22, metric: participation.line }
  age_22_rate: { type: percent, label: Age 22 %, metric: participation.line_rate, ratio: [age_22, age_22_base] }
  age_23: { type: count, label: Age 23, metric: participation.line }
  age_23_rate: { type: percent, label: Age 23 %, metric: participation.line_rate, ratio: [age_23, age_23_base] }
  age_24: { type: count, label: Age 24, metric: participation.line }
  age_24_rate: { type: percent, label: Age 24 %, metric: participation.line_rate, ratio: [age_24, age_24_base] }
  all_people: { type: count, label: 18 to 24, metric: participation.line }
  all_people_rate: { type: percent, label: 18 to 24 %, metric: participation.line_rate, ratio: [all_people, all_people_base] }
  year_before: { type: count, label: Same month last year, metric: participation.line, suppress: small }
  change: { type: number, label: Change, metric: participation.line, suppress: "with(all_people, year_before)" }
  parent: { type: text, label: Part of, hidden: true }
  age_18_base: { type: number, label: Base, suppress: with(age_18), hidden: true }
  age_19_base: { type: number, label: Base, suppress: with(age_19), hidden: true }
  age_20_base: { type: number, label: Base, suppress: with(age_20), hidden: true }
  age_21_base: { type: number, label: Base, suppress: with(age_21), hidden: true }
  age_22_base: { type: number, label: Base, suppress: with(age_22), hidden: true }
  age_23_base: { type: number, label: Base, suppress: with(age_23), hidden: true }
  age_24_base: { type: number, label: Base, suppress: with(age_24), hidden: true }
  all_people_base: { type: number, label: Base, suppress: with(all_people), hidden: true }
identities:
  - all_people = age_18 + age_19 + age_20 + age_21 + age_22 + age_23 + age_24
part_of: parent
records:
  from: marts.person_month_line
  where: is_ehcp_18_24 and line is not null
  grain: { line: line }
  columns:
    age_18: month_end = cast($month as date) and academic_age = 18
    age_19: month_end = cast($month as date) and academic_age = 19
    age_20: month_end = cast($month as date) and academic_age = 20
    age_21: month_end = cast($month as date) and academic_age = 21
    age_22: month_end = cast($month as date) and academic_age = 22
    age_23: month_end = cast($month as date) and academic_age = 23
    age_24: month_end = cast($month as date) and academic_age = 24
    all_people: month_end = cast($month as date)
    year_before: month_end = (select max(y.month_end) from marts.month y where y.month_end <= last_day(make_date(cast(extract(year from cast($month as date)) as integer) - 1, cast(extract(month from cast($month as date)) as integer), 1)) and y.month_end > make_date(cast(extract(year from cast($month as date)) as integer) - 1, cast(extract(month from cast($month as date)) as integer), 1))
  show: { academic_age: Age, activity_label: Activity, activity_started_on: Since, verified_on: Last verified, days_neet: Days NEET, ward_name: Ward, team: Team }
definition: >-
  The Department for Education's SEND table: young people of academic age 18 to 24 with a current education, health and care
  plan, by activity in the lines of the monthly table and by academic age, at the month end.
access: staff
notes:
  - "They are in the return, and not in the headline figures."
---*/
with shown as (
  select l.line, l.label, l.parent, l.position
  from marts.monthly_line l
  join marts.month m on m.edition = l.edition
  where m.month_end = cast($month as date)
),
year_before as (
  select last_day(make_date(cast(extract(year from cast($month as date)) as integer) - 1, cast(extract(month from cast($month as date)) as integer), 1)) as month_end
),
counted as (
  select
    line,
    count(*) filter (where academic_age = 18) as age_18,
    count(*) filter (where academic_age = 19) as age_19,
    count(*) filter (where academic_age = 20) as age_20,
    count(*) filter (where academic_age = 21) as age_21,
    count(*) filter (where academic_age = 22) as age_22,
    count(*) filter (where academic_age = 23) as age_23,
    count(*) filter (where academic_age = 24) as age_24,
    count(*) as all_people
  from marts.person_month_line
  where month_end = cast($month as date) and is_ehcp_18_24 and line is not null
  group by line
),
before as (
  select r.line, count(*) as people
  from marts.person_month_line r
  join year_before y on y.month_end = r.month_end
  where is_ehcp_18_24 and r.line is not null
  group by r.line
),
known_before as (
  select count(*) as months from marts.month m join year_before y on y.month_end = m.month_end
),
base as (
  select
coalesce(max(age_18), 0) as age_18, coalesce(max(age_19), 0) as age_19, coalesce(max(age_20), 0) as age_20, coalesce(max(age_21), 0) as age_21, coalesce(max(age_22), 0) as age_22, coalesce(max(age_23), 0) as age_23, coalesce(max(age_24), 0) as age_24, coalesce(max(all_people), 0) as all_people
  from counted
  where line = 'base'
)
select
  s.line, s.label,
coalesce(c.age_18, 0) as age_18, coalesce(c.age_19, 0) as age_19, coalesce(c.age_20, 0) as age_20, coalesce(c.age_21, 0) as age_21, coalesce(c.age_22, 0) as age_22, coalesce(c.age_23, 0) as age_23, coalesce(c.age_24, 0) as age_24, coalesce(c.all_people, 0) as all_people,
  case when k.months > 0 then coalesce(b.people, 0) end as year_before,
  case when k.months > 0 then coalesce(c.all_people, 0) - coalesce(b.people, 0) end as change,
  s.parent,
case when s.line <> '710' then t.age_18 end as age_18_base, case when s.line <> '710' then t.age_19 end as age_19_base, case when s.line <> '710' then t.age_20 end as age_20_base, case when s.line <> '710' then t.age_21 end as age_21_base, case when s.line <> '710' then t.age_22 end as age_22_base, case when s.line <> '710' then t.age_23 end as age_23_base, case when s.line <> '710' then t.age_24 end as age_24_base, case when s.line <> '710' then t.all_people end as all_people_base
from shown s
cross join base t
cross join known_before k
left join counted c on c.line = s.line
left join before b on b.line = s.line
order by s.position
