select coalesce(s.name, 'No school') as group_name, count(*)::int as cohort, count(*) filter (where o.code in ('110', '114', '115'))::int as offer,
  count(*) filter (where o.code in ('140', '150', '151', '153', '154'))::int as no_offer
from cohort k join cohort_member m on m.cohort_id = k.id
left join organisation s on s.id = m.school_id
left join offer o on o.person_id = m.person_id and o.kind = 'guarantee' and o.season = k.season and o.year_group = m.year_group and o.made_on <= $1
where k.kind = 'guarantee' and k.season = (select max(season) from cohort where kind = 'guarantee' and fixed_on <= $1) and coalesce(m.ended_on, $1) >= $1
group by 1
