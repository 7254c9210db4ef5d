-- Tenants, code lists, users: what the business tables lean on.
create extension if not exists btree_gist;

create table tenant (
  id integer primary key,
  name text not null,
  database_id text not null unique check (database_id ~ '^[0-9]{3}$'),  -- DfE's number of this CCIS database
  la_codes text[] not null check (cardinality(la_codes) > 0),          -- LAs whose return this tenant makes, DfE 3 digits
  demo boolean not null default false
);

-- National lists come from the edition packs (sql/reference); local codes may be added and name their national code.
create table code_set (
  id text primary key,                 -- the field's own name where DfE has one: CA01 is 'eet', IC01, YP07, YP27 …
  title text not null,
  owner text not null check (owner in ('national', 'local')),
  used_by_return boolean not null
);

create table code (
  set_id text not null references code_set,
  code text not null,
  label text not null,
  sort integer not null,
  valid_from date not null default '1900-01-01',
  valid_to date,                       -- last day included; withdrawn codes stay for history
  parent text,
  national_code text,                  -- the return's code that a local code stands for
  sensitivity smallint not null default 1 check (sensitivity between 0 and 3),
  primary key (set_id, code)
);

create table team (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  name text not null,
  unique (tenant_id, name)
);

create table app_user (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  name text not null,
  email text not null,
  role text not null check (role in
    ('caseworker', 'tracker', 'manager', 'return-officer', 'analyst', 'report-reader', 'administrator')),
  team_id bigint references team,
  password_hash text,                  -- argon2id; null cannot sign in
  active boolean not null default true,
  failed_sign_ins integer not null default 0,
  locked_until timestamptz
);
create unique index app_user_email on app_user (lower(email));

create table app_session (
  token_hash bytea primary key,        -- SHA-256 of the cookie's value
  user_id bigint not null references app_user on delete cascade,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);

-- A code named by a row must exist in its set. A foreign key would need the set's name in every row.
create function require_code() returns trigger language plpgsql as $$
declare
  i integer := 0;
  value text;
begin
  while i < tg_nargs loop              -- arguments are pairs: set, column
    value := to_jsonb(new) ->> tg_argv[i + 1];
    if value is not null and not exists (select 1 from code where set_id = tg_argv[i] and code = value) then
      raise exception using errcode = 'foreign_key_violation', constraint = tg_name,
        message = format('%s is not a code of list %s', value, tg_argv[i]),
        hint = format('Use a code of list %s, or add it to the list first.', tg_argv[i]);
    end if;
    i := i + 2;
  end loop;
  return null;
end $$;
