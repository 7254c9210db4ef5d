-- Rows of one table that differ from the last state in the change log, in either direction. {table} is put in by the test.
with replayed as (
  select distinct on (row_id) row_id, op, new from change_log where table_name = '{table}' order by row_id, seq desc
),
held as (select t.id, to_jsonb(t) as row from {table} t)
select coalesce(h.id, r.row_id)::int as id
from held h full join (select * from replayed where op <> 'D') r on r.row_id = h.id
where h.row is distinct from r.new
limit 5
