-- Customer scenarios: what customers want to reach, on which path, and by what they measure it.

create table measure.scenario (
  workspace_id uuid not null references platform.workspace,
  id uuid not null default uuidv7(),
  name text not null check (length(name) between 1 and 120),
  -- the version that holds
  version bigint not null default 1,
  -- the employee who answers for it
  owner_id uuid,
  primary key (workspace_id, id)
);
create unique index scenario_name on measure.scenario (workspace_id, lower(name));
select platform.isolate('measure.scenario');

-- Definitions are never changed, only followed by others: a figure says by which of them it was made.
create table measure.scenario_version (
  workspace_id uuid not null,
  scenario_id uuid not null,
  no bigint not null,
  definition jsonb not null,
  changed_by text not null,
  changed_at timestamptz not null default now(),
  why text not null default '',
  primary key (workspace_id, scenario_id, no),
  foreign key (workspace_id, scenario_id) references measure.scenario on delete cascade
);
select platform.isolate('measure.scenario_version');

create table measure.scenario_link (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  scenario_id uuid not null,
  -- SHA-256 of the secret in the address: whoever reads this table cannot open the page
  secret_hash bytea not null unique check (length(secret_hash) = 32),
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, scenario_id) references measure.scenario on delete cascade
);
create index scenario_link_of on measure.scenario_link (workspace_id, scenario_id);
select platform.isolate('measure.scenario_link');

-- A visitor brings a secret and no workspace.
create function measure.scenario_link_of(hash bytea) returns table (workspace_id uuid, scenario_id uuid, link_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select l.workspace_id, l.scenario_id, l.id from measure.scenario_link l
     where l.secret_hash = hash and l.revoked_at is null and l.expires_at > now();
  end;

-- What customers left. Nobody is named: the page asks for no name, and keeps no address.
create table measure.contribution (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  scenario_id uuid not null,
  link_id uuid not null,
  step text not null check (length(step) <= 120),
  showstopper text not null check (length(showstopper) <= 300),
  metric text not null check (length(metric) <= 300),
  left_at timestamptz not null default now(),
  state text not null default 'waiting' check (state in ('waiting', 'accepted', 'set_aside')),
  settled_by text,
  settled_at timestamptz,
  reason text not null default '',
  -- the version it became part of
  version bigint,
  primary key (workspace_id, id),
  foreign key (workspace_id, scenario_id) references measure.scenario on delete cascade,
  foreign key (workspace_id, link_id) references measure.scenario_link on delete cascade,
  check ((state = 'waiting') = (settled_at is null)),
  check (state <> 'set_aside' or reason <> ''),
  check ((state = 'accepted') = (version is not null))
);
create index contribution_of on measure.contribution (workspace_id, scenario_id, state);
create index contribution_by on measure.contribution (workspace_id, link_id);
select platform.isolate('measure.contribution');
