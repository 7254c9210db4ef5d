-- Files that come in: a batch is staged, matched, reviewed, applied and can be undone; every row ends as one of four outcomes.

alter table import_batch drop constraint import_batch_state_check;
alter table import_batch drop constraint every_row_ends_somewhere;

create table import_mapping (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  name text not null check (name <> ''),
  version integer not null check (version >= 1),
  profile text not null,
  headings jsonb not null,             -- column of the profile → heading of the sender's file
  words jsonb not null default '{}',   -- column → the sender's word → ours
  made_at timestamptz not null default now(),
  user_id bigint references app_user,
  unique (tenant_id, name, version)
);

alter table import_batch
  add column profile_version integer,
  add column as_at date,               -- the day that the list tells of
  add column options jsonb not null default '{}',
  add column mapping_id bigint references import_mapping,
  add column read_as text,             -- encoding and delimiter that were found
  add column heading text[] not null default '{}',
  add column rows_blank integer not null default 0,
  add column rows_by_number integer not null default 0,   -- of the rows read: how their person was found
  add column rows_by_name integer not null default 0,
  add column rows_new integer not null default 0,
  add column rows_settled integer not null default 0,     -- people whose activity was not known and is by this batch
  add column applications integer not null default 0,     -- how often it was applied: again after decisions
  add column reviewed_at timestamptz,
  add column reviewed_by bigint references app_user,
  add column applied_at timestamptz,
  add column applied_by bigint references app_user,
  add column undone_at timestamptz,
  add column undone_by bigint references app_user,
  add constraint import_batch_state check
    (state in ('staged', 'matched', 'reviewed', 'applied', 'undone', 'refused')),
  add constraint every_row_ends_somewhere check (state not in ('applied', 'undone')
    or rows_read = rows_applied + rows_unchanged + rows_queried + rows_rejected);
create index import_batch_file on import_batch (tenant_id, file_hash);

-- Personal data as it came: opened with import.run only, and never read by the warehouse.
create table import_row (
  batch_id bigint not null references import_batch,
  line integer not null,               -- of the file, where the row begins
  raw jsonb not null,                  -- the cells as they came, in the order of the batch's heading
  mapped jsonb not null default '{}',  -- the profile's columns as they were understood
  notes text[] not null default '{}',  -- what was dropped or put right
  outcome text check (outcome in ('applied', 'unchanged', 'queried', 'rejected')),
  reason text,
  error_number text,                   -- DfE's, where one of its checks says the same
  basis text check (basis in ('number', 'name', 'decision', 'new', 'line')),
  score integer,
  person_id bigint,                    -- no reference: a person that this batch made can be undone
  same_as_line integer,                -- an earlier row about the same new person
  candidates jsonb not null default '[]',
  decision text check (decision in ('person', 'new', 'reject', 'leave')),
  decided_by bigint references app_user,
  decided_at timestamptz,
  primary key (batch_id, line),
  constraint reason_for_what_is_left check (outcome not in ('queried', 'rejected') or reason is not null)
);
create index import_row_person on import_row (person_id);
create index import_row_outcome on import_row (batch_id, outcome);

-- Which line of which file made a change; what the change was stands in the change log under the batch's request id.
create table import_change (
  batch_id bigint not null references import_batch,
  application integer not null,
  line integer not null,
  table_name text not null,
  row_id bigint not null
);
create index import_change_batch on import_change (batch_id, line);
create index import_change_row on import_change (table_name, row_id);

create index change_log_request on change_log (request_id, seq) where request_id is not null;
create index change_log_row on change_log (table_name, row_id, seq);

select capture_table('import_batch');

-- Where matching looks for people by the place where they live or lived.
create index address_postcode on address (tenant_id, postcode);
create index person_address_address on person_address (address_id);
