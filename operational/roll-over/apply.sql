-- The plan, carried out. Each statement is one step; its parameters stand beside it.

-- step: close
-- $1 the eve
update situation s set ended_on = $1::date from roll_plan r where r.kind = 'compulsory-age-ends' and s.id = r.situation_id;

-- step: open
-- $1 tenant, $2 first day, $3 code of an activity that is not known, $4 source, $5 summer whose intentions count
with made as (
  insert into situation (tenant_id, person_id, domain, code, started_on, ended_on, ascertained_on, is_primary, standing, source_code, detail)
  select $1, r.person_id, 'eet', $3::text, $2::date, r.next_on - 1, $2::date, true, 'confirmed', $4::text,
    jsonb_strip_nulls(jsonb_build_object('intended_destination', i.code, 'intended_at', i.name))
  from roll_plan r
  left join lateral (
    select o.code, g.name from offer o left join organisation g on g.id = o.organisation_id
    where o.person_id = r.person_id and o.kind = 'intention' and o.season = $5::integer and coalesce(o.state, 'verified') = 'verified'
    order by o.made_on desc, o.id desc limit 1) i on true
  where r.kind = 'compulsory-age-ends' and r.next_on is distinct from $2::date
  returning id, person_id)
insert into roll_made select 'compulsory-age-ends', person_id, id from made;

-- step: leave
-- $1 the eve
update cohort_member m set ended_on = $1::date from roll_plan r where r.member_id = m.id;

-- step: left
-- $1 tenant, $2 first day, $3 status of those who leave by age
with made as (
  insert into cohort_member (tenant_id, cohort_id, person_id, status_code, started_on)
  select $1, r.cohort_id, r.person_id, $3::text, $2::date from roll_plan r where r.member_id is not null
  returning id, person_id)
insert into roll_made select 'left', person_id, id from made;

-- step: plans
-- $1 the eve
update characteristic x set ended_on = $1::date from roll_plan r where r.kind = 'plan-ends' and x.id = r.characteristic_id;

-- step: enter
-- $1 tenant, $2 first day, $3 status of members
with made as (
  insert into cohort_member (tenant_id, cohort_id, person_id, status_code, started_on)
  select $1, r.cohort_id, r.person_id, $3::text, $2::date from roll_plan r where r.kind = 'enters-the-cohort'
  returning id, person_id)
insert into roll_made select 'entered', person_id, id from made;

-- step: keep
-- $1 tenant, $2 roll-over
insert into roll_over_step (tenant_id, roll_over_id, person_id, kind, closed_situation_id, closed_was, opened_situation_id,
  closed_member_id, opened_member_id, ended_characteristic_id)
select $1, $2::bigint, r.person_id, r.kind, r.situation_id, r.was_ended_on, o.id, r.member_id, coalesce(l.id, e.id), r.characteristic_id
from roll_plan r
left join roll_made o on o.kind = r.kind and o.person_id = r.person_id
left join roll_made l on l.kind = 'left' and r.member_id is not null and l.person_id = r.person_id
left join roll_made e on e.kind = 'entered' and r.kind = 'enters-the-cohort' and e.person_id = r.person_id;
