-- What Year 11 means to do after the summer: each member of the NCCIS cohort in Year 11, at each month end from May to August.
with member as (
  select distinct c.month_end, c.person_id, c.la_code, c.edition, extract(year from c.month_end) as season
  from core.month_class c
  where c.status_group = 'active' and c.academic_age = c.headline_from - 1 and extract(month from c.month_end) between 5 and 8
)
select
  cast(m.season as integer) as season, m.month_end, p.person_key, m.la_code,
  o.code, coalesce(l.label, 'Not asked yet') as label, o.code is not null as is_asked,
  sch.name as school_name, p.return_gender_code as gender, coalesce(ec.group_name, 'Unknown') as ethnic_group,
  coalesce(n.code, 'N') as sen
from member m
join core.person p on p.person_id = m.person_id
left join core.offer o on o.kind = 'intention' and o.person_id = m.person_id and o.season = m.season and o.made_on <= m.month_end
left join ref.code l on l.edition = m.edition and l.set_id = 'ID01' and l.code = o.code
left join ref.code ec on ec.edition = m.edition and ec.set_id = 'YP27' and ec.code = p.ethnicity_code
left join core.characteristic n on n.person_id = m.person_id and n.set_id = 'SEN'
  and n.valid_from <= m.month_end and n.valid_to > m.month_end
left join known.organisation sch on sch.id = p.year11_school_id
qualify row_number() over (partition by m.month_end, m.person_id order by o.made_on desc, o.offer_id desc) = 1
