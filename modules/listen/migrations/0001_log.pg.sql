-- What listen keeps: sources, the log of accepted events, who sent them, and what could not be accepted.
create schema listen;

create table listen.source (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  name text not null check (length(name) between 1 and 120),
  kind text not null check (kind in ('server', 'browser', 'import', 'webhook', 'channel')),
  -- sha256 of the write key; browser keys are public by nature and also kept readable, for snippets
  key_hash bytea unique,
  public_key text,
  -- sealed (AES-256-GCM): signs identity tokens of this source's visitors
  identity_secret text,
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select platform.isolate('listen.source');

-- An identifier as it was stated. An event belongs to one sender for ever; who the person is, customers decides.
create table listen.sender (
  workspace_id uuid not null,
  no bigint generated always as identity,
  id uuid not null default uuidv7(),
  type text not null,
  value text not null,
  source_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, type, value)
);
create unique index sender_no on listen.sender (workspace_id, no);
create unique index sender_id on listen.sender (workspace_id, id);
select platform.isolate('listen.sender');

create table listen.event (
  workspace_id uuid not null,
  id bigint generated always as identity,
  tx xid8 not null default pg_current_xact_id(),
  source_id uuid not null,
  -- the event's own day, as its sender wrote it; 1970-01-01 when it came without a time.
  -- In front of the key: a resend meets its twin, and inserts touch only the pages of the days being written.
  event_day date not null,
  key_hash uuid not null,
  content_hash uuid not null,
  sender_no bigint not null,
  kind text not null,
  name text not null,
  trusted boolean not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  -- Monday of occurred_at (UTC): in front of the timeline index for the same reason as event_day
  week date not null,
  body text not null,
  primary key (workspace_id, event_day, key_hash)
);
create index event_log on listen.event (workspace_id, tx, id);
create index event_timeline on listen.event (workspace_id, week, sender_no, occurred_at);
select platform.isolate('listen.event');
-- Append-only table: let autovacuum freeze early and cheaply instead of late and all at once.
alter table listen.event set (autovacuum_vacuum_insert_scale_factor = 0.05, toast_tuple_target = 4080);

-- The hot door: registers the senders that are new and keeps the events, in one round trip that is a transaction of its own; a
-- flush of intake that crosses the wire five times waits five times for its turn on a busy machine. Sets the workspace itself.
-- `sender_nos`: the number of a known sender, or minus the place of a new one in `types` and `vals` (sorted, so that two writers
-- cannot deadlock). `names` and `bodies`: one a line; they hold no line breaks, and cutting lines costs less than reading the
-- quotes of an array. Answers the numbers of the new senders; where the events lie in the log (their transaction, and their ids in
-- the order given) when all of them were new; otherwise, for each event whose key was kept with another hash, its place and the
-- body that was kept.
create function listen.keep(
  workspace uuid, types text[], vals text[], sender_sources uuid[],
  sources uuid[], days date[], keys uuid[], hashes uuid[], sender_nos bigint[], kinds text[], names text, trusts boolean[],
  occurred float8[], received float8, bodies text,
  out nos bigint[], out tx text, out ids text, out places int[], out kept_bodies text[])
  language plpgsql as $$
declare
  kept bigint;
begin
  perform set_config('verona.workspace', workspace::text, true);
  if cardinality(types) > 0 then
    insert into listen.sender (workspace_id, type, value, source_id)
    select workspace, * from unnest(types, vals, sender_sources)
    on conflict do nothing;
    select array_agg(s.no order by asked.place) into nos
      from unnest(types, vals) with ordinality as asked (type, value, place)
      join listen.sender s on s.workspace_id = workspace and s.type = asked.type and s.value = asked.value;
    if cardinality(nos) is distinct from cardinality(types) then
      raise 'a sender was registered and not found';
    end if;
  end if;
  -- Ordered, so that ids are given out in the order of the events.
  with added as (
    insert into listen.event (workspace_id, source_id, event_day, key_hash, content_hash, sender_no, kind, name, trusted,
                              occurred_at, received_at, week, body)
    select workspace, source_id, event_day, key_hash, content_hash, case when no > 0 then no else nos[-no] end, kind, name, trusted,
           to_timestamp(at / 1000.0), to_timestamp(received / 1000.0),
           date_trunc('week', to_timestamp(at / 1000.0) at time zone 'UTC')::date, body
      from unnest(sources, days, keys, hashes, sender_nos, kinds, string_to_array(names, E'\n'), trusts, occurred,
                  string_to_array(bodies, E'\n'))
           with ordinality as incoming (source_id, event_day, key_hash, content_hash, no, kind, name, trusted, at, body, place)
     order by place
    on conflict do nothing
    returning id)
  select count(*), string_agg(id::text, ',' order by id) into kept, ids from added;
  if kept = cardinality(keys) then
    tx := pg_current_xact_id()::text;
  else
    ids := null;
    select array_agg(asked.place), array_agg(e.body) into places, kept_bodies
      from unnest(days, keys, hashes) with ordinality as asked (event_day, key_hash, content_hash, place)
      join listen.event e on e.workspace_id = workspace and e.event_day = asked.event_day and e.key_hash = asked.key_hash
     where e.content_hash <> asked.content_hash;
  end if;
