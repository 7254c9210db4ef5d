-- What is so of each member of the NCCIS cohort on a day, as far as it decides the status. One row a person: the latest membership.
-- $1 tenant, $2 the day, $3 last birth date of those past the general age, $4 of those past the age of a plan, $5 the plan's code,
-- $6 authorities of the council, $7 authorities of England, $8 authority codes outside England, $9 statuses of leavers
with latest as (
  select distinct on (m.person_id) m.id as member_id, m.person_id, m.cohort_id, m.status_code, m.started_on, m.ended_on,
    m.transferred_to_la_code, m.status_code = any ($9::text[]) as has_left
  from cohort_member m join cohort c on c.id = m.cohort_id and c.kind = 'nccis' and c.tenant_id = $1
  where m.started_on <= $2::date
  order by m.person_id, m.started_on desc, m.id desc
),
home as (
  select distinct on (pa.person_id) pa.person_id, a.la_code, pa.started_on
  from person_address pa join address a on a.id = pa.address_id
  where pa.kind = 'home' and pa.started_on <= $2::date
  order by pa.person_id, pa.started_on desc, pa.id desc
),
plan as (
  select person_id, bool_or(coalesce(ended_on, 'infinity') >= $2::date) as is_held, max(ended_on) as ended_on
  from characteristic
  where set_id = 'SEN' and code = $5::text and coalesce(state, 'verified') = 'verified' and started_on <= $2::date
  group by person_id
)
select l.*, p.ref, p.given_name || ' ' || p.family_name as name, p.date_of_death, h.la_code as home_la, h.started_on as home_from,
  coalesce(p.date_of_death <= $2::date, false) as deceased,
  p.merged_into_id is not null as duplicate,
  coalesce(h.la_code = any ($8::text[]), false) as left_england,
  coalesce(h.la_code = any ($7::text[]) and not h.la_code = any ($6::text[]), false) as transferred,
  -- A plan that ended before the general age was passed is no reason to leave: such a person grows out like anybody else.
  coalesce(p.date_of_birth <= $3::date and p.date_of_birth > $4::date and not x.is_held and x.ended_on >= a.first_day, false)
    as plan_ceased,
  x.ended_on as plan_ended_on,
  p.date_of_birth <= $4::date
    or (p.date_of_birth <= $3::date and (x.person_id is null or (not x.is_held and x.ended_on < a.first_day))) as past_age,
  exists (select from cohort_member g join cohort k on k.id = g.cohort_id and k.kind = 'guarantee' and k.closed_on is null
    and k.season = extract(year from $2::date) where g.person_id = p.id and g.started_on <= $2::date
    and coalesce(g.ended_on, 'infinity') >= $2::date) as covered
from latest l
join person p on p.id = l.person_id and p.deleted_at is null
left join home h on h.person_id = l.person_id
left join plan x on x.person_id = l.person_id
-- The 1 September from which the person was past the general age: as many years after the last birth date's as theirs is before it.
cross join lateral (select make_date(extract(year from $2::date - interval '8 months')::integer, 9, 1)
  - make_interval(years => extract(year from age($3::date, p.date_of_birth))::integer) as first_day) a
