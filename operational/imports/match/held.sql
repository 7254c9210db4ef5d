-- What the store holds of people, as matching reads it: one row a person who still stands, for each id of $1 (others that were joined to
-- them included, as $1 may name those). Deleted people are not found.
with recursive chain as (
  select p.id as asked, p.id, p.merged_into_id, p.deleted_at from person p where p.id = any ($1::bigint[])
  union all
  select c.asked, p.id, p.merged_into_id, p.deleted_at from chain c join person p on p.id = c.merged_into_id
), standing as (
  select asked, id from chain where merged_into_id is null and deleted_at is null
), everyone as (
  select id, asked as part from standing union select id, id from standing
)
select s.id, array_agg(distinct s.asked) as asked,
  (select jsonb_agg(jsonb_build_object('given', p.given_name, 'family', p.family_name, 'knownAs', p.known_as,
      'born', p.date_of_birth)) from everyone e join person p on p.id = e.part where e.id = s.id) as names,
  (select jsonb_agg(distinct a.postcode) from everyone e join person_address pa on pa.person_id = e.part join address a on a.id = pa.address_id
    where e.id = s.id and pa.kind = 'home' and a.postcode is not null and pa.ended_on is null) as now,
  (select jsonb_agg(distinct a.postcode) from everyone e join person_address pa on pa.person_id = e.part join address a on a.id = pa.address_id
    where e.id = s.id and pa.kind = 'home' and a.postcode is not null and pa.ended_on is not null) as former,
  (select jsonb_agg(jsonb_build_array(i.kind, i.value)) from everyone e join person_identifier i on i.person_id = e.part
    where e.id = s.id and i.kind <> 'local') as numbers
from standing s group by s.id
