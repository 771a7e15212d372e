-- When we work, how long a customer may wait for what, and the clocks that follow from what happened.
create table moments.calendar (
  workspace_id uuid not null references platform.workspace,
  id uuid not null default uuidv7(),
  body jsonb not null,
  changed_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index calendar_name on moments.calendar (workspace_id, lower(body ->> 'name'));
select platform.isolate('moments.calendar');

create table moments.clock_policy (
  workspace_id uuid not null primary key references platform.workspace,
  version bigint not null default 1,
  body jsonb not null,
  changed_at timestamptz not null default now()
);
select platform.isolate('moments.clock_policy');

-- Targets with the hours they count in, as applied to moments: by content, so that a thousand moments share one.
create table moments.applied_clause (
  workspace_id uuid not null references platform.workspace,
  hash text not null,
  body jsonb not null,
  primary key (workspace_id, hash)
);
select platform.isolate('moments.applied_clause');

-- What clocks are folded from. Never changed, only added to.
create table moments.clock_fact (
  workspace_id uuid not null,
  moment_id uuid not null,
  seq bigint not null,
  at timestamptz not null,
  what text not null,
  details jsonb not null default '{}',
  primary key (workspace_id, moment_id, seq),
  foreign key (workspace_id, moment_id) references moments.moment deferrable initially deferred
);
select platform.isolate('moments.clock_fact');

-- One row a moment: what policies look at, and when to look at its clocks again. Its lock puts facts of one moment in a row.
create table moments.clock_watch (
  workspace_id uuid not null,
  moment_id uuid not null,
  about jsonb,
  resolved boolean not null default false,
  -- the next step that comes due when nothing else happens
  next_at timestamptz,
  -- when the nearest of its clocks is due, or was: lists go by it. Infinity while none runs
  due_at timestamptz not null default 'infinity',
  primary key (workspace_id, moment_id),
  foreign key (workspace_id, moment_id) references moments.moment deferrable initially deferred
);
create index clock_watch_next on moments.clock_watch (workspace_id, next_at) where next_at is not null;
create index clock_watch_due on moments.clock_watch (workspace_id, due_at, moment_id);
create index clock_watch_open on moments.clock_watch (workspace_id, moment_id) where not resolved;
select platform.isolate('moments.clock_watch');

-- The latest turn of each clock as it stood when something last happened: for lists. The facts are the truth.
create table moments.clock (
  workspace_id uuid not null,
  moment_id uuid not null,
  kind text not null check (kind in ('first_reply', 'next_reply', 'resolution')),
  round bigint not null,
  state text not null check (state in ('running', 'paused', 'met', 'breached')),
  ended boolean not null,
  warn_at timestamptz,
  due_at timestamptz,
  primary key (workspace_id, moment_id, kind),
  foreign key (workspace_id, moment_id) references moments.moment deferrable initially deferred
);
create index clock_due on moments.clock (workspace_id, due_at) where not ended and due_at is not null;
select platform.isolate('moments.clock');

-- What was fired, once each: kind, turn and step.
create table moments.clock_fired (
  workspace_id uuid not null,
  moment_id uuid not null,
  key text not null,
  due_at timestamptz not null,
  fired_at timestamptz not null,
  told jsonb not null,
  primary key (workspace_id, moment_id, key),
  foreign key (workspace_id, moment_id) references moments.moment deferrable initially deferred
);
select platform.isolate('moments.clock_fired');
