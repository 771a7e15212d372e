-- Dashboards that leave the house: by secret link, and by mail.

create table measure.link (
  workspace_id uuid not null,
  id uuid not null,
  dashboard_id uuid not null,
  -- SHA-256 of the secret in the address: whoever reads this table cannot open the page
  secret_hash bytea not null unique check (length(secret_hash) = 32),
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, dashboard_id) references measure.dashboard on delete cascade
);
create index link_dashboard on measure.link (workspace_id, dashboard_id);
select platform.isolate('measure.link');

-- A visitor brings a secret and no workspace.
create function measure.link_of(hash bytea) returns table (workspace_id uuid, dashboard_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select l.workspace_id, l.dashboard_id from measure.link l
     where l.secret_hash = hash and l.revoked_at is null and l.expires_at > now();
  end;

-- Who gets which dashboard by mail, and when next.
create table measure.digest (
  workspace_id uuid not null,
  id uuid not null,
  dashboard_id uuid not null,
  employee_id uuid not null,
  every text not null check (every in ('day', 'week')),
  -- Monday is 1
  weekday bigint not null check (weekday between 1 and 7),
  hour bigint not null check (hour between 0 and 23),
  time_zone text not null,
  next_at timestamptz not null,
  last_sent_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, dashboard_id, employee_id),
  foreign key (workspace_id, dashboard_id) references measure.dashboard on delete cascade
);
create index digest_due on measure.digest (workspace_id, next_at);
select platform.isolate('measure.digest');

-- Each occurrence is written here in the transaction that hands the letter over: it goes once, however many processes try.
create table measure.digest_sent (
  workspace_id uuid not null,
  digest_id uuid not null,
  occurrence timestamptz not null,
  sent_at timestamptz not null default now(),
  primary key (workspace_id, digest_id, occurrence),
  foreign key (workspace_id, digest_id) references measure.digest on delete cascade
);
select platform.isolate('measure.digest_sent');
