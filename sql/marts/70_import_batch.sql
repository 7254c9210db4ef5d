-- Files that came in, by the month in which they did.
select
  last_day(cast(b.started_at as date)) as month_end, cast(b.started_at as date) as received_on, b.as_at, b.profile, b.file_name, b.state,
  b.state = 'applied' as is_applied, b.rows_read, b.rows_blank, b.rows_applied, b.rows_unchanged, b.rows_queried, b.rows_rejected,
  b.rows_by_number, b.rows_by_name, b.rows_new, b.rows_settled
from known.import_batch b
order by b.id
