/*---
id: changes
title: Changes of the records
version: 1.0.0
purpose: local
requirement: [000.8.28]
reads: marts@1
grain: [group_name]
params:
  from: { type: month, label: From, default: "-11 months" }
  to: { type: month, label: To, default: latest }
  by:
    type: choice
    label: By
    default: table
    entries: true
    options: { table: Table, month: Month }
columns:
  group_name: { type: text, label: Group }
  changes: { type: count, label: Changes, metric: audit.changes, suppress: none }
  added: { type: count, label: Added, metric: audit.changes, suppress: none }
  changed: { type: count, label: Changed, metric: audit.changes, suppress: none }
  taken_away: { type: count, label: Taken away, metric: audit.changes, suppress: none }
totals:
  - { column: group_name, value: All }
identities:
  - changes = added + changed + taken_away
chart: { kind: bar, x: group_name, y: [changes] }
definition: >-
  What was added, changed and taken away in the case store, by the month in which it became known, from the warehouse's own history of
  every row. Who made a change, and on which record, is in the change log of the record.
access: managers
---*/
with told as (
  select
    c.kind, c.changes,
    case cast($by as varchar) when 'table' then c.table_name when 'month' then left(cast(c.month_end as varchar), 7) end as group_name
  from marts.change c
  where c.month_end between cast($from as date) and cast($to as date)
),
counted as (
  select
    group_name, 0 as is_total, sum(changes) as changes, coalesce(sum(changes) filter (where kind = 'added'), 0) as added,
    coalesce(sum(changes) filter (where kind = 'changed'), 0) as changed,
    coalesce(sum(changes) filter (where kind = 'taken away'), 0) as taken_away
  from told
  group by group_name
),
listed as (
  select group_name, is_total, changes, added, changed, taken_away from counted
  union all
  select 'All', 1, coalesce(sum(changes), 0), coalesce(sum(added), 0), coalesce(sum(changed), 0), coalesce(sum(taken_away), 0) from counted
)
select
  group_name, cast(changes as bigint) as changes, cast(added as bigint) as added, cast(changed as bigint) as changed,
  cast(taken_away as bigint) as taken_away
from listed
order by is_total, group_name
