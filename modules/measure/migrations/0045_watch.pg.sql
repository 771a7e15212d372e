-- Figures that somebody keeps a watch on, what each closed hour or day brought, and what was unusual in it.
create table measure.watch (
  workspace_id uuid not null references platform.workspace,
  id uuid not null,
  title text not null check (length(title) between 1 and 120),
  -- what is watched: a question over events, what customers say, or a metric
  about jsonb not null,
  grain text not null check (grain in ('hour', 'day')),
  time_zone text not null,
  sensitivity text not null,
  -- for whoever gets it: what to do then
  todo text not null,
  -- within so many hours somebody says what it was
  answer_hours bigint not null check (answer_hours between 1 and 720),
  -- an employee
  owner_id uuid not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  paused boolean not null default false,
  -- everything that ended by then is judged; null before the first look
  judged_to timestamptz,
  next_at timestamptz not null,
  looked_at timestamptz,
  -- since when it cannot be judged, and why; null while it can
  blind_since timestamptz,
  blind_why text check (blind_why in ('gone', 'behind', 'engine', 'refused')),
  blind_detail text,
  -- the last time it came back from that: { at, buckets, passedOver }
  caught_up jsonb,
  primary key (workspace_id, id)
);
create index watch_due on measure.watch (workspace_id, next_at) where not paused;
select platform.isolate('measure.watch');

-- What was unusual. Only a person's word closes it.
create table measure.watch_finding (
  workspace_id uuid not null,
  id uuid not null,
  watch_id uuid not null,
  side text not null check (side in ('high', 'low')),
  -- starts of the first bucket that was unusual, and of the last one that goes with it
  from_at timestamptz not null,
  last_at timestamptz not null,
  seen double precision not null,
  expected double precision,
  low double precision,
  high double precision,
  -- who moved with it: [{ label, rest, value, expected, share }]
  explained jsonb not null,
  owner_id uuid not null,
  -- opened in `moments` for its owner
  moment_id uuid not null,
  opened_at timestamptz not null default now(),
  due_at timestamptz not null,
  verdict text check (verdict in ('real', 'expected', 'false_alarm')),
  note text not null default '',
  judged_by text,
  judged_at timestamptz,
  -- nobody said anything in time: whom it was told
  escalated_at timestamptz,
  escalated_to uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, watch_id) references measure.watch on delete cascade,
  check ((verdict is null) = (judged_at is null))
);
create index watch_finding_of on measure.watch_finding (workspace_id, watch_id, from_at desc);
create index watch_finding_open on measure.watch_finding (workspace_id, due_at) where verdict is null;
create index watch_finding_moment on measure.watch_finding (workspace_id, moment_id);
select platform.isolate('measure.watch_finding');

-- Every closed bucket once, whoever looks and however often.
create table measure.watch_bucket (
  workspace_id uuid not null,
  watch_id uuid not null,
  at timestamptz not null,
  -- null: there was nothing to take an average of
  seen double precision,
  -- null, with its bounds: too little was known from before
  expected double precision,
  low double precision,
  high double precision,
  side text check (side in ('high', 'low')),
  finding_id uuid,
  primary key (workspace_id, watch_id, at),
  foreign key (workspace_id, watch_id) references measure.watch on delete cascade
);
select platform.isolate('measure.watch_bucket');

-- Each letter about a finding is written here in the transaction that hands it over: it goes once.
create table measure.watch_letter (
  workspace_id uuid not null,
  finding_id uuid not null,
  why text not null check (why in ('seen', 'missed')),
  sent_at timestamptz not null default now(),
  primary key (workspace_id, finding_id, why),
  foreign key (workspace_id, finding_id) references measure.watch_finding on delete cascade
);
select platform.isolate('measure.watch_letter');
