-- What is presented to customers, and by what it shows whether they got it.
create table measure.brand_promise (
  workspace_id uuid not null references platform.workspace,
  id uuid not null,
  words text not null check (length(words) between 1 and 300),
  presented_in text not null default '' check (length(presented_in) <= 300),
  presented_from date not null,
  presented_until date,
  -- only these people were promised it
  segment_id uuid,
  owner_id uuid not null,
  -- how many of a hundred were led to expect it
  presented float8 not null check (presented between 1 and 100),
  -- themes, answers, events and metrics that tell of it, checked by the contract
  experiences jsonb not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (workspace_id, id),
  check (presented_until >= presented_from)
);
select platform.isolate('measure.brand_promise');
