-- Record states, what was decided about them, seasons that close, local overrides of assumed facts, and year roll-overs.

-- A fact is drafted, submitted for checking, and verified; only verified facts enter figures and returns. Null is verified: rows
-- from before there were states, and loads that vouch for what they bring.
alter table situation add column state text
  constraint situation_state check (state in ('draft', 'submitted', 'verified'));
alter table characteristic add column state text
  constraint characteristic_state check (state in ('draft', 'submitted', 'verified'));
alter table offer add column state text
  constraint offer_state check (state in ('draft', 'submitted', 'verified'));

-- A main activity takes its place among the others only when it is verified; until then it stands as provisional.
alter table situation add constraint only_verified_is_confirmed
  check (coalesce(state, 'verified') = 'verified' or standing <> 'confirmed');
alter table characteristic drop constraint same_characteristic_once;
alter table characteristic add constraint same_characteristic_once exclude using gist
  (person_id with =, set_id with =, code with =, daterange(started_on, ended_on, '[]') with &&)
  where (coalesce(state, 'verified') = 'verified');
alter table characteristic drop constraint one_level_of_need_and_sen_status;
alter table characteristic add constraint one_level_of_need_and_sen_status exclude using gist
  (person_id with =, set_id with =, daterange(started_on, ended_on, '[]') with &&)
  where (set_id in ('SEN', 'LEVEL_OF_NEED') and coalesce(state, 'verified') = 'verified');
drop index one_guarantee_status;
create unique index one_guarantee_status on offer (person_id, season, year_group)
  where (kind = 'guarantee' and coalesce(state, 'verified') = 'verified');

create index situation_waits on situation (tenant_id, state) where state in ('draft', 'submitted');
create index characteristic_waits on characteristic (tenant_id, state) where state in ('draft', 'submitted');
create index offer_waits on offer (tenant_id, state) where state in ('draft', 'submitted');

-- Roles whose own entries are verified at once; null is the shipped setting, empty is two steps for everybody.
alter table tenant add column verified_at_once text[];

-- Who decided what about a fact, on what evidence.
create table record_decision (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  person_id bigint not null references person,
  fact text not null check (fact in ('situation', 'characteristic', 'offer')),
  fact_id bigint not null,
  decision text not null check (decision in ('submitted', 'verified', 'sent-back')),
  decided_on date not null,
  method text check (method in
    ('person', 'parent', 'provider-list', 'worker', 'other-la', 'self-report', 'migration')),
  source_code text,
  user_id bigint references app_user,
  reason text,
  check (decision <> 'verified' or (method is not null and source_code is not null)),
  check (decision <> 'sent-back' or reason is not null)
);
create index record_decision_fact on record_decision (fact, fact_id);
create index record_decision_person on record_decision (person_id);

-- What is not verified yet, with the last decision about it.
create view waiting_record as
select f.tenant_id, f.fact, f.id, p.ref, p.given_name || ' ' || p.family_name as name, f.code, k.label, f.started_on::text as started_on,
  f.state, f.sensitivity, u.name as by, d.decided_on::text as "on", d.reason
from (
  select 'situation' as fact, id, tenant_id, person_id, domain as set_id, code, started_on, state, 1 as sensitivity from situation
  union all
  select 'characteristic', id, tenant_id, person_id, set_id, code, started_on, state, sensitivity from characteristic
  union all
  select 'offer', id, tenant_id, person_id, case when kind <> 'guarantee' then 'ID01' when year_group = 11 then 'SG02' else 'SG11' end,
    code, made_on, state, 1 from offer
) f
join person p on p.id = f.person_id and p.deleted_at is null and p.merged_into_id is null
left join code k on k.set_id = f.set_id and k.code = f.code
left join lateral (select * from record_decision r where r.fact = f.fact and r.fact_id = f.id order by r.id desc limit 1) d on true
left join app_user u on u.id = d.user_id
where f.state in ('draft', 'submitted');

