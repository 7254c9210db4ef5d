/*---
id: career-pathway-plans
title: Career pathway plans
version: 1.0.0
purpose: local
requirement: [000.9.2.16]
reads: marts@1
grain: [group_name]
params:
  from: { type: day, label: "Due from", default: "-24 months" }
  to: { type: day, label: "Due to", default: latest }
  by:
    type: choice
    label: By
    default: owner
    entries: true
    options: { owner: Worker, team: Team, school: Year 11 school, gender: Gender, sen: SEN provision, due-year: Year due }
columns:
  group_name: { type: text, label: Group }
  due: { type: count, label: Due, metric: plans.pathway }
  started: { type: count, label: Started, metric: plans.pathway }
  not_started: { type: count, label: Not started, metric: plans.pathway }
  agreed: { type: count, label: Agreed, metric: plans.pathway }
  agreed_rate: { type: percent, label: Agreed %, metric: plans.pathway, ratio: [agreed, due] }
  in_time: { type: count, label: … in time, metric: plans.pathway }
  late: { type: count, label: … late, metric: plans.pathway }
  reviewed: { type: count, label: Reviewed, metric: plans.pathway }
  reviewed_rate: { type: percent, label: "Reviewed, % of agreed", metric: plans.pathway, ratio: [reviewed, agreed] }
  review_overdue: { type: count, label: Review overdue, metric: plans.pathway }
totals:
  - { column: group_name, value: All }
identities:
  - due = started + not_started
  - agreed = in_time + late
records:
  from: marts.pathway_plan
  where: due_on between cast($from as date) and cast($to as date)
  grain:
    group_name: >-
      case cast($by as varchar)
      when 'owner' then coalesce(owner, 'Nobody')
      when 'team' then coalesce(team, 'No team')
      when 'school' then coalesce(school_name, 'No school')
      when 'gender' then case gender when 'F' then 'Female' when 'M' then 'Male' else 'Not recorded' end
      when 'sen' then sen_label
      when 'due-year' then cast(due_year as varchar)
      end
  columns:
    due: due_on is not null
    started: is_started
    not_started: not is_started
    agreed: is_agreed
    in_time: is_agreed_in_time
    late: is_agreed and not is_agreed_in_time
    reviewed: is_reviewed
    review_overdue: is_review_overdue
  show: { due_on: Due, started_on: Started, agreed_on: Agreed, reviewed_on: Last review, next_review_on: Next review, owner: Worker, team: Team, school_name: School }
chart: { kind: bar, x: group_name, y: [agreed_rate] }
definition: >-
  Career pathway plans that were due between two days, as known now: how many were started, agreed with the young person, in
  time or late, and reviewed since.
access: staff
---*/
with person as (
  select
    r.due_on, r.is_agreed, r.is_agreed_in_time, r.is_review_overdue, r.is_reviewed, r.is_started,
    case cast($by as varchar)
      when 'owner' then coalesce(owner, 'Nobody')
      when 'team' then coalesce(team, 'No team')
      when 'school' then coalesce(school_name, 'No school')
      when 'gender' then case gender when 'F' then 'Female' when 'M' then 'Male' else 'Not recorded' end
      when 'sen' then sen_label
      when 'due-year' then cast(due_year as varchar)
      end as group_name
  from marts.pathway_plan r
  where due_on between cast($from as date) and cast($to as date)
),
counted as (
  select
    'All' as group_name, 1 as is_total,
    count(*) filter (where due_on is not null) as due,
    count(*) filter (where is_started) as started,
    count(*) filter (where not is_started) as not_started,
    count(*) filter (where is_agreed) as agreed,
    count(*) filter (where is_agreed_in_time) as in_time,
    count(*) filter (where is_agreed and not is_agreed_in_time) as late,
    count(*) filter (where is_reviewed) as reviewed,
    count(*) filter (where is_review_overdue) as review_overdue
  from person
  union all
  select
    group_name, 0 as is_total,
    count(*) filter (where due_on is not null) as due,
    count(*) filter (where is_started) as started,
    count(*) filter (where not is_started) as not_started,
    count(*) filter (where is_agreed) as agreed,
    count(*) filter (where is_agreed_in_time) as in_time,
    count(*) filter (where is_agreed and not is_agreed_in_time) as late,
    count(*) filter (where is_reviewed) as reviewed,
    count(*) filter (where is_review_overdue) as review_overdue
  from person
  group by group_name
)
select group_name, due, started, not_started, agreed, in_time, late, reviewed, review_overdue
from counted
order by is_total, group_name
