-- Links of the change log that do not hold: a first state that is no insert, an `old` that is not the state before it.
with linked as (
  select seq, table_name, row_id, op, old, known_at,
    lag(new) over w as before, lag(seq) over w as previous
  from change_log window w as (partition by table_name, row_id order by seq)
)
select seq::int as seq, table_name from linked
where op <> case when previous is null then 'I' else 'U' end or old is distinct from before
limit 5
