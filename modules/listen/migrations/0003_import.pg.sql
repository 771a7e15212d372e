-- Imports: files brought in, and each reading of one under a mapping.
create table listen.import_file (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  name text not null check (length(name) between 1 and 200),
  bytes bigint not null check (bytes > 0),
  -- what was found in it once it was all there; null while it is arriving
  digest text check (digest ~ '^[0-9a-f]{64}$'),
  format text check (format in ('csv', 'ndjson', 'parquet')),
  gzip boolean,
  columns jsonb,
  created_by text not null,
  created_at timestamptz not null default now(),
  -- the file itself is removed some days after this
  used_at timestamptz not null default now(),
  removed_at timestamptz,
  primary key (workspace_id, id)
);
select platform.isolate('listen.import_file');

create table listen.import_run (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  file_id uuid not null,
  source_id uuid not null,
  -- the document as it was written, so that what was done can be read for ever
  mapping text not null,
  mapping_name text not null,
  -- a dry run maps and counts, and keeps nothing
  dry boolean not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  reason text,
  -- raised by each process that takes the run: one that wakes late finds another number here and stops
  epoch bigint not null default 0,
  -- behind the last record whose messages are all committed
  at_byte bigint not null default 0,
  at_line bigint not null default 0,
  at_row bigint not null default 0,
  bytes_read bigint not null default 0,
  messages bigint not null default 0,
  kept bigint not null default 0,
  conflicts bigint not null default 0,
  refused bigint not null default 0,
  skipped bigint not null default 0,
  by_name jsonb not null default '{}',
  worked_ms bigint not null default 0,
  created_by text not null,
  created_at timestamptz not null default now(),
  moved_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, file_id) references listen.import_file (workspace_id, id),
  foreign key (workspace_id, source_id) references listen.source (workspace_id, id)
);
create index import_run_newest on listen.import_run (workspace_id, created_at desc, id desc);
create index import_run_of_file on listen.import_run (workspace_id, file_id);
select platform.isolate('listen.import_run');

-- The first rows that gave nothing, with the reason. No copy of the row: it is in the file, under its line.
create table listen.import_reject (
  workspace_id uuid not null,
  run_id uuid not null,
  no bigint not null,
  line bigint not null,
  field text,
  target text not null,
  reason text not null,
  primary key (workspace_id, run_id, no),
  foreign key (workspace_id, run_id) references listen.import_run (workspace_id, id) on delete cascade
);
select platform.isolate('listen.import_reject');
