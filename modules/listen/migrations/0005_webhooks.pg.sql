-- Webhooks in: how a source of kind webhook knows its callers, and how their bodies become events.
create table listen.webhook (
  workspace_id uuid not null,
  source_id uuid not null,
  -- sha256 of the token in the address. Never a write key: it stands in other people's logs.
  token_hash bytea not null unique,
  token_hint text not null,
  verification jsonb not null,
  -- [{ id, sealed, hint, addedAt }]: any of them may sign, so that a secret can be replaced without a gap
  secrets jsonb not null default '[]',
  body text not null check (body in ('json', 'form')),
  -- the document as it was written, comments included
  mapping text not null,
  last_refused_at timestamptz,
  last_refusal text,
  primary key (workspace_id, source_id),
  foreign key (workspace_id, source_id) references listen.source (workspace_id, id)
);
select platform.isolate('listen.webhook');

-- The last few verified bodies, for writing and testing a mapping. Kept short: they hold customers' words.
create table listen.webhook_sample (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  source_id uuid not null,
  received_at timestamptz not null default now(),
  content_type text not null,
  headers jsonb not null,
  body text not null,
  outcome text not null,
  primary key (workspace_id, id)
);
create index webhook_sample_of on listen.webhook_sample (workspace_id, source_id, id desc);
select platform.isolate('listen.webhook_sample');

-- A body that came twice is kept aside once.
create index parked_message on listen.parked (workspace_id, source_id, message_id) where message_id is not null;

create function listen.webhook_by_token(hash bytea)
  returns table (workspace_id uuid, source_id uuid, verification jsonb, secrets jsonb, body text, mapping text)
  language sql stable security definer set search_path = '' as $$
  select w.workspace_id, w.source_id, w.verification, w.secrets, w.body, w.mapping
    from listen.webhook w join listen.source s on s.workspace_id = w.workspace_id and s.id = w.source_id
   where w.token_hash = hash and s.enabled
$$;

-- Webhooks out: who is told what.
create table listen.webhook_endpoint (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  url text not null check (length(url) <= 2000),
  description text not null default '' check (length(description) <= 500),
  events text[] not null,
  enabled boolean not null default true,
  -- why the system, not a person, switched it off
  disabled_because text,
  -- sealed; the earlier one signs as well until its time is over
  secret text not null,
  earlier_secret text,
  earlier_until timestamptz,
  -- only what commits from here on is told
  since timestamptz not null default now(),
  since_tx xid8 not null default pg_current_xact_id(),
  -- the circuit: failures in a row, since when, and until when nothing is tried
  failures bigint not null default 0,
  failing_since timestamptz,
  rests_until timestamptz,
  -- not queued because too many were waiting already
  passed_over bigint not null default 0,
  delivered_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select platform.isolate('listen.webhook_endpoint');

-- One message to one endpoint; its id is the `webhook-id` of every try.
create table listen.webhook_delivery (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  endpoint_id uuid not null,
  type text not null,
  name text not null,
  -- an accepted event is named, not copied: one that is erased is never told afterwards
  event_day date,
  key_hash uuid,
  -- what has no event behind it (domain events, tests) is kept as sent
  payload text,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  attempts bigint not null default 0,
  -- also the lease of who is sending it: one that was killed gives it back by not renewing
  next_try timestamptz not null default now(),
  created_at timestamptz not null default now(),
  tried_at timestamptz,
  status bigint,
  response text,
  error text,
  duration_ms bigint,
  primary key (workspace_id, id),
  foreign key (workspace_id, endpoint_id) references listen.webhook_endpoint (workspace_id, id) on delete cascade,
  check ((event_day is null) = (key_hash is null) and (event_day is null) <> (payload is null))
);
create index webhook_delivery_due on listen.webhook_delivery (workspace_id, endpoint_id, next_try) where state = 'waiting';
create index webhook_delivery_failed on listen.webhook_delivery (workspace_id, endpoint_id) where state = 'failed';
-- ids are UUIDv7: their order is the order of making
create index webhook_delivery_log on listen.webhook_delivery (workspace_id, endpoint_id, id desc);
select platform.isolate('listen.webhook_delivery');
