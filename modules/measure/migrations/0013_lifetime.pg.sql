-- What counts as a purchase, for lifetime value.
create table measure.lifetime_setting (
  workspace_id uuid not null primary key references platform.workspace,
  body jsonb not null,
  changed_at timestamptz not null default now()
);
select platform.isolate('measure.lifetime_setting');

-- Fits, kept with method and parameters: a figure shown last year can be told how it came about.
create table measure.lifetime_fit (
  workspace_id uuid not null references platform.workspace,
  id uuid not null default uuidv7(),
  at timestamptz not null default now(),
  body jsonb not null,
  primary key (workspace_id, id)
);
select platform.isolate('measure.lifetime_fit');

-- What the last fit expects of each customer.
create table measure.lifetime_person (
  workspace_id uuid not null,
  person_no bigint not null,
  purchases bigint not null,
  alive float8 not null,
  expected float8 not null,
  value float8 not null,
  primary key (workspace_id, person_no)
);
create index lifetime_person_value on measure.lifetime_person (workspace_id, value desc, person_no);
select platform.isolate('measure.lifetime_person');
