-- Each member's class at the month end, by the edition in force: population, headline, participation, duty.
with aged as (
  select p.*, q.date_of_birth, m.academic_year,
    m.academic_year - year(q.date_of_birth) - case when month(q.date_of_birth) >= 9 then 1 else 0 end as academic_age
  from core.position p
  join core.month m on m.month_end = p.month_end
  join core.person q on q.person_id = p.person_id
),
coded as (
  select a.*, e.headline_from, e.headline_to, e.extended_to, e.extended_sen,
    -- Nothing recorded is "not known": the code that the edition names for the age.
    coalesce(a.code, case when a.academic_age < e.headline_from then u15.code else u16.code end) as activity_code,
    coalesce(a.due_to_lapse_on < a.month_end, false) as currency_lapsed
  from aged a
  join ref.edition e on e.edition = a.edition
  left join ref.code_group u16 on u16.edition = a.edition and u16.group_name = 'unknown-activity'
  left join ref.code_group u15 on u15.edition = a.edition and u15.group_name = 'unknown-activity-compulsory'
),
classed as (
  select c.*, t.label as activity_label, t.table_group, t.participation, t.duty, t.neet_subgroup,
    s.group_name as status_group, s.label as status_label, o.label as recorded_label,
    case
      when t.headline = 'PRE16' and c.academic_age >= c.headline_from then 'NK'
      when t.headline = 'EET' and c.currency_lapsed then 'NK'
      else coalesce(t.headline, 'NK')
    end as headline
  from coded c
  left join ref.activity t on t.edition = c.edition and t.code = c.activity_code
  left join ref.code s on s.edition = c.edition and s.set_id = 'YP10' and s.code = c.status_code
  left join ref.code o on o.edition = c.edition and o.set_id = 'YP10' and o.code = c.recorded_code
)
select *,
  status_group = 'active' and academic_age between headline_from and headline_to and headline <> 'EXCL' as is_base
from classed
