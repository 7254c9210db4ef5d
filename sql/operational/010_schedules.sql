-- Packs of reports with what people wrote in them, times at which reports are delivered, and the move from another system's reports.

-- A run of a pack: its reports on one snapshot, so that it can be written again with the same figures.
create table pack_run (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  pack text not null,
  snapshot text not null,
  -- Of each section: report, version, parameters as chosen, hash of the result.
  sections jsonb not null,
  made_at timestamptz not null default now(),
  made_by text not null check (made_by <> '')
);
create trigger append_only before update or delete or truncate on pack_run for each statement execute function refuse_change();

-- What somebody wrote for a section of a run. A later comment of the section stands in place of the earlier ones, which are kept.
create table pack_comment (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  pack_run_id bigint not null references pack_run,
  section text not null,
  body text not null check (body <> ''),
  written_at timestamptz not null default now(),
  written_by text not null check (written_by <> '')
);
create index pack_comment_run on pack_comment (pack_run_id);
create trigger append_only before update or delete or truncate on pack_comment for each statement execute function refuse_change();

create table schedule (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  name text not null check (name ~ '^[a-z0-9][a-z0-9-]*$'),
  -- What is delivered: a report (with parameters and format) or a pack.
  what jsonb not null,
  -- When: kind daily, weekly, monthly, after-return or yearly, with its season.
  timing jsonb not null,
  -- Where to: a folder, or addresses of mail.
  target jsonb not null,
  -- Who is told when a delivery fails.
  owner text not null check (owner like '%@%'),
  active boolean not null default true,
  made_at timestamptz not null default now(),
  unique (tenant_id, name)
);

-- One line for each thing that is owed: a schedule, a period, a receiver. A line is claimed, then sent, then done; the key holds it to one.
create table delivery (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  schedule_id bigint not null references schedule,
  period text not null,
  receiver text not null,
  state text not null check (state in ('claimed', 'sending', 'done', 'failed', 'uncertain')),
  attempts integer not null default 0,
  detail text,
  file_name text,
  file_hash text,
  changed_at timestamptz not null default now(),
  owner_told boolean not null default false,
  unique (schedule_id, period, receiver)
);

-- The reports of another system that must have a successor here.
create table mapped_report (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  old_name text not null,
  report text,
  params jsonb not null default '{}',
  owner text,
  -- Outcome of the last comparison.
  equal_cells integer not null default 0,
  explained_cells integer not null default 0,
  open_cells integer,
  known_issue text,
  checked_at timestamptz,
  checked_file text,
  unique (tenant_id, old_name)
);

-- A person's explanation of a difference: which rule, in which cell, for which two numbers. Other numbers are not explained by it.
create table difference_explained (
  id bigint generated always as identity primary key,
  tenant_id integer not null references tenant,
  mapped_report_id bigint not null references mapped_report,
  row_key text not null,
  column_name text not null,
  old_value text not null,
  new_value text not null,
  rule text not null,
  people text[] not null default '{}',
  note text,
  written_at timestamptz not null default now(),
  written_by text not null check (written_by <> '')
);
create index difference_explained_report on difference_explained (mapped_report_id);
