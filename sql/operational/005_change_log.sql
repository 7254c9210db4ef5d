-- The change log: the audit trail, and the only thing that the warehouse reads.

create table change_log (
  seq bigint generated always as identity primary key,
  txid xid8 not null default pg_current_xact_id(),
  known_at timestamptz not null,
  table_name text not null,
  row_id bigint not null,
  op "char" not null check (op in ('I', 'U', 'D')),
  old jsonb,
  new jsonb,
  user_id bigint,
  request_id text
);
create index change_log_table on change_log (table_name, txid);

-- The moment at which a change counts as known: now, unless a loader brings a past with it.
create function known_at() returns timestamptz language sql stable as
  $$ select coalesce(nullif(current_setting('casehouse.known_at', true), '')::timestamptz, clock_timestamp()) $$;

create function log_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into change_log (known_at, table_name, row_id, op, new, user_id, request_id)
      select known_at(), tg_table_name, n.id, 'I', to_jsonb(n),
        nullif(current_setting('casehouse.user_id', true), '')::bigint,
        nullif(current_setting('casehouse.request_id', true), '')
      from new_rows n;
  elsif tg_op = 'UPDATE' then
    insert into change_log (known_at, table_name, row_id, op, old, new, user_id, request_id)
      select known_at(), tg_table_name, n.id, 'U', to_jsonb(o), to_jsonb(n),
        nullif(current_setting('casehouse.user_id', true), '')::bigint,
        nullif(current_setting('casehouse.request_id', true), '')
      from new_rows n join old_rows o using (id)
      where to_jsonb(o) is distinct from to_jsonb(n);
  else
    insert into change_log (known_at, table_name, row_id, op, old, user_id, request_id)
      select known_at(), tg_table_name, o.id, 'D', to_jsonb(o),
        nullif(current_setting('casehouse.user_id', true), '')::bigint,
        nullif(current_setting('casehouse.request_id', true), '')
      from old_rows o;
  end if;
  return null;
end $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception using errcode = 'insufficient_privilege',
    message = format('%s of %s is refused', lower(tg_op), tg_table_name),
    hint = case when tg_op = 'TRUNCATE' then 'TRUNCATE writes no change log: use DELETE.'
      else 'This table is only ever added to.' end;
end $$;

create trigger append_only before update or delete or truncate on change_log
  for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on submission_record
  for each statement execute function refuse_change();
create trigger codes_stay before delete or truncate on code
  for each statement execute function refuse_change();

-- Capture a table: three statement triggers, no TRUNCATE, an id that never changes.
create function capture_table(name regclass) returns void language plpgsql as $$
begin
  execute format('create trigger capture_insert after insert on %s referencing new table as new_rows
    for each statement execute function log_change()', name);
  execute format('create trigger capture_update after update on %s referencing old table as old_rows new table as new_rows
    for each statement execute function log_change()', name);
  execute format('create trigger capture_delete after delete on %s referencing old table as old_rows
    for each statement execute function log_change()', name);
  execute format('create trigger no_truncate before truncate on %s for each statement execute function refuse_change()', name);
end $$;

select capture_table(t::regclass) from unnest(array[
  'tenant', 'organisation', 'person', 'person_identifier', 'address', 'person_address', 'contact_point',
  'situation', 'verification', 'characteristic', 'offer', 'cohort', 'cohort_member',
  'service', 'episode', 'involvement', 'event', 'event_person', 'team']) as t;

-- The tables that the warehouse reads, and in which order their columns stand.
create view captured_table as
  select c.relname as table_name
  from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where t.tgname = 'capture_insert' and not t.tgisinternal
  order by c.relname;
