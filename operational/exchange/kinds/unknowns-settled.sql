/*---
title: Unknowns settled by lists
about: >
  How many people whose activity was not known are known by the lists that were applied between two days, by kind of list and month: what
  each source of matches yields.
to: council
asks: [from, as_at]
counts: true
file: unknowns-settled_{as_at}.csv
order: [month, profile]
columns:
  - { name: month, heading: Month }
  - { name: profile, heading: List }
  - { name: batches, heading: Files, type: count }
  - { name: rows_read, heading: Rows, type: count }
  - { name: matched, heading: Matched, type: count }
  - { name: applied, heading: Applied, type: count }
  - { name: queried, heading: Queried, type: count }
  - { name: settled, heading: UnknownsSettled, type: count }
---*/
select to_char(b.applied_at at time zone 'Europe/London', 'YYYY-MM') as month, b.profile, count(*) as batches,
  sum(b.rows_read) as rows_read,
  sum(b.rows_by_number + b.rows_by_name) as matched, sum(b.rows_applied) as applied, sum(b.rows_queried) as queried,
  sum(b.rows_settled) as settled
from import_batch b
where b.tenant_id = :tenant and b.state = 'applied'
  and (b.applied_at at time zone 'Europe/London')::date between :from and :as_at
group by 1, 2
