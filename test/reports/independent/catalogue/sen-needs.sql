select k.label as group_name, count(*)::int as people, count(*) filter (where class = 'NEET')::int as neet
from base b join characteristic c on c.person_id = b.person_id and c.set_id = 'SEN_NEED'
  and c.started_on <= b.day and coalesce(c.ended_on, b.day) >= b.day
join code k on k.set_id = 'SEN_NEED' and k.code = c.code
where day = $1 group by k.label
union all
select 'Any of these', count(*)::int, count(*) filter (where class = 'NEET')::int
from base b where day = $1 and exists (select from characteristic c where c.person_id = b.person_id and c.set_id = 'SEN_NEED'
  and c.started_on <= b.day and coalesce(c.ended_on, b.day) >= b.day) having count(*) > 0
