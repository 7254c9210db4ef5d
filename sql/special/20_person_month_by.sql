-- Characteristics (IC01) and types of special educational need at each month end.
with held as (
  select p.month_end, p.person_id, p.edition, q.person_key, c.set_id, c.code
  from core.position p
  join core.person q on q.person_id = p.person_id
  join core.characteristic c on c.person_id = p.person_id and c.valid_from <= p.month_end and c.valid_to > p.month_end
  where c.set_id in ('IC01', 'SEN_NEED')
),
named as (
  select
    h.month_end, h.person_key, case h.set_id when 'IC01' then 'characteristic' else 'sen-need' end as dimension,
    coalesce(l.label, h.code) as group_name, 1 as group_sort
  from held h
  left join ref.code l on l.edition = h.edition and l.set_id = h.set_id and l.code = h.code
  union
  -- NCCIS has no code for a teenage mother: a girl who is a parent or pregnant.
  select h.month_end, h.person_key, 'characteristic', 'Teenage mother (derived)', 2
  from held h
  join core.person q on q.person_key = h.person_key and q.person_id = q.root_id
  where h.set_id = 'IC01' and h.code in ('120', '180') and q.return_gender_code = 'F'
  union
  select h.month_end, h.person_key, 'characteristic', 'DfE''s vulnerable group (derived)', 3
  from held h
  join ref.code_group g on g.edition = h.edition and g.group_name = 'vulnerable' and g.set_id = h.set_id and g.code = h.code
  union
  select month_end, person_key, case set_id when 'IC01' then 'characteristic' else 'sen-need' end, 'Any of these', 4 from held
)
select
  n.month_end, n.person_key, n.dimension, n.group_name, n.group_sort,
  p.academic_age, p.gender, p.sen, p.activity_code, p.activity_label, p.activity_group, p.headline, p.days_neet, p.ward_name, p.team,
  p.verified_on, p.last_contact_on, p.is_base, p.is_eet, p.is_neet, p.is_nk, p.is_participating, p.is_joiner, p.is_leaver,
  p.is_ehcp_18_24
from named n
join marts.person_month p on p.month_end = n.month_end and p.person_key = n.person_key
