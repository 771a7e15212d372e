-- A language model that is asked to read what customers said: where, what for, how much a day, and what it answered.
create table measure.language_model (
  workspace_id uuid not null primary key references platform.workspace,
  settings jsonb not null,
  -- sealed
  key text,
  requests_a_day bigint not null,
  tokens_a_day bigint not null,
  -- rounds without an answer, one after the other
  failures bigint not null default 0,
  rests_until timestamptz,
  last_error jsonb,
  changed_by text not null,
  changed_at timestamptz not null default clock_timestamp()
);
select platform.isolate('measure.language_model');

-- What a day cost. Counted before it is asked, by the most it can cost, and set right by what it did cost: whatever stops in
-- between leaves too much counted, never too little.
create table measure.model_day (
  workspace_id uuid not null,
  -- UTC
  day date not null,
  requests bigint not null default 0,
  tokens bigint not null default 0,
  cached bigint not null default 0,
  failed bigint not null default 0,
  primary key (workspace_id, day)
);
select platform.isolate('measure.model_day');

-- What was answered, so that nothing is asked twice. `question`: a hash of address, model, task and the words as they were sent.
create table measure.model_answer (
  workspace_id uuid not null,
  question text not null,
  said jsonb not null,
  read_by text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, question)
);
select platform.isolate('measure.model_answer');

alter table measure.feedback
  -- as the model answered; stays when the record is read again
  add column model_said jsonb,
  -- which model, by what task; null: the rules of the house
  add column read_by text,
  add column question text,
  -- when it may be asked; null when it need not be
  add column ask_at timestamptz,
  add column ask_tries bigint not null default 0;
create index feedback_ask on measure.feedback (workspace_id, id desc) where ask_at is not null;
