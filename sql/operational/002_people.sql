-- Who: people, what identifies them, where they live, the organisations that they meet.

create table organisation (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  kind text not null check (kind in
    ('school', 'sixth-form', 'college', 'provider', 'employer', 'la', 'health', 'police', 'housing', 'partner')),
  name text not null,
  la_code text check (la_code ~ '^[0-9]{3}$'),
  establishment_no text check (establishment_no ~ '^[0-9]{7}$'),   -- LA code and DfE number
  urn text check (urn ~ '^[0-9]{6}$'),
  ukprn text check (ukprn ~ '^1[0-9]{7}$'),
  postcode text,
  opened_on date,
  closed_on date,
  check (closed_on >= opened_on)
);
create index organisation_establishment on organisation (tenant_id, establishment_no);

create table person (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  ref text not null,                   -- short number shown to staff; says nothing about the person
  given_name text not null check (given_name <> ''),
  middle_names text,
  family_name text not null check (family_name <> ''),
  known_as text,
  date_of_birth date not null check (date_of_birth between '1900-01-01' and '2199-01-01'),
  return_gender_code text not null,    -- YP07
  ethnicity_code text,                 -- YP27
  date_of_death date,
  year11_la_code text check (year11_la_code ~ '^[0-9]{3}$'),
  year11_school_id bigint references organisation,
  merged_into_id bigint references person,
  row_version integer not null default 1,
  deleted_at timestamptz,
  unique (tenant_id, ref),
  check (date_of_death >= date_of_birth),
  check (merged_into_id <> id)
);
create index person_name on person (tenant_id, lower(family_name), lower(given_name));
create index person_born on person (tenant_id, date_of_birth);
create constraint trigger person_codes after insert or update of return_gender_code, ethnicity_code on person
  for each row execute function require_code('YP07', 'return_gender_code', 'YP27', 'ethnicity_code');

create table person_identifier (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  person_id bigint not null references person,
  kind text not null check (kind in ('YPID', 'previous-YPID', 'UPN', 'former-UPN', 'ULN', 'local')),
  value text not null check (value <> ''),
  source_code text not null,
  constraint ypid_is_13_digits check (kind not in ('YPID', 'previous-YPID') or value ~ '^[0-9]{13}$')
);
-- One young person's number belongs to one person; UPN and ULN clashes must be found, so they may exist (checks 902, 907).
create unique index person_identifier_ypid on person_identifier (tenant_id, value) where kind = 'YPID';
create unique index person_identifier_once on person_identifier (person_id, kind, value);
create index person_identifier_value on person_identifier (tenant_id, kind, value);

create table address (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  uprn bigint check (uprn between 1 and 999999999999),
  line_1 text,
  line_2 text,
  line_3 text,
  line_4 text,
  town text,
  county text,
  postcode text,
  la_code text check (la_code ~ '^[0-9]{3}$'),
  ward_code text,                      -- ONS, at the time of matching
  lsoa_code text,                      -- ONS 2021
  match text not null check (match in ('exact', 'postcode', 'manual', 'none'))
);

create table person_address (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  person_id bigint not null references person,
  address_id bigint not null references address,
  kind text not null check (kind in ('home', 'term', 'placement', 'correspondence')),
  started_on date not null,
  ended_on date,                       -- last day included; null is open
  confidential boolean not null default false,
  source_code text not null,
  check (ended_on >= started_on),
  constraint one_home_at_a_time exclude using gist
    (person_id with =, daterange(started_on, ended_on, '[]') with &&) where (kind = 'home')
);

create table contact_point (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  person_id bigint not null references person,
  kind text not null check (kind in ('mobile', 'phone', 'email')),
  value text not null check (value <> ''),
  owner text not null check (owner in ('self', 'parent', 'carer', 'worker')),
  preferred boolean not null default false,
  safe_to_leave_message boolean not null default false,
  started_on date not null,
  ended_on date,
  check (ended_on >= started_on)
);
create index contact_point_person on contact_point (person_id);
