-- Files that came with messages. The bytes lie on disk under their hash; the name somebody gave them is data and nothing else.
create table platform.file (
  workspace_id uuid not null references platform.workspace,
  id uuid not null default uuidv7(),
  sha256 bytea not null check (length(sha256) = 32),
  name text not null check (length(name) between 1 and 255),
  -- as found in the bytes, never as claimed
  type text not null,
  size bigint not null check (size >= 0),
  -- what it came with: `mail:<id>`, `message:<id>`
  origin text not null,
  -- kinds of secrets seen in it
  secrets text[] not null default '{}',
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index file_of_content on platform.file (workspace_id, sha256);
create index file_of_origin on platform.file (workspace_id, origin);
select platform.isolate('platform.file');
