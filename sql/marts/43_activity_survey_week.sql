-- The Activity Survey week by week from the day that it asks about until its answers are closed: a position is confirmed from the day on which it was ascertained.
with season as (
  select season, reference_day as on_day, updated_to from core.season where kind = 'activity-survey'
),
week as (
  select s.season, s.on_day, cast(d as date) as week_end
  from season s, generate_series(s.on_day, s.updated_to, interval 1 day) t(d)
  where isodow(d) = 7 and cast(d as date) <= (select as_of_day from ref.position)
)
select
  w.season as survey_year, w.week_end, p.person_key, c.la_code, sch.name as school_name,
  s.ascertained_on is not null and a.headline <> 'NK' as is_confirmed,
  a.headline, a.table_group as activity_group
from core.cohort_member c
join week w on w.season = c.season
join ref.edition e on w.on_day >= e.valid_from and w.on_day < e.valid_to
join core.person p on p.person_id = c.person_id
left join core.situation s on s.person_id = c.person_id and s.valid_from <= w.on_day and s.valid_to > w.on_day
  and s.ascertained_on <= w.week_end
left join ref.code_group u on u.edition = e.edition and u.group_name = 'unknown-activity'
left join ref.activity a on a.edition = e.edition and a.code = coalesce(s.code, u.code)
left join known.organisation sch on sch.id = c.school_id
where c.kind = 'activity-survey'
