-- Who still stands of the people of $1: those who were joined to others lead to them, deleted people to nobody.
with recursive chain as (
  select id as asked, id, merged_into_id, deleted_at from person where id = any ($1::bigint[])
  union all
  select c.asked, p.id, p.merged_into_id, p.deleted_at from chain c join person p on p.id = c.merged_into_id
)
select asked, id from chain where merged_into_id is null and deleted_at is null
