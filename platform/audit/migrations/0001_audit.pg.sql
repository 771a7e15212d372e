-- Who did what to what. Rows are only ever added; each carries the hash of the one before it, so a change of the past shows.
create table platform.audit (
  workspace_id uuid not null references platform.workspace,
  no bigint not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  actor_label text not null,
  action text not null,
  subject text not null,
  details jsonb not null,
  prev_hash bytea not null,
  hash bytea not null,
  primary key (workspace_id, no)
);
create index audit_subject on platform.audit (workspace_id, subject, no);
create index audit_actor on platform.audit (workspace_id, actor_id, no);
select platform.isolate('platform.audit');
select platform.append_only('platform.audit');
