-- The outbox, and where its readers stand. Read in the order (tx, id) below the snapshot's xmin, never by `id > cursor`:
-- ids are given out before commit, so a later id can become visible before an earlier one (case F07).

create table platform.event (
  workspace_id uuid not null,
  id bigint generated always as identity,
  tx xid8 not null default pg_current_xact_id(),
  type text not null,
  data jsonb not null,
  at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index event_order on platform.event (workspace_id, tx, id);
select platform.isolate('platform.event');

-- An event that a subscriber could not handle. While `next_try` is set it is still tried, in its place; after the last try it
-- is parked (`next_try` null) and the subscriber goes on without it, until somebody retries it.
create table platform.parked_event (
  workspace_id uuid not null,
  subscriber text not null,
  event_id bigint not null,
  reason text not null,
  attempts bigint not null,
  next_try timestamptz,
  failed_at timestamptz not null default now(),
  primary key (workspace_id, subscriber, event_id),
  foreign key (workspace_id, event_id) references platform.event (workspace_id, id)
);
select platform.isolate('platform.parked_event');
