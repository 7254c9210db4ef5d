-- The September Guarantee: each member of the season's fixed cohort at each month end from its fixing until the finished season is no longer held.
select
  c.season, m.month_end, p.person_key, c.year_group, c.la_code,
  coalesce(o.code, u.code) as status,
  s.label as status_label,
  s.group_name as status_group,
  sch.name as school_name,
  p.return_gender_code as gender, coalesce(ec.group_name, 'Unknown') as ethnic_group, coalesce(n.code, 'N') as sen
from core.cohort_member c
join core.season k on k.kind = c.kind and k.season = c.season
join core.month m on m.month_end >= c.valid_from and m.month_end >= k.fixed_on and m.month_end <= k.held_to and m.month_end < c.valid_to
join core.person p on p.person_id = c.person_id
left join core.offer o on o.kind = 'guarantee' and o.person_id = c.person_id and o.season = c.season
  and o.year_group = c.year_group and o.made_on <= m.month_end
left join ref.code_group u on u.edition = m.edition and u.group_name = 'unknown-guarantee'
  and u.set_id = case when c.year_group = 11 then 'SG02' else 'SG11' end
left join ref.code s on s.edition = m.edition and s.code = coalesce(o.code, u.code)
  and s.set_id = case when c.year_group = 11 then 'SG02' else 'SG11' end
left join ref.code ec on ec.edition = m.edition and ec.set_id = 'YP27' and ec.code = p.ethnicity_code
left join core.characteristic n on n.person_id = c.person_id and n.set_id = 'SEN'
  and n.valid_from <= m.month_end and n.valid_to > m.month_end
left join known.organisation sch on sch.id = c.school_id
where c.kind = 'guarantee'
