-- The Guarantee week by week: each member of the fixed cohort at each Sunday from its fixing until the offers are closed.
with season as (
  select season, fixed_on, closes_on from core.season where kind = 'guarantee'
),
week as (
  select s.season, cast(d as date) as week_end
  from season s, generate_series(s.fixed_on + 1, s.closes_on, interval 1 day) t(d)
  where isodow(d) = 7 and cast(d as date) <= (select as_of_day from ref.position)
)
select
  c.season, w.week_end, p.person_key, c.year_group, c.la_code, coalesce(o.code, u.code) as status,
  s.label as status_label, s.group_name as status_group, sch.name as school_name
from core.cohort_member c
join week w on w.season = c.season and c.valid_from <= w.week_end and c.valid_to > w.week_end
join ref.edition e on w.week_end >= e.valid_from and w.week_end < e.valid_to
join core.person p on p.person_id = c.person_id
left join core.offer o on o.kind = 'guarantee' and o.person_id = c.person_id and o.season = c.season
  and o.year_group = c.year_group and o.made_on <= w.week_end
left join ref.code_group u on u.edition = e.edition and u.group_name = 'unknown-guarantee'
  and u.set_id = case when c.year_group = 11 then 'SG02' else 'SG11' end
left join ref.code s on s.edition = e.edition and s.code = coalesce(o.code, u.code)
  and s.set_id = case when c.year_group = 11 then 'SG02' else 'SG11' end
left join known.organisation sch on sch.id = c.school_id
where c.kind = 'guarantee'
