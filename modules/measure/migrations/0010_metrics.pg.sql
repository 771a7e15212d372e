-- What it means across thousands.
create schema if not exists measure;

-- What is measured. How, is in its versions.
create table measure.metric (
  workspace_id uuid not null references platform.workspace,
  id uuid not null default uuidv7(),
  -- the definition it came from, when it came with Verona
  shipped text,
  name text not null check (length(name) between 1 and 120),
  kind text not null,
  better text not null check (better in ('higher', 'lower')),
  owner_id uuid,
  shown_by text not null,
  breakdowns text[] not null default '{}',
  -- the version that holds
  version bigint not null default 1,
  primary key (workspace_id, id)
);
create unique index metric_name on measure.metric (workspace_id, lower(name));
create unique index metric_shipped on measure.metric (workspace_id, shipped) where shipped is not null;
select platform.isolate('measure.metric');

-- Definitions are never changed, only followed by others: a figure says by which of them it was made.
create table measure.metric_version (
  workspace_id uuid not null,
  metric_id uuid not null,
  no bigint not null,
  formula jsonb not null,
  changed_by text not null,
  changed_at timestamptz not null default now(),
  why text not null default '',
  primary key (workspace_id, metric_id, no),
  foreign key (workspace_id, metric_id) references measure.metric on delete cascade
);
select platform.isolate('measure.metric_version');

-- What happened on a day, for whoever reads a chart later.
create table measure.note (
  workspace_id uuid not null references platform.workspace,
  id uuid not null default uuidv7(),
  -- null: on the charts of every metric
  metric_id uuid,
  day date not null,
  text text not null check (length(text) between 1 and 200),
  by_name text not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, metric_id) references measure.metric on delete cascade
);
create index note_day on measure.note (workspace_id, day);
select platform.isolate('measure.note');