-- A season is opened, its cohort fixed, and one day closed for good; who comes in after the fixing comes with a reason.
alter table cohort add column sealed_at timestamptz;      -- from then on only late additions, nothing taken out
alter table cohort add column closed_on date;             -- last day of the season
alter table cohort_member add column late_reason text;
create function frozen_cohort_stays() returns trigger language plpgsql as $$
declare c cohort;
begin
  select * into c from cohort where id = coalesce(new.cohort_id, old.cohort_id);
  if c.sealed_at is null then
    return coalesce(new, old);
  end if;
  if tg_op = 'DELETE' then
    raise exception using errcode = 'insufficient_privilege', constraint = 'frozen_cohort_stays',
      message = 'A member of a fixed cohort is not taken out.', hint = 'End the membership instead.';
  end if;
  if tg_op = 'INSERT' and (new.late_reason is null or c.closed_on is not null) then
    raise exception using errcode = 'insufficient_privilege', constraint = 'frozen_cohort_stays',
      message = case when c.closed_on is null then 'The cohort is fixed.' else 'The season is closed.' end,
      hint = 'A late addition to an open season needs a reason.';
  end if;
  if tg_op = 'UPDATE' and (new.cohort_id, new.person_id, new.started_on, new.year_group, new.school_id)
      is distinct from (old.cohort_id, old.person_id, old.started_on, old.year_group, old.school_id) then
    raise exception using errcode = 'insufficient_privilege', constraint = 'frozen_cohort_stays',
      message = 'Who is in a fixed cohort, since when and under which school stays as it was.', hint = 'End the membership instead.';
  end if;
  return new;
end $$;
create trigger frozen_cohort_stays before insert or update or delete on cohort_member
  for each row execute function frozen_cohort_stays();
create function closed_season_stays() returns trigger language plpgsql as $$
begin
  if old.closed_on is not null and new.closed_on is distinct from old.closed_on then
    raise exception using errcode = 'insufficient_privilege', constraint = 'closed_season_stays',
      message = 'The season is closed.', hint = 'A closed season is not opened again: what was reported of it stands.';
  end if;
  if old.sealed_at is not null and (new.sealed_at, new.fixed_on, new.season, new.kind, new.la_code)
      is distinct from (old.sealed_at, old.fixed_on, old.season, old.kind, old.la_code) then
    raise exception using errcode = 'insufficient_privilege', constraint = 'closed_season_stays',
      message = 'The cohort is fixed.', hint = 'A fixed cohort stays as it is.';
  end if;
  return new;
end $$;
create trigger closed_season_stays before update on cohort for each row execute function closed_season_stays();

-- What the council holds instead of a fact that an edition only assumes, from a month on.
create table reference_override (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  edition text not null,
  part text not null,                  -- activity, currency, edition …
  key text not null,                   -- which row of it
  field text not null,
  value text not null,
  from_period date not null check (extract(day from from_period) = 1),   -- first day of the first month that it holds for
  reason text not null check (reason <> ''),
  user_id bigint references app_user,
  ended_on date check (ended_on >= from_period)  -- last day of the last month that it holds for
);
create index reference_override_of on reference_override (tenant_id, edition, part, key, field);

-- Each academic year is rolled over once; what it did is kept by person.
create table roll_over (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  academic_year integer not null check (academic_year between 2000 and 2199),   -- the one that begins
  rolled_on date not null,
  counts jsonb not null,
  user_id bigint references app_user,
  undone_on date
);
create unique index one_roll_over_a_year on roll_over (tenant_id, academic_year) where (undone_on is null);
create table roll_over_step (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  roll_over_id bigint not null references roll_over,
  person_id bigint not null references person,
  kind text not null,
  closed_situation_id bigint,          -- ids of rows that it touched or made; those it made are gone once it is undone
  closed_was date,                     -- the last day of what it ended, before
  opened_situation_id bigint,
  closed_member_id bigint,
  opened_member_id bigint,
  ended_characteristic_id bigint
);
create index roll_over_step_of on roll_over_step (roll_over_id);

select capture_table(t::regclass) from unnest(array['record_decision', 'reference_override', 'roll_over']) as t;
