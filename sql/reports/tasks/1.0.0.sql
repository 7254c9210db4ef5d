/*---
id: tasks
title: Things to do
version: 1.0.0
purpose: local
requirement: [000.4.1.10b]
reads: marts@1
grain: [group_name]
params:
  from: { type: day, label: "Due from", default: "-24 months" }
  to: { type: day, label: "Due to", default: latest }
  by:
    type: choice
    label: By
    default: caseworker
    entries: true
    options: { caseworker: Worker, team: Team, kind: Kind }
columns:
  group_name: { type: text, label: Group }
  tasks: { type: count, label: Things to do, metric: work.task }
  open: { type: count, label: Open, metric: work.task }
  overdue: { type: count, label: … overdue, metric: work.task }
  done: { type: count, label: Done, metric: work.task }
  done_rate: { type: percent, label: Done %, metric: work.task, ratio: [done, tasks] }
  cancelled: { type: count, label: Cancelled, metric: work.task }
totals:
  - { column: group_name, value: All }
identities:
  - tasks = open + done + cancelled
records:
  from: marts.task
  where: due_on between cast($from as date) and cast($to as date)
  grain:
    group_name: >-
      case cast($by as varchar)
      when 'caseworker' then coalesce(caseworker, 'Nobody')
      when 'team' then coalesce(team, 'No team')
      when 'kind' then kind
      end
  columns:
    tasks: state is not null
    open: state = 'open'
    overdue: is_overdue
    done: state = 'done'
    cancelled: state not in ('open', 'done')
  show: { kind: Kind, due_on: Due, done_on: Done, state: State, caseworker: Worker, team: Team }
chart: { kind: bar, x: group_name, y: [open, overdue] }
definition: >-
  What was to be done for young people by a day between the two, as known now: open, overdue and done, by who is to do it.
access: staff
---*/
with person as (
  select
    r.is_overdue, r.state,
    case cast($by as varchar)
      when 'caseworker' then coalesce(caseworker, 'Nobody')
      when 'team' then coalesce(team, 'No team')
      when 'kind' then kind
      end as group_name
  from marts.task r
  where due_on between cast($from as date) and cast($to as date)
),
counted as (
  select
    'All' as group_name, 1 as is_total,
    count(*) filter (where state is not null) as tasks,
    count(*) filter (where state = 'open') as open,
    count(*) filter (where is_overdue) as overdue,
    count(*) filter (where state = 'done') as done,
    count(*) filter (where state not in ('open', 'done')) as cancelled
  from person
  union all
  select
    group_name, 0 as is_total,
    count(*) filter (where state is not null) as tasks,
    count(*) filter (where state = 'open') as open,
    count(*) filter (where is_overdue) as overdue,
    count(*) filter (where state = 'done') as done,
    count(*) filter (where state not in ('open', 'done')) as cancelled
  from person
  group by group_name
)
select group_name, tasks, open, overdue, done, cancelled
from counted
order by is_total, group_name
