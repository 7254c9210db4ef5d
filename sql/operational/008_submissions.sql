-- What became of a return: for which authorities it speaks, each step of its life with who and when, and what the Department answered.

alter table submission add la_codes text[];
update submission s set la_codes = t.la_codes from tenant t where t.id = s.tenant_id;
alter table submission alter la_codes set not null, add constraint la_codes_named check (cardinality(la_codes) > 0);

-- For a period and an authority there is at most one draft, one that was sent and one that was accepted: the last accepted one stands until
-- another is accepted. Arrays of text have no index for overlap, so a trigger holds it, one council at a time.
drop index one_standing_submission;
create index submission_period on submission (tenant_id, return_code, period_end);
create function one_submission_of_a_state() returns trigger language plpgsql as $$
begin
  perform from tenant where id = new.tenant_id for no key update;
  if new.state not in ('superseded', 'failed') and exists (
    select from submission o
    where o.tenant_id = new.tenant_id and o.return_code = new.return_code and o.period_end = new.period_end
      and o.state = new.state and o.la_codes && new.la_codes and o.id <> new.id) then
    raise exception using errcode = 'unique_violation', constraint = tg_name,
      message = format('there is another %s return of this period', new.state),
      hint = 'Supersede the other one first.';
  end if;
  return null;
end $$;
create constraint trigger one_submission_of_a_state after insert or update of state on submission
  for each row execute function one_submission_of_a_state();

-- Each step: made (draft), sent, accepted, failed, superseded.
create table submission_event (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  submission_id bigint not null references submission,
  state text not null check (state in ('draft', 'sent', 'accepted', 'failed', 'superseded')),
  happened_at timestamptz not null default now(),
  user_id bigint references app_user,
  note text
);
create index submission_event_submission on submission_event (submission_id);
insert into submission_event (tenant_id, submission_id, state, happened_at, user_id)
  select tenant_id, id, state, made_at, user_id from submission;
create trigger append_only before update or delete or truncate on submission_event
  for each statement execute function refuse_change();

-- A person may stand in a file twice: in one authority's cohort, and in another's September Guarantee.
alter table submission_record add la_code text;
alter table submission_record drop constraint submission_record_pkey, add primary key (submission_id, person_id, cohort_status);

-- A file that the Department gave back, as it was read.
create table submission_response (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  submission_id bigint not null references submission,
  kind text not null check (kind in ('errors', 'duplicates')),
  file_name text not null,
  file_hash text not null check (file_hash ~ '^[0-9a-f]{64}$'),
  columns jsonb not null,              -- our field → the file's column
  rows_read integer not null,
  read_at timestamptz not null default now(),
  user_id bigint references app_user,
  unique (submission_id, kind, file_hash)
);

-- An error that the Department found, with what became of it.
create table error_found (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  submission_id bigint not null references submission,
  ypid text not null,
  person_id bigint references person,  -- null: not one of ours
  rule_no text not null,
  field text not null default '',
  value text not null default '',
  detail text,
  state text not null default 'open' check (state in ('open', 'corrected', 'accepted', 'not-an-error')),
  resolution text,
  resolved_at timestamptz,
  resolved_by bigint references app_user,
  check ((state = 'open') = (resolved_at is null)),
  unique (submission_id, ypid, rule_no, field, value)
);

-- Two records that the Department takes for one person. A decision sticks: the pair isn't asked about again.
create table duplicate_case (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  submission_id bigint not null references submission,  -- the one whose answer named it first
  ypid text not null,
  person_id bigint references person,
  other_ypid text not null,
  other_la_code text,
  basis text,
  state text not null default 'open' check (state in ('open', 'same-person', 'different-people', 'transferred')),
  resolution text,
  resolved_at timestamptz,
  resolved_by bigint references app_user,
  check ((state = 'open') = (resolved_at is null)),
  unique (tenant_id, ypid, other_ypid)
);
select capture_table(t::regclass) from unnest(array['error_found', 'duplicate_case']) as t;
