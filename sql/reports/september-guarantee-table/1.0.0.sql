/*---
id: september-guarantee-table
title: September Guarantee by status
version: 1.0.0
purpose: national
requirement: [000.9.2, 000.9.2.5, 000.9.1.17]
reads: marts@1
grain: [line]
params:
  month: { type: month, label: Month, default: latest }
columns:
  line: { type: code, label: Line }
  label: { type: text, label: Status }
  year_11: { type: count, label: Year 11, metric: guarantee.cohort }
  year_11_rate: { type: percent, label: Year 11 %, metric: guarantee.offer_rate, ratio: [year_11, year_11_base] }
  year_12: { type: count, label: Year 12, metric: guarantee.cohort }
  year_12_rate: { type: percent, label: Year 12 %, metric: guarantee.offer_rate, ratio: [year_12, year_12_base] }
  total: { type: count, label: Total, metric: guarantee.cohort }
  total_rate: { type: percent, label: Total %, metric: guarantee.offer_rate, ratio: [total, total_base] }
  parent: { type: text, label: Part of, hidden: true }
  year_11_base: { type: count, label: Base, hidden: true }
  year_12_base: { type: count, label: Base, hidden: true }
  total_base: { type: count, label: Base, hidden: true }
part_of: parent
identities:
  - total = year_11 + year_12
records:
  from: marts.guarantee_line
  where: month_end = cast($month as date)
  grain: { line: line }
  columns:
    year_11: year_group = 11
    year_12: year_group = 12
    total: line is not null
  show: { year_group: Year group, status: Status, status_label: Meaning, school_name: School }
definition: >-
  The Department for Education's table of the September Guarantee: the fixed cohort of the season by each status, with the four groups
  offer made, offer not appropriate, no offer and not recorded, for Year 11 and Year 12, at a month end from May to the next March.
access: staff
---*/
with counted as (
  select
    g.line, max(g.line_label) as label, max(g.line_parent) as parent,
    count(*) filter (where g.year_group = 11) as year_11, count(*) filter (where g.year_group = 12) as year_12, count(*) as total
  from marts.guarantee_line g
  where g.month_end = cast($month as date)
  group by g.line
),
base as (
  select max(year_11) as year_11, max(year_12) as year_12, max(total) as total from counted where line = 'all'
)
select
  c.line, c.label, c.year_11, c.year_12, c.total, c.parent,
  b.year_11 as year_11_base, b.year_12 as year_12_base, b.total as total_base
from counted c
cross join base b
order by
  case
    when coalesce(c.parent, c.line) = 'offer' or c.line = 'offer' then 1
    when coalesce(c.parent, c.line) = 'not-appropriate' or c.line = 'not-appropriate' then 2
    when coalesce(c.parent, c.line) = 'no-offer' or c.line = 'no-offer' then 3
    when c.line = 'all' then 5 else 4 end,
  case when c.line in ('offer', 'not-appropriate', 'no-offer', 'not-recorded') then 1 else 0 end, c.line
