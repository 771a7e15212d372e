-- Ears: channels that are looked at (feeds, public networks) instead of being knocked at.
alter table listen.channel drop constraint channel_kind_check;
alter table listen.channel add check (kind in ('web_chat', 'email', 'open', 'feed', 'mastodon', 'bluesky'));

create table listen.ear (
  workspace_id uuid not null,
  channel_id uuid not null,
  -- by place looked at (mentions, a hashtag, a search): how far it was read, and where an unfinished walk goes on
  places jsonb not null default '{}',
  -- what the other side told of itself: who we are there, how long an answer may be
  learned jsonb not null default '{}',
  looked_at timestamptz,
  heard_at timestamptz,
  heard bigint not null default 0,
  next_at timestamptz not null,
  -- looks in a row that went wrong, since when, and why
  failures bigint not null default 0,
  trouble text,
  trouble_since timestamptz,
  -- a look under way holds the place until then: one that died is taken over
  held_until timestamptz,
  primary key (workspace_id, channel_id),
  foreign key (workspace_id, channel_id) references listen.channel (workspace_id, id)
);
select platform.isolate('listen.ear');

-- Public words, theirs and ours: whose conversation they belong to, and what an answer has to point at.
create table listen.mention (
  workspace_id uuid not null,
  channel_id uuid not null,
  -- sha256 of the network's name for it: it stays when its author is erased, so that what is still out there is not heard anew
  key bytea not null,
  thread text not null,
  sender_no bigint not null,
  -- said by us, in answer
  ours boolean not null default false,
  reference jsonb not null,
  kept_at timestamptz not null default clock_timestamp(),
  primary key (workspace_id, channel_id, key),
  foreign key (workspace_id, channel_id) references listen.channel (workspace_id, id)
);
create index mention_thread on listen.mention (workspace_id, channel_id, thread, kept_at desc) where not ours;
create index mention_sender on listen.mention (workspace_id, sender_no);
select platform.isolate('listen.mention');
