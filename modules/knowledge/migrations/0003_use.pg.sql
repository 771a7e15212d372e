-- What became of what we know: used in moments, read by visitors, judged, missed.

create table knowledge.use (
  workspace_id uuid not null,
  id uuid not null,
  article_id uuid not null,
  locale text not null,
  version bigint not null,
  at timestamptz not null default now(),
  place text not null check (place in ('moment', 'widget', 'site', 'api')),
  how text not null check (how in ('link', 'text', 'card', 'read')),
  moment_id uuid,
  -- `type:value` of whom it was given to, when known
  customer text,
  primary key (workspace_id, id),
  foreign key (workspace_id, article_id) references knowledge.article
);
create index use_article on knowledge.use (workspace_id, article_id, at desc);
create index use_moment on knowledge.use (workspace_id, moment_id) where moment_id is not null;
create index use_customer on knowledge.use (workspace_id, customer) where customer is not null;
select platform.isolate('knowledge.use');

create table knowledge.feedback (
  workspace_id uuid not null,
  id uuid not null,
  article_id uuid not null,
  locale text not null,
  version bigint not null,
  at timestamptz not null default now(),
  helpful boolean not null,
  comment text not null default '' check (length(comment) <= 1000),
  -- whose words: the visitor's key, until they are erased
  visitor text,
  primary key (workspace_id, id),
  foreign key (workspace_id, article_id) references knowledge.article
);
create index feedback_article on knowledge.feedback (workspace_id, article_id, at desc);
select platform.isolate('knowledge.feedback');

-- One visit for help: search, read, and whether they had to ask a human after all.
create table knowledge.help_session (
  workspace_id uuid not null,
  id uuid not null,
  visitor text not null,
  place text not null check (place in ('site', 'widget', 'api')),
  started_at timestamptz not null,
  last_at timestamptz not null,
  searches bigint not null default 0,
  -- searches that found nothing
  misses bigint not null default 0,
  reads bigint not null default 0,
  contacted_at timestamptz,
  primary key (workspace_id, id)
);
create index help_session_visitor on knowledge.help_session (workspace_id, visitor, last_at desc);
create index help_session_started on knowledge.help_session (workspace_id, started_at);
select platform.isolate('knowledge.help_session');

create table knowledge.search (
  workspace_id uuid not null,
  id uuid not null,
  session_id uuid,
  at timestamptz not null,
  place text not null check (place in ('site', 'widget', 'api', 'moment')),
  locale text not null,
  text text not null,
  -- the same question however it was typed
  asked text not null,
  results bigint not null,
  clicked boolean not null default false,
  -- set once it was looked at for gaps
  weighed boolean not null default false,
  primary key (workspace_id, id)
);
create index search_unweighed on knowledge.search (workspace_id, at) where not weighed;
create index search_session on knowledge.search (workspace_id, session_id);
select platform.isolate('knowledge.search');

-- What people looked for and did not get. Somebody owns each.
create table knowledge.gap (
  workspace_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('no_result', 'no_click', 'moment')),
  -- the question, so that asking again adds to the same gap
  asked text not null,
  text text not null,
  locale text,
  times bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  moment_id uuid,
  owner_id uuid,
  state text not null default 'open' check (state in ('open', 'settled', 'dismissed')),
  article_id uuid,
  reason text,
  settled_at timestamptz,
  settled_by text,
  primary key (workspace_id, id),
  unique (workspace_id, kind, asked),
  check ((state = 'settled') = (article_id is not null)),
  check (state <> 'dismissed' or reason is not null)
);
create index gap_open on knowledge.gap (workspace_id, state, times desc, id);
select platform.isolate('knowledge.gap');
