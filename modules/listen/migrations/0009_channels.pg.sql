-- Channels: where customers talk with us, and what they said there.
create table listen.channel (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  kind text not null check (kind in ('web_chat', 'email', 'open')),
  name text not null check (length(name) between 1 and 120),
  enabled boolean not null default true,
  -- what is said here stands in the log under this source
  source_id uuid not null,
  -- opens the channel to the public: stands in pages (web chat) or in a provider's settings (open channel)
  public_key text not null unique,
  settings jsonb not null default '{}',
  -- sealed: signs visitors' identity tokens (web chat), messages in and out (open channel)
  secret text not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, source_id) references listen.source (workspace_id, id)
);
select platform.isolate('listen.channel');

-- Every message heard on a channel, once. Its words are kept here only while nobody could take it in.
create table listen.message (
  workspace_id uuid not null,
  channel_id uuid not null,
  -- the channel's own name for the message; long ones are hashed
  external_id text not null,
  id uuid not null default uuidv7(),
  content_hash bytea not null,
  sender_no bigint not null,
  received_at timestamptz not null default now(),
  occurred_at timestamptz not null,
  state text not null default 'heard' check (state in ('heard', 'aside', 'dismissed')),
  reason text,
  body jsonb,
  primary key (workspace_id, channel_id, external_id),
  foreign key (workspace_id, channel_id) references listen.channel (workspace_id, id),
  check ((state = 'aside') = (body is not null))
);
create unique index message_id on listen.message (workspace_id, id);
create index message_aside on listen.message (workspace_id, received_at desc) where state = 'aside';
create index message_sender on listen.message (workspace_id, sender_no);
select platform.isolate('listen.message');

-- What we say on a channel, until it is known what became of it.
create table listen.dispatch (
  workspace_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  thread text not null,
  sender_no bigint not null,
  body jsonb not null,
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'failed', 'unknown')),
  reason text,
  attempts bigint not null default 0,
  -- the provider's name for it: Message-ID of a mail, SID of a text message
  provider_id text,
  queued_at timestamptz not null default now(),
  settled_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, channel_id) references listen.channel (workspace_id, id)
);
create index dispatch_provider on listen.dispatch (workspace_id, channel_id, provider_id) where provider_id is not null;
-- how much went out on a channel since an instant
create index dispatch_queued on listen.dispatch (workspace_id, channel_id, queued_at, id);
create index dispatch_sender on listen.dispatch (workspace_id, sender_no);
select platform.isolate('listen.dispatch');

-- A visitor's chat: who they say they are, and the transcript as they see it. `seq` is dense: a gap is a loss.
create table listen.chat (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  channel_id uuid not null,
  -- sha256 of the visitor's token: 256 random bits need no slow hash
  token_hash bytea not null unique,
  sender_no bigint not null,
  sender_type text not null,
  sender_value text not null,
  verified boolean not null,
  name text,
  email text,
  -- the last line before the address was given: to an address that nobody vouches for goes only what was said after it
  email_after bigint not null default 0,
  locale text,
  page jsonb,
  answers jsonb not null default '{}',
  last_seq bigint not null default 0,
  -- how far the visitor has read, and how far we have
  visitor_read bigint not null default 0,
  team_read bigint not null default 0,
  -- how far answers were carried to the visitor by mail; to which address (lower case), and when last
  mailed_seq bigint not null default 0,
  mailed_to text,
  mailed_at timestamptz,
  -- who answers, when, and whether the conversation is over: told by whoever owns the moment
  state jsonb not null default '{}',
  started_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, channel_id) references listen.channel (workspace_id, id)
);
create index chat_sender on listen.chat (workspace_id, sender_no);
create index chat_mailed on listen.chat (workspace_id, mailed_to, mailed_at) where mailed_to is not null;
select platform.isolate('listen.chat');

create table listen.chat_line (
  workspace_id uuid not null,
  chat_id uuid not null,
  seq bigint not null,
  id uuid not null,
  -- the visitor's own id of the line: sent twice, it stands once
  client_id text,
  author text not null check (author in ('visitor', 'team', 'system')),
  author_name text,
  text text not null,
  html text,
  files jsonb not null default '[]',
  at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, chat_id, seq),
  foreign key (workspace_id, chat_id) references listen.chat (workspace_id, id) on delete cascade
);
create unique index chat_line_client on listen.chat_line (workspace_id, chat_id, client_id) where client_id is not null;
select platform.isolate('listen.chat_line');

-- Before a workspace is known there is only a key or a token. Neither says anything about those that do not exist.
create function listen.channel_by_key(key text)
  returns table (workspace_id uuid, id uuid, kind text)
  language sql stable security definer set search_path = '' as $$
  select c.workspace_id, c.id, c.kind from listen.channel c where c.public_key = key and c.enabled
$$;

create function listen.chat_by_token(hash bytea)
  returns table (workspace_id uuid, id uuid, channel_id uuid)
  language sql stable security definer set search_path = '' as $$
  select c.workspace_id, c.id, c.channel_id from listen.chat c where c.token_hash = hash
$$;
