-- What is so of a person at each month end: SEN provision, level of need, DfE's vulnerable group, team and worker, last contact.
with at_month as (
  select p.month_end, p.person_id, p.edition, c.set_id, c.code
  from core.position p
  join core.characteristic c
    on c.person_id = p.person_id and c.valid_from <= p.month_end and c.valid_to > p.month_end
),
flags as (
  select a.month_end, a.person_id,
    max(case when a.set_id = 'SEN' then a.code end) as sen,
    max(case when a.set_id = 'LEVEL_OF_NEED' then a.code end) as level_of_need,
    max(case when g.code is not null then 1 else 0 end) as vulnerable,
    max(case when a.set_id = 'IC01' then 1 else 0 end) as characteristic
  from at_month a
  left join ref.code_group g
    on g.edition = a.edition and g.group_name = 'vulnerable' and g.set_id = a.set_id and g.code = a.code
  group by a.month_end, a.person_id
),
worker as (
  select p.month_end, p.person_id, max(i.team) as team,
    arg_max(i.caseworker, (i.valid_from, i.involvement_id)) filter (where i.caseworker is not null) as caseworker
  from core.position p
  join core.involvement i on i.person_id = p.person_id and i.valid_from <= p.month_end and i.valid_to > p.month_end
  group by p.month_end, p.person_id
),
contact as (
  select p.month_end, p.person_id, max(k.contacted_on) as last_contact_on
  from core.position p join core.contact k on k.person_id = p.person_id and k.contacted_on <= p.month_end
  where k.state = 'done'
  group by p.month_end, p.person_id
)
select p.month_end, p.person_id, f.sen, f.level_of_need, coalesce(f.vulnerable, 0) = 1 as is_vulnerable,
  coalesce(f.characteristic, 0) = 1 as has_characteristic, w.team, w.caseworker, k.last_contact_on
from core.position p
left join flags f on f.month_end = p.month_end and f.person_id = p.person_id
left join worker w on w.month_end = p.month_end and w.person_id = p.person_id
left join contact k on k.month_end = p.month_end and k.person_id = p.person_id
