-- The one monthly fact: a row per person and month end. Reports sum its flags and define none of their own.
with previous as (
  select m.month_end, c.person_id, c.la_code, c.is_base, c.headline, c.table_group
  from core.month m
  join core.month_class c on c.month_end = m.previous_month_end
),
present as (
  select month_end, person_id from core.month_class
  union
  select month_end, person_id from previous where is_base    -- so that whoever goes without a word is still counted out
),
runs as (
  select c.month_end, c.person_id, r.started_on as neet_started_on
  from core.month_class c
  join core.neet_run r on r.situation_id = c.situation_id
  where c.headline = 'NEET'
)
select
  n.month_end,
  q.person_key,
  m.edition,
  coalesce(c.la_code, b.la_code) as la_code,
  c.status_code as cohort_status,
  c.transferred_to_la_code,
  c.academic_age,
  c.academic_age - 4 as year_group,
  q.return_gender_code as gender,
  coalesce(q.ethnicity_code, 'NOBT') as ethnicity,
  coalesce(ec.label, 'Not recorded') as ethnicity_label,
  coalesce(ec.group_name, 'Unknown') as ethnic_group,
  coalesce(a.sen, 'N') as sen,
  case when a.sen is null then 'No SEN' else coalesce(sc.label, a.sen) end as sen_label,
  a.level_of_need,
  lc.label as level_of_need_label,
  c.activity_code,
  c.activity_label,
  c.table_group as activity_group,
  c.headline,
  c.participation as participation_type,
  c.duty,
  c.started_on as activity_started_on,
  c.verified_on,
  c.due_to_lapse_on,
  c.due_to_lapse_on - n.month_end as days_to_lapse,
  n.month_end - c.verified_on as days_since_verified,
  coalesce(c.currency_lapsed, false) as currency_lapsed,
  r.neet_started_on,
  n.month_end - r.neet_started_on as days_neet,
  h.ward_code,
  w.ward_name,
  h.lsoa_code,
  h.imd_decile,
  c.establishment_no as provider_no,
  c.organisation_name as provider_name,
  c.organisation_kind as provider_kind,
  c.organisation_la_code as provider_la_code,
  c.course_level,
  c.course_sector,
  sch.establishment_no as school_no,
  sch.name as school_name,
  a.team,
  a.caseworker,
  g.locality,
  a.last_contact_on,
  n.month_end - a.last_contact_on as days_since_contact,
  coalesce(c.is_base, false) as is_base,
  coalesce(c.is_base and c.headline = 'EET', false) as is_eet,
  coalesce(c.is_base and c.headline = 'NEET', false) as is_neet,
  coalesce(c.is_base and c.headline = 'NK', false) as is_nk,
  coalesce(c.is_base and c.headline = 'EET' and c.participation <> 'NONE', false) as is_participating,
  coalesce(c.is_base and c.headline <> 'NK' and c.duty = 'MET', false) as is_duty_met,
  coalesce(c.is_base and c.headline <> 'NK' and c.duty = 'TOWARDS', false) as is_working_towards,
  coalesce(c.is_base and c.headline <> 'NK' and c.duty = 'BREAK', false) as is_temporary_break,
  coalesce(c.is_base and c.currency_lapsed, false) as is_lapsed,
  coalesce(c.is_base and c.headline = 'NEET', false)
    and not coalesce(b.is_base and b.headline = 'NEET', false)
    and m.month_end > first_month.month_end as is_joiner,
  coalesce(b.is_base and b.headline = 'NEET', false)
    and not coalesce(c.is_base and c.headline = 'NEET', false) as is_leaver,
  coalesce(a.is_vulnerable, false) as is_vulnerable,
  coalesce(a.has_characteristic, false) as has_characteristic,
  coalesce(c.status_group = 'active' and c.academic_age between c.headline_from and c.headline_to and c.headline = 'EXCL', false) as is_custody,
  coalesce(c.is_base, false) and not coalesce(b.is_base, false) and m.month_end > first_month.month_end as is_cohort_joiner,
  coalesce(b.is_base, false) and not coalesce(c.is_base, false) as is_cohort_leaver,
  coalesce(c.status_group = 'active' and a.sen = c.extended_sen
    and c.academic_age > c.headline_to and c.academic_age <= c.extended_to, false) as is_ehcp_18_24,
  case when b.is_base then b.headline else 'not in cohort' end as previous_headline,
  case when b.is_base then (case when b.headline = 'NK' then 'not-known' else b.table_group end)
    else 'not in cohort' end as previous_group,
  case
    when c.person_id is null then 'left: no status recorded'
    when c.is_base then (case when c.headline = 'NK' then 'not-known' else c.table_group end)
    when c.status_group = 'active' and c.academic_age > c.headline_to then 'left: aged ' || (c.headline_to + 1) || ' or over'
    when c.status_group = 'active' then c.table_group
    else 'left: ' || lower(c.recorded_label)
  end as leaver_destination
from present n
join core.month m on m.month_end = n.month_end
join core.person q on q.person_id = n.person_id
cross join (select min(month_end) as month_end from core.month) first_month
left join core.month_class c on c.month_end = n.month_end and c.person_id = n.person_id
left join previous b on b.month_end = n.month_end and b.person_id = n.person_id
left join core.about a on a.month_end = n.month_end and a.person_id = n.person_id
left join core.home h on h.month_end = n.month_end and h.person_id = n.person_id
left join ref.ward w on w.ward_code = h.ward_code
left join runs r on r.month_end = n.month_end and r.person_id = n.person_id
left join ref.code ec on ec.edition = m.edition and ec.set_id = 'YP27' and ec.code = q.ethnicity_code
left join ref.code sc on sc.edition = m.edition and sc.set_id = 'SEN' and sc.code = a.sen
left join ref.code lc on lc.edition = m.edition and lc.set_id = 'LEVEL_OF_NEED' and lc.code = a.level_of_need
left join known.locality_ward g on g.ward_code = h.ward_code
left join known.organisation sch on sch.id = q.year11_school_id
