-- Audits of channels: sheets of questions, filled in by people who looked.
create table measure.audit_template (
  workspace_id uuid not null references platform.workspace,
  id uuid not null,
  name text not null check (length(name) between 1 and 120),
  kind text not null check (kind in ('mystery_shop', 'heuristic')),
  -- the version that is filled in now
  version bigint not null default 1,
  primary key (workspace_id, id)
);
create unique index audit_template_name on measure.audit_template (workspace_id, lower(name));
select platform.isolate('measure.audit_template');

-- Never changed, only followed by others: a score says by which of them it was made.
create table measure.audit_template_version (
  workspace_id uuid not null,
  template_id uuid not null,
  no bigint not null,
  criteria jsonb not null,
  -- the most a sheet scores on which a critical criterion failed
  critical_cap float8 not null check (critical_cap between 0 and 100),
  changed_by text not null,
  changed_at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, template_id, no),
  foreign key (workspace_id, template_id) references measure.audit_template
);
select platform.isolate('measure.audit_template_version');
select platform.append_only('measure.audit_template_version');

create table measure.audit_sheet (
  workspace_id uuid not null,
  id uuid not null,
  template_id uuid not null,
  version bigint not null,
  -- who was looked at: a peer by name; empty: ourselves
  subject text not null default '',
  visited_on date not null,
  auditor text not null,
  note text not null default '',
  -- by criterion; null: it did not apply
  answers jsonb not null,
  score float8 not null,
  -- criteria that failed and are critical
  critical text[] not null default '{}',
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  -- a sheet that was wrong counts no more; it is never removed
  withdrawn_at timestamptz,
  withdrawn_by text,
  withdrawn_why text,
  primary key (workspace_id, id),
  foreign key (workspace_id, template_id, version) references measure.audit_template_version,
  check ((withdrawn_at is null) = (withdrawn_why is null))
);
create index audit_sheet_recent on measure.audit_sheet (workspace_id, template_id, visited_on desc, id desc);
select platform.isolate('measure.audit_sheet');

-- What a sheet says of each touchpoint it looked at.
create table measure.audit_score (
  workspace_id uuid not null,
  sheet_id uuid not null,
  touchpoint_id uuid not null,
  score float8 not null,
  answered bigint not null,
  critical boolean not null,
  primary key (workspace_id, sheet_id, touchpoint_id),
  foreign key (workspace_id, sheet_id) references measure.audit_sheet,
  foreign key (workspace_id, touchpoint_id) references measure.touchpoint
);
create index audit_score_of on measure.audit_score (workspace_id, touchpoint_id);
select platform.isolate('measure.audit_score');
