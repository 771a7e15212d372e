-- The ground: workspaces, and the rule that a transaction sees only the one it was opened for.

create extension if not exists btree_gist with schema public;
create extension if not exists pg_trgm with schema public;
create extension if not exists unaccent with schema public;

create table platform.workspace (
  id uuid primary key,
  name text not null check (name <> ''),
  slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'),
  created_at timestamptz not null default now()
);

-- The workspace of this transaction, or null: then every policy below is null too, and no row is seen or written.
create function platform.workspace() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('verona.workspace', true), '')::uuid;

-- Call for every table with a workspace_id. Owners stay exempt: definer functions need to look before a workspace is known.
create function platform.isolate(target text) returns void
  language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target::regclass);
  execute format(
    'create policy own_workspace on %s using (workspace_id = platform.workspace()) with check (workspace_id = platform.workspace())',
    target::regclass);
end $$;

-- Call for tables that record the past: the server may add rows and read them, never change or remove them.
create function platform.append_only(target text) returns void
  language plpgsql as $$
begin
  execute format('revoke update, delete, truncate on %s from %I', target::regclass, current_setting('verona.app_role'));
end $$;

alter table platform.workspace enable row level security;
create policy own_workspace on platform.workspace using (id = platform.workspace()) with check (id = platform.workspace());

-- These two run as the owner: the callers have no workspace yet.
create function platform.workspace_ids() returns setof uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select id from platform.workspace order by created_at, id;
  end;

create function platform.create_workspace(id uuid, name text, slug text) returns void
  language sql security definer set search_path = pg_catalog, pg_temp
  begin atomic
    insert into platform.workspace (id, name, slug) values (create_workspace.id, create_workspace.name, create_workspace.slug);
  end;

-- Where each reader of a log or outbox stands: the last (tx, id) whose effects are committed.
create table platform.cursor (
  workspace_id uuid not null references platform.workspace,
  subscriber text not null,
  at_tx xid8 not null default '0',
  at_id bigint not null default 0,
  moved_at timestamptz not null default now(),
  primary key (workspace_id, subscriber)
);
select platform.isolate('platform.cursor');
