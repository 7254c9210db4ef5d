-- What was added, changed and taken away in the case store, by table and month.
select
  last_day(cast(known_at as date)) as month_end, table_name, kind, cast(count(*) as integer) as changes,
  cast(count(distinct row_id) as integer) as records
from known.change_made
group by all
order by all
