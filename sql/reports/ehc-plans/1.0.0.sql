/*---
id: ehc-plans
title: "EHC plans: requests, issue in 20 weeks, review"
version: 1.0.0
purpose: local
requirement: [000.9.1.14]
reads: marts@1
grain: [group_name]
params:
  from: { type: day, label: "Requested from", default: "-60 months" }
  to: { type: day, label: "Requested to", default: latest }
  by:
    type: choice
    label: By
    default: requested-year
    entries: true
    options: { requested-year: Year of request, issued-year: Year of issue, school: School, gender: Gender, year-group: Year group now, state: State }
columns:
  group_name: { type: text, label: Group }
  requested: { type: count, label: Requests, metric: plans.ehc }
  issued: { type: count, label: Plans issued, metric: plans.ehc }
  in_time: { type: count, label: … within 20 weeks, metric: plans.ehc }
  in_time_rate: { type: percent, label: Within 20 weeks %, metric: plans.ehc_rate, ratio: [in_time, issued] }
  late: { type: count, label: … later, metric: plans.ehc }
  refused: { type: count, label: Refused, metric: plans.ehc }
  being_assessed: { type: count, label: Being assessed, metric: plans.ehc }
  in_force: { type: count, label: In force, metric: plans.ehc }
  reviewed: { type: count, label: Reviewed, metric: plans.ehc }
  review_overdue: { type: count, label: Review overdue, metric: plans.ehc }
totals:
  - { column: group_name, value: All }
identities:
  - requested = issued + refused + being_assessed
  - issued = in_time + late
records:
  from: marts.ehc_plan
  where: requested_on between cast($from as date) and cast($to as date)
  grain:
    group_name: >-
      case cast($by as varchar)
      when 'requested-year' then cast(requested_year as varchar)
      when 'issued-year' then coalesce(cast(issued_year as varchar), 'Not issued')
      when 'school' then coalesce(school_name, 'No school')
      when 'gender' then case gender when 'F' then 'Female' when 'M' then 'Male' else 'Not recorded' end
      when 'year-group' then 'Year ' || cast(year_group as varchar)
      when 'state' then state
      end
  columns:
    requested: requested_on is not null
    issued: issued_on is not null
    in_time: issued_on is not null and is_in_20_weeks
    late: issued_on is not null and not is_in_20_weeks
    refused: refused_on is not null
    being_assessed: issued_on is null and refused_on is null
    in_force: state = 'in force'
    reviewed: reviewed_on is not null
    review_overdue: is_review_overdue
  show: { requested_on: Requested, issued_on: Issued, days_to_issue: Days, refused_on: Refused, reviewed_on: Last review, next_review_on: Next review, state: State, school_name: School }
chart: { kind: bar, x: group_name, y: [in_time_rate] }
definition: >-
  Requests for an education, health and care plan made between two days, as known now: plans issued, how many of them within
  20 weeks of the request, refused, still being assessed, and whose yearly review is overdue.
access: staff
notes:
  - 20 weeks are 140 days; exceptions in the law are not taken out.
  - A person with two requests counts twice.
---*/
with person as (
  select
    r.is_in_20_weeks, r.is_review_overdue, r.issued_on, r.refused_on, r.requested_on, r.reviewed_on, r.state,
    case cast($by as varchar)
      when 'requested-year' then cast(requested_year as varchar)
      when 'issued-year' then coalesce(cast(issued_year as varchar), 'Not issued')
      when 'school' then coalesce(school_name, 'No school')
      when 'gender' then case gender when 'F' then 'Female' when 'M' then 'Male' else 'Not recorded' end
      when 'year-group' then 'Year ' || cast(year_group as varchar)
      when 'state' then state
      end as group_name
  from marts.ehc_plan r
  where requested_on between cast($from as date) and cast($to as date)
),
counted as (
  select
    'All' as group_name, 1 as is_total,
    count(*) filter (where requested_on is not null) as requested,
    count(*) filter (where issued_on is not null) as issued,
    count(*) filter (where issued_on is not null and is_in_20_weeks) as in_time,
    count(*) filter (where issued_on is not null and not is_in_20_weeks) as late,
    count(*) filter (where refused_on is not null) as refused,
    count(*) filter (where issued_on is null and refused_on is null) as being_assessed,
    count(*) filter (where state = 'in force') as in_force,
    count(*) filter (where reviewed_on is not null) as reviewed,
    count(*) filter (where is_review_overdue) as review_overdue
  from person
  union all
  select
    group_name, 0 as is_total,
    count(*) filter (where requested_on is not null) as requested,
    count(*) filter (where issued_on is not null) as issued,
    count(*) filter (where issued_on is not null and is_in_20_weeks) as in_time,
    count(*) filter (where issued_on is not null and not is_in_20_weeks) as late,
    count(*) filter (where refused_on is not null) as refused,
    count(*) filter (where issued_on is null and refused_on is null) as being_assessed,
    count(*) filter (where state = 'in force') as in_force,
    count(*) filter (where reviewed_on is not null) as reviewed,
    count(*) filter (where is_review_overdue) as review_overdue
  from person
  group by group_name
)
select group_name, requested, issued, in_time, late, refused, being_assessed, in_force, reviewed, review_overdue
from counted
order by is_total, group_name
