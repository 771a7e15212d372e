-- Who works here, where they belong, to whom they reported when, and who may come in.
create schema people;

create table people.department (
  workspace_id uuid not null references platform.workspace,
  id uuid not null,
  name text not null check (name <> ''),
  parent_id uuid,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, parent_id) references people.department
);
create unique index department_name on people.department (workspace_id, parent_id, lower(name))
  nulls not distinct where archived_at is null;
select platform.isolate('people.department');

create table people.employee (
  workspace_id uuid not null references platform.workspace,
  id uuid not null,
  -- The account behind them; null until they accepted an invitation.
  user_id text references auth."user" on delete set null,
  email text not null check (email = lower(email)),
  name text not null check (name <> ''),
  title text not null default '',
  department_id uuid,
  role text not null,
  status text not null default 'active' check (status in ('active', 'deactivated')),
  created_at timestamptz not null default now(),
  -- When they last chose this workspace; the newest is where requests go that name none.
  entered_at timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, email),
  unique (workspace_id, user_id),
  foreign key (workspace_id, department_id) references people.department
);
create index employee_name on people.employee (workspace_id, lower(name), id);
create index employee_department on people.employee (workspace_id, department_id);
-- Not led by workspace_id: `memberships_of` asks across workspaces.
create index employee_user on people.employee (user_id);
select platform.isolate('people.employee');

-- Whom somebody reported to, when. One manager at a time is a key of the table, not a promise of the code.
create table people.reporting_line (
  workspace_id uuid not null,
  employee_id uuid not null,
  manager_id uuid not null,
  during tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
  primary key (workspace_id, employee_id, during without overlaps),
  foreign key (workspace_id, employee_id) references people.employee,
  foreign key (workspace_id, manager_id) references people.employee,
  check (employee_id <> manager_id)
);
create index reporting_line_manager on people.reporting_line (workspace_id, manager_id);
select platform.isolate('people.reporting_line');

create table people.team (
  workspace_id uuid not null references platform.workspace,
  id uuid not null,
  name text not null check (name <> ''),
  lead_id uuid,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (workspace_id, id)
);
create unique index team_name on people.team (workspace_id, lower(name)) where archived_at is null;
select platform.isolate('people.team');

create table people.team_member (
  workspace_id uuid not null,
  team_id uuid not null,
  employee_id uuid not null,
  joined_at timestamptz not null default now(),
  primary key (workspace_id, team_id, employee_id),
  foreign key (workspace_id, team_id) references people.team,
  foreign key (workspace_id, employee_id) references people.employee
);
create index team_member_employee on people.team_member (workspace_id, employee_id);
select platform.isolate('people.team_member');
-- A lead is a member.
alter table people.team add foreign key (workspace_id, id, lead_id) references people.team_member (workspace_id, team_id, employee_id)
  deferrable initially deferred;

create table people.availability (
  workspace_id uuid not null,
  employee_id uuid not null,
  presence text not null default 'offline' check (presence in ('online', 'away', 'offline')),
  since timestamptz not null default now(),
  set_by text,
  hours jsonb,
  -- the last sign of life, to a few seconds
  seen_at timestamptz,
  primary key (workspace_id, employee_id),
  foreign key (workspace_id, employee_id) references people.employee
);
select platform.isolate('people.availability');

create table people.invitation (
  workspace_id uuid not null references platform.workspace,
  id uuid not null,
  email text not null check (email = lower(email)),
  name text,
  role text not null,
  -- sha256 of the link shown to the inviter, and of the one in the mail: only the second proves that the mailbox is theirs.
  link_hash bytea not null unique,
  mail_hash bytea not null unique,
  -- The employee who invited; null when an API key did.
  invited_by uuid,
  inviter text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, invited_by) references people.employee
);
-- Not led by workspace_id: single sign-on asks whether anyone invited an address.
create index invitation_open on people.invitation (email) where accepted_at is null and revoked_at is null;
select platform.isolate('people.invitation');

create table people.api_key (
  workspace_id uuid not null references platform.workspace,
  id uuid not null,
  name text not null,
  role text not null,
  -- sha256 of the key: 192 random bits need no slow hash.
  hash bytea not null unique,
  hint text not null,
  -- The employee who made it and has seen it; null for a key of the operator's configuration.
  made_by uuid,
  maker text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, made_by) references people.employee
);
select platform.isolate('people.api_key');

-- The one-time link of first-run set-up. No workspace yet; one row at most.
create table people.setup_link (
  one boolean primary key default true check (one),
  hash bytea not null,
  made_at timestamptz not null default now()
);

-- What must be answered before a workspace is known. Each answers one narrow question, as the owner.

create function people.memberships_of(account text)
  returns table (workspace_id uuid, workspace_name text, employee_id uuid, name text, role text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select e.workspace_id, w.name, e.id, e.name, e.role
      from people.employee e join platform.workspace w on w.id = e.workspace_id
     where e.user_id = account and e.status = 'active'
     order by e.entered_at desc nulls last, e.created_at, e.id;
  end;

create function people.key_of(key_hash bytea)
  returns table (workspace_id uuid, id uuid, name text, role text)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select k.workspace_id, k.id, k.name, k.role from people.api_key k
     where k.hash = key_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
  end;

create function people.invitation_of(token_hash bytea)
  returns table (workspace_id uuid, workspace_name text, id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select i.workspace_id, w.name, i.id from people.invitation i join platform.workspace w on w.id = i.workspace_id
     where i.link_hash = token_hash or i.mail_hash = token_hash;
  end;

create function people.is_invited(address text) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select exists (
      select 1 from people.invitation i
       where i.email = lower(address) and i.accepted_at is null and i.revoked_at is null and i.expires_at > now());
  end;

-- Set up means: somebody can sign in as an owner.
create function people.is_set_up() returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select exists (select 1 from people.employee e where e.role = 'owner' and e.status = 'active' and e.user_id is not null);
  end;
