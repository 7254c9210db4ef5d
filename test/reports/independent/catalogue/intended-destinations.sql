with eleven as (select person_id, day from standing where age = 15 and day = $1)
select coalesce(s.name, 'No school') as group_name, count(*)::int as people, count(o.code)::int as asked,
  count(*) filter (where o.code = '111')::int as same_school, count(*) filter (where o.code = '211')::int as apprenticeship,
  count(*) filter (where o.code = '511')::int as undecided
from eleven e join person p on p.id = e.person_id left join organisation s on s.id = p.year11_school_id
left join lateral (select code from offer f where f.person_id = e.person_id and f.kind = 'intention'
  and f.season = extract(year from e.day) and f.made_on <= e.day order by f.made_on desc, f.id desc limit 1) o on true
group by 1
