-- E-mail channels: the mailbox behind each, raw mail as it came, and the conversations that mails name.
create table listen.mailbox (
  workspace_id uuid not null,
  channel_id uuid not null,
  -- lower case; one address leads to one channel
  address text not null unique check (address = lower(address)),
  name text not null,
  -- { host, port, security, user, folder } and { host, port, security, user }; passwords are sealed beside them
  imap jsonb,
  imap_password text,
  smtp jsonb,
  smtp_password text,
  -- { domain, selector }
  dkim jsonb,
  dkim_key text,
  acknowledge boolean not null default false,
  acknowledgement text not null default '',
  -- how far the mailbox was read; UIDs mean nothing under another uid_validity
  uid_validity text,
  uid bigint,
  fetched_at timestamptz,
  last_error text,
  -- which process waits at the mailbox, until when that holds without a word, and whether its line is open
  watched_by uuid,
  watched_until timestamptz,
  line_open boolean not null default false,
  primary key (workspace_id, channel_id),
  foreign key (workspace_id, channel_id) references listen.channel (workspace_id, id)
);
select platform.isolate('listen.mailbox');

-- Raw mail, kept before anybody is told that it was. What cannot be read stays, with the reason.
create table listen.mail (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  channel_id uuid not null,
  -- of what its sender wrote, not of the way it took: the same mail fetched twice is one
  digest bytea not null,
  raw bytea,
  size bigint not null,
  -- { via, from, recipients, ip, helo }
  envelope jsonb not null,
  received_at timestamptz not null default now(),
  state text not null default 'new' check (state in ('new', 'heard', 'aside', 'dismissed')),
  reason text,
  message_id uuid,
  sender text,
  primary key (workspace_id, id),
  unique (workspace_id, channel_id, digest),
  foreign key (workspace_id, channel_id) references listen.channel (workspace_id, id)
);
create index mail_aside on listen.mail (workspace_id, received_at desc) where state = 'aside';
create index mail_raw on listen.mail (workspace_id, received_at) where raw is not null and state <> 'aside';
create index mail_sender on listen.mail (workspace_id, sender);
select platform.isolate('listen.mail');

-- A conversation as mails name it: by a signed token of its id. Only who takes part in it continues it.
create table listen.mail_thread (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  channel_id uuid not null,
  name text not null,
  participants text[] not null default '{}',
  subject text,
  -- ids of the last mails, newest last: what an answer refers to
  ids text[] not null default '{}',
  primary key (workspace_id, id),
  unique (workspace_id, channel_id, name),
  foreign key (workspace_id, channel_id) references listen.channel (workspace_id, id)
);
select platform.isolate('listen.mail_thread');

-- Mail of ours, by its Message-ID: what a bounce is about, and how much a machine of ours said to whom.
create table listen.mail_sent (
  workspace_id uuid not null,
  -- of the message it carries
  id uuid not null,
  channel_id uuid not null,
  thread_id uuid not null,
  message_id text not null,
  recipient text not null,
  automatic boolean not null,
  acknowledgement boolean not null default false,
  sent_at timestamptz not null default now(),
  bounced text,
  primary key (workspace_id, id),
  foreign key (workspace_id, thread_id) references listen.mail_thread (workspace_id, id) on delete cascade
);
create unique index mail_sent_id on listen.mail_sent (workspace_id, message_id);
create index mail_sent_bounced on listen.mail_sent (workspace_id, recipient) where bounced is not null;
create index mail_sent_automatic on listen.mail_sent (workspace_id, channel_id, recipient, sent_at) where automatic;
select platform.isolate('listen.mail_sent');

-- Before a workspace is known there is only an address on an envelope.
create function listen.mailbox_by_address(wanted text)
  returns table (workspace_id uuid, channel_id uuid)
  language sql stable security definer set search_path = '' as $$
  select m.workspace_id, m.channel_id
    from listen.mailbox m join listen.channel c on c.workspace_id = m.workspace_id and c.id = m.channel_id
   where m.address = lower(wanted) and c.enabled
$$;

-- Whose an address is, in whichever workspace: nothing but the channel's id leaves, to be compared.
create function listen.mailbox_owner(wanted text) returns setof uuid
  language sql stable security definer set search_path = '' as $$
  select m.channel_id from listen.mailbox m where m.address = lower(wanted)
$$;
