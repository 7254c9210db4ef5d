/*---
id: data-supply
title: Data supply and match rates
version: 1.0.0
purpose: local
requirement: [000.3.1.2, 000.4.1.4]
reads: marts@1
grain: [group_name]
params:
  from: { type: month, label: From, default: "-11 months" }
  to: { type: month, label: To, default: latest }
  by:
    type: choice
    label: By
    default: profile
    entries: true
    options: { profile: Kind of file, month: Month received }
columns:
  group_name: { type: text, label: Group }
  files: { type: count, label: Files, metric: supply.files, suppress: none }
  applied_files: { type: count, label: … applied, metric: supply.files, suppress: none }
  last_received: { type: date, label: Last received }
  rows_read: { type: count, label: Rows read, metric: supply.rows, suppress: none }
  rows_applied: { type: count, label: Applied, metric: supply.rows, suppress: none }
  rows_unchanged: { type: count, label: Nothing new, metric: supply.rows, suppress: none }
  rows_queried: { type: count, label: To be decided, metric: supply.rows, suppress: none }
  rows_rejected: { type: count, label: Rejected, metric: supply.rows, suppress: none }
  by_number: { type: count, label: Found by number, metric: supply.rows, suppress: none }
  by_name: { type: count, label: Found by name, metric: supply.rows, suppress: none }
  matched: { type: count, label: Matched, metric: supply.rows, suppress: none }
  match_rate: { type: percent, label: Match rate, metric: supply.rows, ratio: [matched, rows_read] }
  new_people: { type: count, label: New people, metric: supply.rows, suppress: none }
  settled: { type: count, label: No longer not known, metric: supply.rows, suppress: none }
totals:
  - { column: group_name, value: All }
identities:
  - rows_read = rows_applied + rows_unchanged + rows_queried + rows_rejected
  - matched = by_number + by_name
chart: { kind: bar, x: group_name, y: [match_rate] }
definition: >-
  Files that were taken in between the two months and what became of their rows. Rows are of files that are applied: one that was
  undone, refused or is still being looked at counts as a file only.
notes:
  - A row that is to be decided fits nobody for sure, or several people; one that is rejected says why.
access: staff
---*/
with batch as (
  select
    b.received_on, b.is_applied, b.rows_read, b.rows_applied, b.rows_unchanged, b.rows_queried, b.rows_rejected, b.rows_by_number,
    b.rows_by_name, b.rows_new, b.rows_settled,
    case cast($by as varchar) when 'profile' then b.profile when 'month' then left(cast(b.month_end as varchar), 7) end as group_name
  from marts.import_batch b
  where b.month_end between cast($from as date) and cast($to as date)
),
counted as (
  select
    group_name, 0 as is_total, count(*) as files, count(*) filter (where is_applied) as applied_files, max(received_on) as last_received,
    coalesce(sum(rows_read) filter (where is_applied), 0) as rows_read,
    coalesce(sum(rows_applied) filter (where is_applied), 0) as rows_applied,
    coalesce(sum(rows_unchanged) filter (where is_applied), 0) as rows_unchanged,
    coalesce(sum(rows_queried) filter (where is_applied), 0) as rows_queried,
    coalesce(sum(rows_rejected) filter (where is_applied), 0) as rows_rejected,
    coalesce(sum(rows_by_number) filter (where is_applied), 0) as by_number,
    coalesce(sum(rows_by_name) filter (where is_applied), 0) as by_name,
    coalesce(sum(rows_new) filter (where is_applied), 0) as new_people,
    coalesce(sum(rows_settled) filter (where is_applied), 0) as settled
  from batch
  group by group_name
),
listed as (
  select
    group_name, is_total, files, applied_files, last_received, rows_read, rows_applied, rows_unchanged, rows_queried, rows_rejected,
    by_number, by_name, new_people, settled
  from counted
  union all
  select
    'All', 1, coalesce(sum(files), 0), coalesce(sum(applied_files), 0), max(last_received), coalesce(sum(rows_read), 0),
    coalesce(sum(rows_applied), 0), coalesce(sum(rows_unchanged), 0), coalesce(sum(rows_queried), 0), coalesce(sum(rows_rejected), 0),
    coalesce(sum(by_number), 0), coalesce(sum(by_name), 0), coalesce(sum(new_people), 0), coalesce(sum(settled), 0)
  from counted
)
select
  group_name, cast(files as bigint) as files, cast(applied_files as bigint) as applied_files, last_received,
  cast(rows_read as bigint) as rows_read, cast(rows_applied as bigint) as rows_applied, cast(rows_unchanged as bigint) as rows_unchanged,
  cast(rows_queried as bigint) as rows_queried, cast(rows_rejected as bigint) as rows_rejected, cast(by_number as bigint) as by_number,
  cast(by_name as bigint) as by_name, cast(by_number + by_name as bigint) as matched, cast(new_people as bigint) as new_people,
  cast(settled as bigint) as settled
from listed
order by is_total, group_name
