-- What was said about whom, and from when until when it held. Everything hangs on the identifier that said it, never on a
-- person: merging and separating people rewrites nothing, and the person's history is the union of their identifiers'.

create table customers.trait (
  workspace_id uuid not null,
  sender_no bigint not null,
  -- claims and trusted statements are two histories: a claim never ends what a server said
  trusted boolean not null,
  name text not null,
  during tstzrange not null,
  -- json null: cleared
  value jsonb not null,
  -- the latest time the same was said again while it held; what tells a late statement apart from a change
  confirmed_at timestamptz not null,
  source_id uuid,
  event_id bigint,
  editor text,
  primary key (workspace_id, sender_no, trusted, name, during without overlaps)
);
select platform.isolate('customers.trait');

create table customers.consent (
  workspace_id uuid not null,
  sender_no bigint not null,
  trusted boolean not null,
  purpose text not null,
  during tstzrange not null,
  status text not null check (status in ('granted', 'denied')),
  evidence text,
  source_id uuid,
  event_id bigint,
  editor text,
  primary key (workspace_id, sender_no, trusted, purpose, during without overlaps)
);
select platform.isolate('customers.consent');

-- Who belongs to which organisation, in which role. A row with `member` false is the time after they left.
create table customers.membership (
  workspace_id uuid not null,
  sender_no bigint not null,
  organisation_no bigint not null,
  trusted boolean not null,
  during tstzrange not null,
  member boolean not null,
  role text,
  confirmed_at timestamptz not null,
  source_id uuid,
  event_id bigint,
  primary key (workspace_id, sender_no, organisation_no, trusted, during without overlaps)
);
create index membership_organisation on customers.membership (workspace_id, organisation_no);
select platform.isolate('customers.membership');
