-- Kept questions, and the dashboards they stand on.
create schema if not exists measure;

-- A question of any kind, checked by that kind's contract before it is kept and again when it is read.
create table measure.view (
  workspace_id uuid not null,
  id uuid not null,
  kind text not null,
  question jsonb not null,
  -- "the last 30 days"; null: the days that stand in the question
  span text,
  title text not null check (length(title) between 1 and 120),
  sentence text not null default '' check (length(sentence) <= 500),
  shared boolean not null,
  -- an employee or an API key, and its name when it was kept
  owner_id text not null,
  owner_name text not null,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index view_owner on measure.view (workspace_id, owner_id);
select platform.isolate('measure.view');

create table measure.dashboard (
  workspace_id uuid not null,
  id uuid not null,
  title text not null check (length(title) between 1 and 120),
  description text not null default '' check (length(description) <= 500),
  shared boolean not null,
  owner_id text not null,
  owner_name text not null,
  -- grows with every change: who changes an older one is told
  version bigint not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select platform.isolate('measure.dashboard');

create table measure.tile (
  workspace_id uuid not null,
  dashboard_id uuid not null,
  place bigint not null check (place between 0 and 23),
  view_id uuid not null,
  title text not null default '' check (length(title) <= 120),
  size text not null check (size in ('small', 'wide', 'full')),
  primary key (workspace_id, dashboard_id, place),
  foreign key (workspace_id, dashboard_id) references measure.dashboard on delete cascade,
  -- no action: a view goes only when no dashboard shows it
  foreign key (workspace_id, view_id) references measure.view
);
create index tile_view on measure.tile (workspace_id, view_id);
select platform.isolate('measure.tile');
