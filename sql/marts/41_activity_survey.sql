-- The Annual Activity Survey: what the fixed cohort did on the day that it asks about. Unconfirmed is not known.
with reference_day as (
  select season, reference_day as on_day from core.season where kind = 'activity-survey'
)
select
  c.season as survey_year, p.person_key, c.la_code, sch.name as school_name,
  coalesce(s.code, u.code) as activity_code, a.label as activity_label, a.headline, a.table_group as activity_group,
  p.return_gender_code as gender, coalesce(ec.group_name, 'Unknown') as ethnic_group, coalesce(n.code, 'N') as sen
from core.cohort_member c
join reference_day d on d.season = c.season
join ref.edition e on d.on_day >= e.valid_from and d.on_day < e.valid_to
join core.person p on p.person_id = c.person_id
left join core.situation s on s.person_id = c.person_id and s.valid_from <= d.on_day and s.valid_to > d.on_day
left join ref.code_group u on u.edition = e.edition and u.group_name = 'unknown-activity'
left join ref.activity a on a.edition = e.edition and a.code = coalesce(s.code, u.code)
left join ref.code ec on ec.edition = e.edition and ec.set_id = 'YP27' and ec.code = p.ethnicity_code
left join core.characteristic n on n.person_id = c.person_id and n.set_id = 'SEN'
  and n.valid_from <= d.on_day and n.valid_to > d.on_day
left join known.organisation sch on sch.id = c.school_id
where c.kind = 'activity-survey' and d.on_day <= (select as_of_day from ref.position)