end $$;

-- Accepted over HTTP but not usable, or in conflict, or failed later: kept with the reason until someone decides.
create table listen.parked (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  source_id uuid,
  stage text not null check (stage in ('intake', 'conflict', 'analytics', 'identity')),
  reason text not null,
  field text,
  message_id text,
  body text not null,
  -- of the log, when it was accepted and could not be used later
  event_id bigint,
  parked_at timestamptz not null default now(),
  settled_at timestamptz,
  -- retried: used after all; corrected: another event says it instead; dismissed: let go
  settled_how text check (settled_how in ('retried', 'corrected', 'dismissed')),
  primary key (workspace_id, id)
);
create index parked_open on listen.parked (workspace_id, parked_at desc) where settled_at is null;
create index parked_event on listen.parked (workspace_id, event_id) where event_id is not null;
select platform.isolate('listen.parked');

-- What traffic looks like, learnt from traffic: events and their properties.
create table listen.catalogue_event (
  workspace_id uuid not null,
  source_id uuid not null,
  kind text not null,
  name text not null,
  -- the day it happened (UTC)
  day date not null,
  seen bigint not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  last_received timestamptz not null,
  primary key (workspace_id, name, kind, source_id, day)
);
select platform.isolate('listen.catalogue_event');

create table listen.catalogue_property (
  workspace_id uuid not null,
  name text not null,
  property text not null,
  type text not null,
  seen bigint not null,
  example text,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  primary key (workspace_id, name, property, type)
);
select platform.isolate('listen.catalogue_property');

-- Before a workspace is known there is only the key. Says nothing about keys that do not exist.
create function listen.source_by_key(hash bytea)
  returns table (workspace_id uuid, id uuid, kind text, identity_secret text)
  language sql stable security definer set search_path = '' as $$
  select s.workspace_id, s.id, s.kind, s.identity_secret from listen.source s where s.key_hash = hash and s.enabled
$$;

-- How far each copy of the log has come, and the range being written right now. The tx of a row says when it was written;
-- columns called …_tx say where a reader stands (backup carries both over to another cluster by that name).
create table listen.copy_cursor (
  workspace_id uuid not null,
  lane text not null,
  -- which writing of the copy this is: the copy carries the same mark, and one without it is empty or a stranger's
  generation uuid not null default gen_random_uuid(),
  -- whether what an earlier generation wrote is gone and the copy carries our mark
  begun boolean not null default false,
  at_tx xid8 not null default '0',
  at_id bigint not null default 0,
  to_tx xid8,
  to_id bigint,
  -- how far the schema catalogue has counted: writing the copy anew must not count twice
  counted_tx xid8 not null default '0',
  counted_id bigint not null default 0,
  moved_at timestamptz not null default now(),
  primary key (workspace_id, lane)
);
select platform.isolate('listen.copy_cursor');

-- What the last comparison of the log with its copy found.
create table listen.integrity (
  workspace_id uuid not null primary key,
  checked_at timestamptz not null,
  days bigint not null,
  events bigint not null,
  differing jsonb not null,
  took_ms bigint not null
);
select platform.isolate('listen.integrity');

-- For metrics and health: the copies of the whole installation.
create function listen.copies_health()
  returns table (rebuilding bigint, behind_ms float8, days_differing bigint, oldest_check timestamptz, kept_aside bigint)
  language sql stable security definer set search_path = '' as $$
  select (select count(*) from listen.copy_cursor c where not c.begun or (c.counted_tx, c.counted_id) > (c.at_tx, c.at_id)),
         -- since when the oldest event waits that is in no report yet
         (select coalesce(max(greatest(0, extract(epoch from now() - waiting.received_at))), 0)::float8 * 1000
            from platform.workspace w
            left join listen.copy_cursor c on c.workspace_id = w.id
           cross join lateral (
             select e.received_at from listen.event e
              where e.workspace_id = w.id and (e.tx, e.id) > (coalesce(c.at_tx, '0'), coalesce(c.at_id, 0))
              order by e.tx, e.id limit 1) waiting),
         (select coalesce(sum(jsonb_array_length(i.differing)), 0) from listen.integrity i),
         (select min(i.checked_at) from listen.integrity i),
         (select count(*) from listen.parked p where p.settled_at is null and p.stage in ('analytics', 'identity'))
$$;
