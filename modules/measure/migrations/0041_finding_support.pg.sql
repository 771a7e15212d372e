-- What else a finding stands on, beside the words of customers. `reference` is what it names in the house; when that is gone, the
-- piece stays and says so.
create table measure.finding_support (
  workspace_id uuid not null,
  finding_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('theme', 'survey', 'view', 'metric', 'scenario', 'audit', 'study', 'money')),
  dimension text not null check (dimension in ('attitudinal', 'behavioural', 'operational', 'contextual', 'financial')),
  title text not null check (length(title) between 1 and 300),
  reference text,
  -- of a survey: one of its questions
  question text,
  link text check (link ~ '^https?://' and length(link) <= 2000),
  amount float8,
  currency text,
  method text,
  note text not null default '' check (length(note) <= 1000),
  by_name text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, finding_id, id),
  foreign key (workspace_id, finding_id) references measure.finding,
  -- no money without its method
  check ((kind = 'money') = (amount is not null and currency is not null and method is not null))
);
select platform.isolate('measure.finding_support');
