-- Lists that go out and what comes back: each file that was made, about whom; conditional offers; risk of not engaging.

-- A file that left the product, to whom, and its hash. `content` is kept where the file, once made, must be given out again as it was.
create table file_out (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  kind text not null,
  title text not null,
  recipient text not null,             -- the Department, an authority's number, a school's number
  params jsonb not null,               -- season, month, authority, days … that it was made for
  file_name text not null,
  file_hash text not null check (file_hash ~ '^[0-9a-f]{64}$'),
  rows integer not null check (rows >= 0),
  agreement text,                      -- the sharing agreement that it went out under, where the kind needs one
  made_at timestamptz not null default now(),
  user_id bigint references app_user,
  content bytea
);
create index file_out_kind on file_out (tenant_id, kind, made_at desc);

-- Whose data was in it: answers "to whom have you given my data".
create table file_out_person (
  file_out_id bigint not null references file_out,
  person_id bigint not null,           -- no reference: it outlives a record that is taken out again
  primary key (file_out_id, person_id)
);
create index file_out_person_person on file_out_person (person_id);

-- A conditional offer of a place: where somebody will go if the conditions are met. Never an activity.
alter table offer drop constraint offer_kind_check;
alter table offer add constraint offer_kind_check check (kind in ('intention', 'conditional', 'guarantee'));
alter table offer drop constraint offer_check;
alter table offer add constraint guarantee_names_year_and_la
  check (kind <> 'guarantee' or (year_group is not null and la_code is not null));
create or replace function offer_code_is_listed() returns trigger language plpgsql as $$
declare list text := case when new.kind <> 'guarantee' then 'ID01' when new.year_group = 11 then 'SG02' else 'SG11' end;
begin
  if not exists (select 1 from code where set_id = list and code = new.code) then
    raise exception using errcode = 'foreign_key_violation', constraint = tg_name,
      message = format('%s is not a code of list %s', new.code, list),
      hint = format('Use a code of list %s.', list);
  end if;
  return null;
end $$;

-- What an instrument said of the risk of not engaging, on a day, with the factors that it was worked out from. It is advice: a person
-- decides, and the young person may dispute it.
create table risk_indicator (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  person_id bigint not null references person,
  instrument text not null check (instrument <> ''),   -- RONI, or the council's own
  assessed_on date not null,
  score numeric,
  band text check (band in ('low', 'medium', 'high')),
  factors jsonb not null default '{}' check (jsonb_typeof(factors) = 'object'),   -- factor → as it was given
  disputed_on date,
  source_code text not null,
  check (score is not null or band is not null),
  check (disputed_on >= assessed_on),
  unique (person_id, instrument, assessed_on)
);

select capture_table('risk_indicator');
