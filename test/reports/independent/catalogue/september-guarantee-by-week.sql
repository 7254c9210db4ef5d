select to_char(w::date, 'YYYY-MM-DD') as group_name, count(*)::int as cohort, count(*) filter (where o.code in ('110', '114', '115'))::int as offer,
  count(*) filter (where o.code in ('140', '150', '151', '153', '154'))::int as no_offer
from cohort k cross join generate_series(make_date(k.season, 6, 1), make_date(k.season, 10, 31), interval '1 day') w
join cohort_member m on m.cohort_id = k.id and m.started_on <= w and coalesce(m.ended_on, w) >= w
left join offer o on o.person_id = m.person_id and o.kind = 'guarantee' and o.season = k.season and o.year_group = m.year_group and o.made_on <= w
where k.kind = 'guarantee' and k.season = 2025 and m.year_group = 11 and extract(isodow from w) = 7
group by w
