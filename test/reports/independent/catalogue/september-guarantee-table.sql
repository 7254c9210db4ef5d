select case when o.code in ('110', '114', '115') then 'offer' when o.code in ('120', '122', '123', '124') then 'not-appropriate'
    when o.code in ('140', '150', '151', '153', '154') then 'no-offer' else 'not-recorded' end as group_name,
  count(*) filter (where m.year_group = 11)::int as year_11, count(*) filter (where m.year_group = 12)::int as year_12, count(*)::int as total
from cohort k join cohort_member m on m.cohort_id = k.id
left join offer o on o.person_id = m.person_id and o.kind = 'guarantee' and o.season = k.season and o.year_group = m.year_group and o.made_on <= $1
where k.kind = 'guarantee' and k.season = (select max(season) from cohort where kind = 'guarantee' and fixed_on <= $1) and coalesce(m.ended_on, $1) >= $1
group by 1
