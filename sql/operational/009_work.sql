-- What reports say of the work: who of the staff, localities, plans with their clocks, things to do.

-- Names of staff that lists and reports may show. Follows app_user, whose password hashes never enter the change log.
create table staff (
  id bigint primary key references app_user,
  tenant_id integer not null references tenant,
  name text not null,
  active boolean not null default true
);

create function staff_follows_users() returns trigger language plpgsql as $$
begin
  insert into staff (id, tenant_id, name, active) values (new.id, new.tenant_id, new.name, new.active)
  on conflict (id) do update set name = excluded.name, active = excluded.active
    where (staff.name, staff.active) is distinct from (excluded.name, excluded.active);
  return null;
end $$;
create trigger staff_follows after insert or update of name, active on app_user
  for each row execute function staff_follows_users();

-- Which wards a council takes together, by its own names.
create table locality_ward (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  ward_code text not null,             -- ONS
  locality text not null check (locality <> ''),
  unique (tenant_id, ward_code)
);

-- Plans with a clock: education, health and care plans from request to review, and career pathway plans.
create table plan (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  person_id bigint not null references person,
  kind text not null check (kind in ('ehcp', 'career-pathway')),
  requested_on date,                   -- EHC: the day on which an assessment was asked for; its clock starts here
  due_on date,                         -- career pathway: the day by which it is to be agreed
  started_on date,
  issued_on date,                      -- EHC: final plan; career pathway: agreed with the young person
  refused_on date,                     -- no assessment, or no plan after it
  reviewed_on date,                    -- the latest review
  next_review_on date,
  ended_on date,
  owner_id bigint references staff,
  source_code text not null,
  check (kind <> 'ehcp' or requested_on is not null),
  check (kind <> 'career-pathway' or due_on is not null),
  check (issued_on >= coalesce(requested_on, started_on)),
  check (refused_on >= requested_on),
  check (issued_on is null or refused_on is null),
  check (reviewed_on >= issued_on),
  check (ended_on >= issued_on)
);
create index plan_person on plan (person_id);

-- Something to do for a person by a day.
create table task (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  person_id bigint references person,
  kind_code text not null,             -- follow-up, review …
  due_on date not null,
  assigned_id bigint references staff,
  team_id bigint references team,
  state text not null check (state in ('open', 'done', 'cancelled')),
  done_on date,
  check ((state = 'done') = (done_on is not null))
);
create index task_person on task (person_id);

select capture_table(t::regclass) from unnest(array['staff', 'locality_ward', 'plan', 'task']) as t;

insert into staff (id, tenant_id, name, active) select id, tenant_id, name, active from app_user;
