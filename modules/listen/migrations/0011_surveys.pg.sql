-- Surveys: what is asked, by whom it was answered, and how far each answer has come.
create table listen.survey (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  name text not null,
  -- what will be decided by its answers: a survey without one is not asked
  decision text not null check (decision <> ''),
  template text,
  state text not null default 'draft' check (state in ('draft', 'open', 'closed')),
  -- 'hand' or 'quota'
  closed_by text,
  -- in public addresses
  public_key text not null unique,
  source_id uuid not null,
  -- of the definition that is asked now
  version bigint not null default 1,
  settings jsonb not null,
  -- completed answers, counted where they are taken: the overall quota stands on it
  completed bigint not null default 0,
  created_at timestamptz not null default now(),
  opened_at timestamptz,
  closed_at timestamptz,
  primary key (workspace_id, id)
);
select platform.isolate('listen.survey');

-- A definition that somebody answered is never changed: answers keep the words they were given to.
create table listen.survey_version (
  workspace_id uuid not null,
  survey_id uuid not null,
  version bigint not null,
  definition jsonb not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, survey_id, version),
  foreign key (workspace_id, survey_id) references listen.survey (workspace_id, id)
);
select platform.isolate('listen.survey_version');

-- How many may give one answer; `taken` moves in the transaction that completes a response.
create table listen.survey_quota (
  workspace_id uuid not null,
  survey_id uuid not null,
  question text not null,
  value text not null,
  at_most bigint not null check (at_most > 0),
  taken bigint not null default 0,
  primary key (workspace_id, survey_id, question, value),
  foreign key (workspace_id, survey_id) references listen.survey (workspace_id, id)
);
select platform.isolate('listen.survey_quota');

-- Somebody was asked: by a link that holds once, by mail, or after a moment.
create table listen.survey_invitation (
  workspace_id uuid not null,
  id uuid not null,
  survey_id uuid not null,
  token_hash bytea not null unique,
  sender_no bigint not null,
  sender_type text not null,
  sender_value text not null,
  -- 'link', 'email' or 'widget'
  via text not null,
  moment_id uuid,
  -- the words for the widget, which asks by the chat it belongs to; null for the others
  chat_id uuid,
  created_at timestamptz not null default now(),
  -- it was shown, or declined in the widget
  seen_at timestamptz,
  used_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, survey_id) references listen.survey (workspace_id, id)
);
create index survey_invitation_sender on listen.survey_invitation (workspace_id, sender_no, created_at);
create index survey_invitation_survey on listen.survey_invitation (workspace_id, survey_id);
create index survey_invitation_chat on listen.survey_invitation (workspace_id, chat_id) where chat_id is not null;
-- A moment that is resolved twice asks once.
create unique index survey_invitation_moment on listen.survey_invitation (workspace_id, survey_id, moment_id)
  where moment_id is not null;
select platform.isolate('listen.survey_invitation');

create table listen.survey_response (
  workspace_id uuid not null,
  id uuid not null,
  survey_id uuid not null,
  version bigint not null,
  -- opens this response and nothing else
  token_hash bytea not null unique,
  sender_no bigint not null,
  sender_type text not null,
  sender_value text not null,
  -- whether it is proven who answers: a link that was sent to them, a site that signed them in
  proven boolean not null,
  -- one invitation, one response
  invitation_id uuid,
  moment_id uuid,
  via text not null,
  locale text,
  -- as SurveyJS has it
  data jsonb not null default '{}',
  -- 'full': every question was answered when nobody more was wanted; kept, not counted
  state text not null default 'partial' check (state in ('partial', 'complete', 'full')),
  started_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  completed_at timestamptz,
  -- when its answers went into the log
  told_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, invitation_id),
  foreign key (workspace_id, survey_id) references listen.survey (workspace_id, id)
);
create index survey_response_survey on listen.survey_response (workspace_id, survey_id, updated_at desc, id desc);
create index survey_response_sender on listen.survey_response (workspace_id, sender_no);
create index survey_response_untold on listen.survey_response (workspace_id, updated_at) where told_at is null;
select platform.isolate('listen.survey_response');

-- The same answers one by one: what results count. A question with several choices has several rows.
create table listen.survey_answer (
  workspace_id uuid not null,
  response_id uuid not null,
  survey_id uuid not null,
  question text not null,
  ordinal bigint not null,
  value_number double precision,
  value_text text,
  primary key (workspace_id, response_id, question, ordinal),
  foreign key (workspace_id, response_id) references listen.survey_response (workspace_id, id) on delete cascade
);
create index survey_answer_question on listen.survey_answer (workspace_id, survey_id, question);
select platform.isolate('listen.survey_answer');

create function listen.survey_by_key(key text)
  returns table (workspace_id uuid, id uuid)
  language sql stable security definer set search_path = '' as $$
  select s.workspace_id, s.id from listen.survey s where s.public_key = key
$$;

create function listen.survey_response_by_token(hash bytea)
  returns table (workspace_id uuid, id uuid, survey_id uuid)
  language sql stable security definer set search_path = '' as $$
  select r.workspace_id, r.id, r.survey_id from listen.survey_response r where r.token_hash = hash
$$;
