-- What is so, from when to when. ended_on is the last day included; null is open.

create table situation (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  person_id bigint not null references person,
  domain text not null check (domain in ('eet', 'housing', 'placement', 'legal')),
  code text not null,
  started_on date not null,
  ended_on date,
  ascertained_on date not null,        -- CA03: when we came to know
  expected_end_on date,                -- CA15: expected course end
  review_on date,                      -- CA05
  organisation_id bigint references organisation,
  detail jsonb not null default '{}',  -- course, level, hours a week, job title
  is_primary boolean not null default true,
  standing text not null check (standing in ('provisional', 'confirmed', 'superseded', 'rejected')),
  source_code text not null,
  check (ended_on >= started_on),
  constraint known_after_it_began check (ascertained_on >= started_on),
  foreign key (domain, code) references code (set_id, code),
  constraint one_primary_situation exclude using gist
    (person_id with =, domain with =, daterange(started_on, ended_on, '[]') with &&)
    where (is_primary and standing = 'confirmed')
);
create index situation_person on situation (person_id);

create table verification (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  situation_id bigint not null references situation,
  verified_on date not null,           -- CA04 is the latest of these
  method text not null check (method in
    ('person', 'parent', 'provider-list', 'worker', 'other-la', 'self-report', 'migration')),
  source_code text not null,
  user_id bigint references app_user
);
create index verification_situation on verification (situation_id);

-- A verification can't lie before its situation began, nor after the moment it was written down.
create function verification_is_in_range() returns trigger language plpgsql as $$
declare began date;
begin
  select started_on into began from situation where id = new.situation_id;
  if new.verified_on < began then
    raise exception using errcode = 'check_violation', constraint = 'verification_not_before_start',
      message = format('verified on %s, before the activity began on %s', new.verified_on, began),
      hint = 'Give the day on which the activity was confirmed, or correct the start date first.';
  end if;
  if new.verified_on > (known_at() at time zone 'Europe/London')::date then
    raise exception using errcode = 'check_violation', constraint = 'verification_not_in_future',
      message = format('verified on %s, which is in the future', new.verified_on),
      hint = 'Give the day on which the activity was confirmed.';
  end if;
  return null;
end $$;
create constraint trigger verification_in_range after insert or update on verification
  for each row execute function verification_is_in_range();

create table characteristic (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  person_id bigint not null references person,
  set_id text not null,                -- IC01, SEN, SEN_NEED, LEVEL_OF_NEED
  code text not null,
  started_on date not null,
  ended_on date,
  source_code text not null,
  sensitivity smallint not null default 1 check (sensitivity between 0 and 3),
  check (ended_on >= started_on),
  foreign key (set_id, code) references code (set_id, code),
  constraint same_characteristic_once exclude using gist
    (person_id with =, set_id with =, code with =, daterange(started_on, ended_on, '[]') with &&),
  constraint one_level_of_need_and_sen_status exclude using gist
    (person_id with =, set_id with =, daterange(started_on, ended_on, '[]') with &&)
    where (set_id in ('SEN', 'LEVEL_OF_NEED'))
);

create table offer (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  person_id bigint not null references person,
  kind text not null check (kind in ('intention', 'guarantee')),
  season integer not null check (season between 2000 and 2199),     -- calendar year of the summer
  year_group integer check (year_group in (11, 12)),
  code text not null,                  -- ID01 for an intention, SG02 or SG11 for the guarantee
  la_code text check (la_code ~ '^[0-9]{3}$'),
  organisation_id bigint references organisation,
  made_on date not null,
  source_code text not null,
  check (kind = 'intention' or (year_group is not null and la_code is not null))
);
create index offer_person on offer (person_id);
create unique index one_guarantee_status on offer (person_id, season, year_group) where (kind = 'guarantee');

create function offer_code_is_listed() returns trigger language plpgsql as $$
declare list text := case when new.kind = 'intention' then 'ID01' when new.year_group = 11 then 'SG02' else 'SG11' end;
begin
  if not exists (select 1 from code where set_id = list and code = new.code) then
    raise exception using errcode = 'foreign_key_violation', constraint = tg_name,
      message = format('%s is not a code of list %s', new.code, list),
      hint = format('Use a code of list %s.', list);
  end if;
  return null;
end $$;
create constraint trigger offer_codes after insert or update on offer
  for each row execute function offer_code_is_listed();

create table cohort (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  kind text not null check (kind in ('nccis', 'guarantee', 'activity-survey')),
  season integer,                      -- null for the nccis cohort, which has no season
  la_code text not null check (la_code ~ '^[0-9]{3}$'),
  fixed_on date,                       -- frozen from this day
  unique nulls not distinct (tenant_id, kind, season, la_code)
);

create table cohort_member (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  cohort_id bigint not null references cohort,
  person_id bigint not null references person,
  status_code text not null,           -- YP10: P, G, A, L, T, E, M, D
  started_on date not null,
  ended_on date,                       -- last day with this status
  transferred_to_la_code text check (transferred_to_la_code ~ '^[0-9]{3}$'),
  year_group integer,
  school_id bigint references organisation,
  check (ended_on >= started_on),
  check (status_code <> 'T' or transferred_to_la_code is not null),
  constraint one_status_at_a_time exclude using gist
    (cohort_id with =, person_id with =, daterange(started_on, ended_on, '[]') with &&)
);
create index cohort_member_person on cohort_member (person_id);
create constraint trigger cohort_member_codes after insert or update of status_code on cohort_member
  for each row execute function require_code('YP10', 'status_code');
