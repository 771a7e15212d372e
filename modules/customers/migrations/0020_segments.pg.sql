-- Segments: the rules, who is in, who was, and what is still to be looked at.

create table customers.segment (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  description text not null default '',
  rule jsonb not null,
  -- counts changes of the rule: what was computed for an older one is not applied
  edition bigint not null default 1,
  -- counts changes of the members: orders their copies in ClickHouse
  revision bigint not null default 0,
  size bigint not null default 0,
  -- null while it is filled for the first time under the present rule
  filled_at timestamptz,
  -- when everybody was last looked at, and is to be next
  swept_at timestamptz,
  sweep_due timestamptz not null default now(),
  problem text,
  changed_at timestamptz,
  created_at timestamptz not null default now(),
  created_by text not null,
  primary key (workspace_id, id)
);
create unique index segment_name on customers.segment (workspace_id, lower(name));
select platform.isolate('customers.segment');

-- Who is in now. Plain B-trees: the first fill of a large segment writes a million rows.
create table customers.segment_member (
  workspace_id uuid not null,
  segment_id uuid not null,
  person_no bigint not null,
  entered_at timestamptz not null,
  primary key (workspace_id, segment_id, person_no)
);
create index segment_member_newest on customers.segment_member (workspace_id, segment_id, entered_at desc, person_no desc);
create index segment_member_person on customers.segment_member (workspace_id, person_no);
select platform.isolate('customers.segment_member');

-- Who was in, and when. Never two stays at once.
create table customers.segment_past (
  workspace_id uuid not null,
  segment_id uuid not null,
  person_no bigint not null,
  during tstzrange not null check (not isempty(during)),
  primary key (workspace_id, segment_id, person_no, during without overlaps)
);
create index segment_past_person on customers.segment_past (workspace_id, person_no);
select platform.isolate('customers.segment_past');

-- Size at the end of each day that brought a change.
create table customers.segment_day (
  workspace_id uuid not null,
  segment_id uuid not null,
  day date not null,
  size bigint not null,
  entered bigint not null,
  left_again bigint not null,
  primary key (workspace_id, segment_id, day)
);
select platform.isolate('customers.segment_day');

-- People to look at: in one segment, or (the nil id) in all of them, with a new copy of their profile. `seq` changes whenever
-- somebody is touched again, so that only what was really looked at is taken off.
create table customers.segment_touch (
  workspace_id uuid not null,
  segment_id uuid not null,
  person_no bigint not null,
  seq bigint generated always as identity,
  primary key (workspace_id, segment_id, person_no)
);
create index segment_touch_order on customers.segment_touch (workspace_id, segment_id, seq);
select platform.isolate('customers.segment_touch');

-- How far the log was read, and whose turn it is. A turn ends by itself when its process dies; whoever comes late with an
-- older turn is refused here, and loses against newer versions in ClickHouse.
create table customers.segment_lane (
  workspace_id uuid not null primary key,
  turn bigint not null default 0,
  holder uuid,
  held_until timestamptz not null default '-infinity',
  at_tx xid8 not null default '0',
  at_id bigint not null default 0
);
select platform.isolate('customers.segment_lane');
