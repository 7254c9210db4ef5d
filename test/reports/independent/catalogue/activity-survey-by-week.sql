select to_char(w::date, 'YYYY-MM-DD') as group_name, count(*)::int as cohort, count(s.id) filter (where s.code not like '8%')::int as confirmed,
  count(s.id) filter (where s.code like '6%' or s.code = '540')::int as neet
from cohort k cross join generate_series(make_date(k.season, 11, 1), make_date(k.season + 1, 1, 31), interval '1 day') w
join cohort_member m on m.cohort_id = k.id
left join situation s on s.person_id = m.person_id and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
  and s.started_on <= make_date(k.season, 11, 1) and coalesce(s.ended_on, make_date(k.season, 11, 1)) >= make_date(k.season, 11, 1) and s.ascertained_on <= w
where k.kind = 'activity-survey' and k.season = 2025 and extract(isodow from w) = 7
group by w
