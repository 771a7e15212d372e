-- Moments whose line in the conversation measure is to be written again, because something happened in them.
create table measure.conversation_due (
  workspace_id uuid not null,
  moment_id uuid not null,
  -- the first happening that is not written yet
  since timestamptz not null default clock_timestamp(),
  -- counts happenings: one that comes while the line is written is not lost
  times bigint not null default 1,
  primary key (workspace_id, moment_id)
);
select platform.isolate('measure.conversation_due');

-- How far the lines of all moments have been written, in order of their ids. No row: not begun; null: from the first on.
create table measure.conversation_copy (
  workspace_id uuid not null primary key,
  written_to uuid,
  whole boolean not null default false
);
select platform.isolate('measure.conversation_copy');
