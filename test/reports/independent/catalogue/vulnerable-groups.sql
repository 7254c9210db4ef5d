select case c.code when '110' then 'Looked after / in care' when '120' then 'Parent – caring for own child' when '130' then 'Refugee / asylum seeker'
  when '140' then 'Carer – not own child' when '150' then 'Substance misuse (disclosed)' when '160' then 'Care leaver'
  when '170' then 'Supervised by youth offending team' when '180' then 'Pregnant' when '190' then 'Parent – not caring for own child'
  when '200' then 'Alternative provision' when '210' then 'Mental health flag' else c.code end as group_name,
  count(*)::int as people, count(*) filter (where class = 'EET')::int as eet, count(*) filter (where class = 'NEET')::int as neet,
  count(*) filter (where class = 'NK')::int as nk
from base b join characteristic c on c.person_id = b.person_id and c.set_id = 'IC01'
  and c.started_on <= b.day and coalesce(c.ended_on, b.day) >= b.day
where day = $1 group by 1
union all
select 'Any of these', count(*)::int, count(*) filter (where class = 'EET')::int, count(*) filter (where class = 'NEET')::int,
  count(*) filter (where class = 'NK')::int from base where day = $1 and any_characteristic having count(*) > 0
union all
select 'Teenage mother (derived)', count(*)::int, count(*) filter (where class = 'EET')::int, count(*) filter (where class = 'NEET')::int,
  count(*) filter (where class = 'NK')::int from base b where day = $1 and gender = 'Female' and exists (select from characteristic c
    where c.person_id = b.person_id and c.set_id = 'IC01' and c.code in ('120', '180')
    and c.started_on <= b.day and coalesce(c.ended_on, b.day) >= b.day) having count(*) > 0
union all
select 'DfE''s vulnerable group (derived)', count(*)::int, count(*) filter (where class = 'EET')::int, count(*) filter (where class = 'NEET')::int,
  count(*) filter (where class = 'NK')::int from base where day = $1 and vulnerable having count(*) > 0
