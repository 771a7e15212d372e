-- Where customers meet us, in order: what happens belongs to the first that fits.
create table measure.touchpoint (
  workspace_id uuid not null references platform.workspace,
  id uuid not null,
  name text not null check (length(name) between 1 and 120),
  place bigint not null,
  -- what belongs here
  rule jsonb not null,
  -- an employee
  owner_id uuid,
  -- how much of its quality is what customers say; the rest is what audits found
  voice_weight float8 not null default 0.5 check (voice_weight between 0 and 1),
  changed_by text not null,
  changed_at timestamptz not null default clock_timestamp(),
  -- audits of a touchpoint that was taken away keep its name
  removed_at timestamptz,
  primary key (workspace_id, id)
);
create unique index touchpoint_name on measure.touchpoint (workspace_id, lower(name)) where removed_at is null;
select platform.isolate('measure.touchpoint');

-- Who answers for what a department does at a touchpoint. No row: nobody.
create table measure.cell_owner (
  workspace_id uuid not null,
  touchpoint_id uuid not null,
  department_id uuid not null,
  owner_id uuid not null,
  primary key (workspace_id, touchpoint_id, department_id),
  foreign key (workspace_id, touchpoint_id) references measure.touchpoint
);
select platform.isolate('measure.cell_owner');

-- Lines of conversations now say whose they are, and copies of records where they were said: all of them are written again.
delete from measure.conversation_copy;
update measure.feedback set version = version + 1, stale = true where touchpoint <> '';
