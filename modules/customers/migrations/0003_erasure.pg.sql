-- Forgetting: the proof, and what is needed to stay forgotten. Nothing here can be turned back into an identifier.

create table customers.erasure (
  workspace_id uuid not null,
  id uuid not null,
  requested_at timestamptz not null,
  requested_by text not null,
  reason text not null,
  -- both copies that have no transactions and files that were brought must be gone before it is done
  copies_gone boolean not null default false,
  files_gone boolean not null default false,
  state text not null generated always as (case when copies_gone and files_gone then 'done' else 'erasing' end) stored,
  done_at timestamptz,
  removed jsonb not null default '[]',
  -- files brought up to here may speak of them
  files_until timestamptz not null default now(),
  -- files that cannot go yet
  waiting jsonb not null default '[]',
  removed_later bigint not null default 0,
  primary key (workspace_id, id)
);
select platform.isolate('customers.erasure');

-- Keyed hash of each forgotten identifier, its ids and its number: random by themselves, they answer 410 and refuse late events.
create table customers.tombstone (
  workspace_id uuid not null,
  key_hash bytea not null,
  sender_no bigint not null,
  sender_id uuid not null,
  erasure_id uuid not null,
  erased_at timestamptz not null,
  primary key (workspace_id, key_hash, sender_no)
);
create unique index tombstone_id on customers.tombstone (workspace_id, sender_id);
create index tombstone_no on customers.tombstone (workspace_id, sender_no);
select platform.isolate('customers.tombstone');
