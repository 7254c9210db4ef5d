-- Work with people: services, episodes, who is involved, what happened.

create table service (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  code text not null,
  name text not null,
  kind text not null check (kind in ('tracking', 'youth', 'housing', 'social-care', 'external')),
  unique (tenant_id, code)
);

create table episode (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  person_id bigint not null references person,
  service_id bigint not null references service,
  state text not null check (state in ('referred', 'assessing', 'open', 'dormant', 'closed', 'refused')),
  opened_on date not null,
  closed_on date,
  outcome_code text,
  check (closed_on >= opened_on)
);
create index episode_person on episode (person_id);

create table involvement (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  person_id bigint not null references person,
  episode_id bigint references episode,
  user_id bigint references app_user,
  team_id bigint references team,
  role_code text not null,             -- lead-worker, tracker …
  started_on date not null,
  ended_on date,
  check (ended_on >= started_on),
  check (user_id is not null or team_id is not null)
);
create index involvement_person on involvement (person_id);

create table event (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  kind_code text not null,             -- contact, visit, letter-run …
  channel_code text,                   -- phone, text, email, visit, letter
  direction text check (direction in ('in', 'out')),
  state text not null check (state in ('planned', 'done', 'did-not-attend', 'cancelled', 'no-answer')),
  happened_at timestamptz,
  outcome_code text,
  user_id bigint references app_user,
  summary text,
  sensitivity smallint not null default 1 check (sensitivity between 0 and 3),
  check (state = 'planned' or happened_at is not null)
);

create table event_person (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  event_id bigint not null references event,
  person_id bigint not null references person,
  role text not null check (role in ('subject', 'present', 'mentioned')),
  unique (event_id, person_id)
);
create index event_person_person on event_person (person_id);

create table import_batch (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  profile text not null,               -- nccis
  file_name text not null,
  file_hash text not null check (file_hash ~ '^[0-9a-f]{64}$'),
  state text not null check (state in ('staged', 'applied', 'refused')),
  rows_read integer not null default 0,
  rows_applied integer not null default 0,
  rows_unchanged integer not null default 0,
  rows_queried integer not null default 0,
  rows_rejected integer not null default 0,
  started_at timestamptz not null default now(),
  user_id bigint references app_user,
  constraint every_row_ends_somewhere check
    (state <> 'applied' or rows_read = rows_applied + rows_unchanged + rows_queried + rows_rejected)
);

-- A return that was made. What was sent is kept as it was; sending again supersedes, never changes.
create table submission (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  return_code text not null,           -- nccis
  edition text not null,
  period_end date not null,
  state text not null check (state in ('draft', 'sent', 'accepted', 'failed', 'superseded')),
  file_name text not null,
  file_hash text not null check (file_hash ~ '^[0-9a-f]{64}$'),
  snapshot_id text not null,
  records integer not null,
  made_at timestamptz not null default now(),
  user_id bigint references app_user
);
create unique index one_standing_submission on submission (tenant_id, return_code, period_end)
  where (state not in ('superseded', 'failed'));

create table submission_record (
  submission_id bigint not null references submission,
  person_id bigint not null references person,
  ypid text not null,
  cohort_status text not null,
  payload_hash text not null,          -- SHA-256 of the record's XML as written
  primary key (submission_id, person_id)
);
