-- Voice: what customers said, as records; the themes people sort it by; and the registers nothing falls out of.
create schema if not exists measure;

-- How voice is read here. `edition` counts everything that may change what is made of the same words: a record of an older
-- one is read again.
create table measure.voice (
  workspace_id uuid not null primary key references platform.workspace,
  settings jsonb not null default '{}',
  edition bigint not null default 1,
  -- of the reader in the program
  reader bigint not null default 0,
  changed_by text,
  changed_at timestamptz
);
select platform.isolate('measure.voice');

create table measure.want (
  workspace_id uuid not null,
  id uuid not null,
  title text not null check (length(title) between 1 and 200),
  -- by what the same wish is known again
  words text[] not null,
  owner_id uuid,
  state text not null default 'open' check (state in ('open', 'yes', 'no', 'done')),
  decision text,
  decided_by text,
  decided_at timestamptz,
  merged_into uuid,
  created_at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, id),
  check ((state = 'open') = (decided_at is null))
);
create index want_open on measure.want (workspace_id, created_at desc) where merged_into is null;
select platform.isolate('measure.want');

create table measure.feedback (
  workspace_id uuid not null references platform.workspace,
  id uuid not null,
  -- where it was said, so that it becomes one record however often it is read: `entry:<id>` of a moment, `event:<id>` of the log
  origin text not null,
  sender_no bigint not null,
  moment_id uuid,
  occurred_at timestamptz not null,
  channel text not null,
  source text not null,
  product text not null default '',
  touchpoint text not null default '',
  text text not null,
  hint text,
  -- what was read from it; null where it cannot be told
  language text,
  kind text not null check (kind in ('experience', 'appreciation', 'curse', 'question', 'want')),
  kind_by text not null,
  sentiment float8 check (sentiment between -1 and 1),
  sentiment_unknown text,
  emotion text,
  effort text check (effort in ('high', 'low')),
  offensive boolean not null default false,
  phrases text[] not null default '{}',
  themes uuid[] not null default '{}',
  want_id uuid,
  -- what a person said against it; stays when it is read again
  corrected jsonb not null default '{}',
  edition bigint not null,
  -- until when somebody should have answered; null where nobody is owed one
  owed_at timestamptz,
  answered_at timestamptz,
  used_at timestamptz,
  settled_at timestamptz,
  settled_by text,
  settled_why text,
  version bigint not null default 1,
  -- whether the copy in ClickHouse is behind
  stale boolean not null default true,
  primary key (workspace_id, id),
  unique (workspace_id, origin),
  foreign key (workspace_id, want_id) references measure.want,
  check ((settled_at is null) = (settled_why is null))
);
create index feedback_stale on measure.feedback (workspace_id, id) where stale;
create index feedback_edition on measure.feedback (workspace_id, edition, id);
create index feedback_sender on measure.feedback (workspace_id, sender_no);
create index feedback_moment on measure.feedback (workspace_id, moment_id, occurred_at) where moment_id is not null;
create index feedback_want on measure.feedback (workspace_id, want_id, occurred_at desc) where want_id is not null;
create index feedback_unthemed on measure.feedback (workspace_id, occurred_at desc) where themes = '{}';
create index feedback_ignored on measure.feedback (workspace_id, owed_at, id)
  where answered_at is null and used_at is null and settled_at is null and owed_at is not null;
select platform.isolate('measure.feedback');

create table measure.theme (
  workspace_id uuid not null references platform.workspace,
  id uuid not null,
  name text not null check (length(name) between 1 and 120),
  description text not null default '' check (length(description) <= 1000),
  -- as whole words: any of them makes a record part of it
  phrases text[] not null default '{}',
  -- who answers for it
  department_id uuid,
  merged_into uuid,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  primary key (workspace_id, id)
);
create unique index theme_name on measure.theme (workspace_id, lower(name)) where merged_into is null;
select platform.isolate('measure.theme');

-- What was done to a theme, by whom.
create table measure.theme_change (
  workspace_id uuid not null,
  theme_id uuid not null,
  id uuid not null default uuidv7(),
  at timestamptz not null default clock_timestamp(),
  by_name text not null,
  what text not null check (what in ('created', 'changed', 'merged', 'absorbed', 'split')),
  details jsonb not null default '{}',
  primary key (workspace_id, theme_id, id),
  foreign key (workspace_id, theme_id) references measure.theme
);
select platform.isolate('measure.theme_change');
select platform.append_only('measure.theme_change');

-- What we understood from it all. It moves, it is never removed.
create table measure.finding (
  workspace_id uuid not null references platform.workspace,
  id uuid not null,
  title text not null check (length(title) between 1 and 200),
  insight text not null default '' check (length(insight) <= 4000),
  stage text not null default 'heard' check (stage in ('heard', 'understood', 'decided', 'acted', 'checked')),
  owner_id uuid not null,
  due_on date,
  theme_id uuid,
  want_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  created_by text not null,
  moved_at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, id),
  foreign key (workspace_id, theme_id) references measure.theme,
  foreign key (workspace_id, want_id) references measure.want,
  check (stage in ('heard', 'understood') or due_on is not null)
);
create index finding_stage on measure.finding (workspace_id, stage, moved_at desc);
select platform.isolate('measure.finding');
do $$ begin
  execute format('revoke delete, truncate on measure.finding from %I', current_setting('verona.app_role'));
end $$;

create table measure.finding_move (
  workspace_id uuid not null,
  finding_id uuid not null,
  id uuid not null default uuidv7(),
  at timestamptz not null default clock_timestamp(),
  by_name text not null,
  from_stage text,
  to_stage text not null,
  note text not null default '',
  primary key (workspace_id, finding_id, id),
  foreign key (workspace_id, finding_id) references measure.finding
);
select platform.isolate('measure.finding_move');
select platform.append_only('measure.finding_move');

-- The words a finding stands on.
create table measure.finding_evidence (
  workspace_id uuid not null,
  finding_id uuid not null,
  feedback_id uuid not null,
  primary key (workspace_id, finding_id, feedback_id),
  foreign key (workspace_id, finding_id) references measure.finding,
  foreign key (workspace_id, feedback_id) references measure.feedback on delete cascade
);
create index finding_evidence_back on measure.finding_evidence (workspace_id, feedback_id);
select platform.isolate('measure.finding_evidence');
