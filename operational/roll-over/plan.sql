-- What the year's turn does, one row a person and deed, into a temporary table: nothing of the store is changed here.
-- $1 tenant, $2 first day of the year, $3 codes of compulsory school age, $4 and $5 birth dates of those who begin the cohort,
-- $6 last birth date of those past the general age, $7 last birth date of those past the age of a plan, $8 the plan's code of SEN,
-- $9 active cohort statuses
create temp table roll_plan on commit drop as
with someone as (
  select id, date_of_birth from person where tenant_id = $1 and deleted_at is null and merged_into_id is null and date_of_death is null
),
-- Somebody with a plan that holds on the first day, and is not past its age, stays.
planned as (
  select distinct person_id from characteristic
  where set_id = 'SEN' and code = $8::text and coalesce(state, 'verified') = 'verified'
    and started_on <= $2::date and coalesce(ended_on, 'infinity') >= $2::date
),
member as (
  select m.id, m.person_id, m.cohort_id, m.started_on, m.ended_on, c.la_code
  from cohort_member m join cohort c on c.id = m.cohort_id and c.kind = 'nccis' and c.tenant_id = $1
  where m.status_code = any ($9::text[]) and m.started_on < $2::date and coalesce(m.ended_on, 'infinity') >= $2::date
)
-- Compulsory school age ends: the activity ends on the eve, and what follows is not known unless it is recorded.
select 'compulsory-age-ends' as kind, p.id as person_id, s.id as situation_id, s.ended_on as was_ended_on, null::bigint as member_id,
  null::bigint as cohort_id, null::bigint as characteristic_id,
  (select min(n.started_on) from situation n where n.person_id = p.id and n.domain = 'eet' and n.is_primary
    and n.standing = 'confirmed' and n.started_on >= $2::date) as next_on,
  s.code as from_code
from someone p
join situation s on s.person_id = p.id and s.domain = 'eet' and s.is_primary and s.standing = 'confirmed'
  and s.code = any ($3::text[]) and s.started_on < $2::date and coalesce(s.ended_on, 'infinity') >= $2::date
where p.date_of_birth < $4::date
union all
-- Past the general age without a plan, or past the age of a plan.
select case when p.date_of_birth <= $7::date then 'past-the-age-of-a-plan' else 'past-the-general-age' end,
  p.id, null, m.ended_on, m.id, m.cohort_id, null, null, null
from someone p join member m on m.person_id = p.id
where p.date_of_birth <= $7::date or (p.date_of_birth <= $6::date and p.id not in (select person_id from planned))
union all
-- A plan that is still held open for somebody past its age.
select 'plan-ends', p.id, null, x.ended_on, null, null, x.id, null, x.code
from someone p
join characteristic x on x.person_id = p.id and x.set_id = 'SEN' and x.code = $8::text and coalesce(x.state, 'verified') = 'verified'
  and x.started_on < $2::date and coalesce(x.ended_on, 'infinity') >= $2::date
where p.date_of_birth <= $7::date
union all
-- Those who begin the last year of compulsory school age and live here are in the cohort from now on.
select 'enters-the-cohort', p.id, null, null, null, c.id, null, null, null
from someone p
join person_address pa on pa.person_id = p.id and pa.kind = 'home' and pa.started_on <= $2::date
  and coalesce(pa.ended_on, 'infinity') >= $2::date
join address a on a.id = pa.address_id
join cohort c on c.tenant_id = $1 and c.kind = 'nccis' and c.la_code = a.la_code
where p.date_of_birth between $4::date and $5::date
  and not exists (select from cohort_member m join cohort k on k.id = m.cohort_id and k.kind = 'nccis'
    where m.person_id = p.id and coalesce(m.ended_on, 'infinity') >= $2::date);
