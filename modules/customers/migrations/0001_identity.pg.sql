-- Who is whom: identifiers, the evidence that joins them, what operators decided, and the people that follow from both.
create schema customers;

-- One row per identifier ever stated, numbered and named as listen numbers senders: an e-mail address is a sender that has
-- not spoken yet. `person_no` is the number of the identifier the person is called by; every number and id resolves for ever.
create table customers.identifier (
  workspace_id uuid not null,
  no bigint not null,
  id uuid not null,
  type text not null,
  -- in its one spelling (addresses in lower case, phones in E.164)
  value text not null,
  person_no bigint not null,
  -- a trusted source has stated it
  verified boolean not null,
  first_seen timestamptz not null,
  -- to the hour: a column that moved with every event would cost more than the event
  last_seen timestamptz not null,
  -- everybody's, nobody's: its claims, or all its evidence, are set aside
  crowded text not null default 'no' check (crowded in ('no', 'claims', 'all')),
  blocked boolean not null default false,
  primary key (workspace_id, no)
);
create unique index identifier_id on customers.identifier (workspace_id, id);
create unique index identifier_value on customers.identifier (workspace_id, type, value);
create index identifier_person on customers.identifier (workspace_id, person_no);
select platform.isolate('customers.identifier');

-- Two identifiers seen together; many sightings are one link, dated by the earliest. Of an alias, `a` survives;
-- otherwise a < b.
create table customers.link (
  workspace_id uuid not null,
  a bigint not null,
  b bigint not null,
  kind text not null check (kind in ('identify', 'alias')),
  trusted boolean not null,
  first_at timestamptz not null,
  -- the sighting at first_at
  source_id uuid,
  event_id bigint,
  -- what became of it when who is whom was last worked out: null = joined, else why not
  refused text check (refused in ('limit', 'two_known', 'verified', 'kept_apart', 'set_aside')),
  refused_type text,
  primary key (workspace_id, a, b, kind, trusted)
);
create index link_back on customers.link (workspace_id, b);
select platform.isolate('customers.link');

-- What operators decided. `groups` are identifier numbers; for a merge the first group survives.
create table customers.decision (
  workspace_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('merge', 'separate')),
  groups jsonb not null,
  at timestamptz not null,
  decided_by text not null,
  reason text,
  primary key (workspace_id, id)
);
select platform.isolate('customers.decision');

create table customers.decision_member (
  workspace_id uuid not null,
  no bigint not null,
  decision_id uuid not null,
  primary key (workspace_id, no, decision_id)
);
create index decision_members on customers.decision_member (workspace_id, decision_id);
select platform.isolate('customers.decision_member');

-- A refused link that a human should look at. One row per pair of identifiers; shown by pairs of people.
create table customers.suggestion (
  workspace_id uuid not null,
  id uuid not null,
  a bigint not null,
  b bigint not null,
  reason text not null check (reason in ('limit', 'two_known', 'verified')),
  refused_type text,
  state text not null default 'open' check (state in ('open', 'accepted', 'dismissed')),
  suggested_at timestamptz not null,
  settled_at timestamptz,
  settled_by text,
  settled_reason text,
  primary key (workspace_id, a, b)
);
create unique index suggestion_id on customers.suggestion (workspace_id, id);
create index suggestion_open on customers.suggestion (workspace_id, suggested_at desc, id desc) where state = 'open';
create index suggestion_back on customers.suggestion (workspace_id, b);
select platform.isolate('customers.suggestion');

-- What follows from all that: one row per customer, kept by whoever last worked it out. `no` is the canonical identifier's.
create table customers.person (
  workspace_id uuid not null,
  no bigint not null,
  id uuid not null,
  kind text not null check (kind in ('person', 'organisation', 'visitor')),
  verified boolean not null,
  name text not null,
  email text,
  phone text,
  -- the traits that hold now
  traits jsonb not null default '{}',
  -- names, addresses, phones and ids in plain small letters: what the directory searches
  search text not null default '',
  identifiers bigint not null default 1,
  first_seen timestamptz not null,
  -- to the hour
  last_seen timestamptz not null,
  primary key (workspace_id, no)
);
create index person_by_activity on customers.person (workspace_id, kind, last_seen desc, no desc);
create index person_search on customers.person using gin (search public.gin_trgm_ops);
select platform.isolate('customers.person');

create table customers.settings (
  workspace_id uuid not null primary key,
  identity jsonb not null,
  changed_at timestamptz not null default now()
);
select platform.isolate('customers.settings');

-- Which person a sender's events belong to, whenever that changes: the feed of ClickHouse's copy.
create table customers.person_of_change (
  workspace_id uuid not null,
  tx xid8 not null default pg_current_xact_id(),
  seq bigint generated always as identity,
  sender_no bigint not null,
  person_no bigint not null,
  primary key (workspace_id, tx, seq)
);
select platform.isolate('customers.person_of_change');
