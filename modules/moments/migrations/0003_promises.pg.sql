-- What somebody promised a customer: to call back, to look after it, by when. Never deleted but with the customer; settled once.
create table moments.promise (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  moment_id uuid not null,
  -- who promised
  employee_id uuid not null,
  text text not null check (length(text) between 1 and 500),
  made_at timestamptz not null default clock_timestamp(),
  due_at timestamptz not null check (due_at > made_at),
  -- when to bring it before its people's eyes; null when that was done
  remind_at timestamptz,
  missed_at timestamptz,
  settled_at timestamptz,
  outcome text check (outcome in ('kept', 'withdrawn')),
  settled_by text,
  note text not null default '',
  primary key (workspace_id, id),
  foreign key (workspace_id, moment_id) references moments.moment,
  check ((settled_at is null) = (outcome is null))
);
create index promise_moment on moments.promise (workspace_id, moment_id);
create index promise_remind on moments.promise (workspace_id, remind_at) where settled_at is null and remind_at is not null;
create index promise_due on moments.promise (workspace_id, due_at) where settled_at is null and missed_at is null;
create index promise_open on moments.promise (workspace_id, due_at, id) where settled_at is null;
select platform.isolate('moments.promise');

-- How a customer's value is known: by a segment they belong to, or by a number among their traits. No row: nobody is valued.
create table moments.valuing (
  workspace_id uuid not null primary key references platform.workspace,
  body jsonb not null,
  changed_at timestamptz not null default now()
);
select platform.isolate('moments.valuing');
