-- What we already know how to answer: spaces, articles, every version of their words, and who vouches for them until when.
create schema knowledge;

-- The public help centre of a workspace. Colours and names are checked values: they go into a page as they are.
create table knowledge.site (
  workspace_id uuid not null primary key,
  -- part of public addresses beside the workspace's slug, for those who rename workspaces
  key text not null unique check (key ~ '^[a-z0-9]{12,40}$'),
  enabled boolean not null default true,
  name text not null check (length(name) between 1 and 80),
  logo text not null default '' check (length(logo) <= 24),
  accent text not null default '#1f6f8b' check (accent ~ '^#[0-9a-f]{6}$'),
  locales text[] not null default '{en}' check (cardinality(locales) between 1 and 30),
  -- may search engines list the pages
  listed boolean not null default true,
  review_days bigint not null default 180 check (review_days between 1 and 3650),
  grace_days bigint not null default 30 check (grace_days between 0 and 3650),
  -- reading, then asking within this time: gave up
  contact_hours bigint not null default 24 check (contact_hours between 1 and 720),
  -- where the log has what visitors looked for and read; null until somebody did
  source_id uuid
);
select platform.isolate('knowledge.site');

-- A visitor brings an address and no workspace: its slug, or the key of its help centre.
create function knowledge.site_of(address text) returns uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
  begin atomic
    select s.workspace_id from knowledge.site s join platform.workspace w on w.id = s.workspace_id
     where s.enabled and (w.slug = address or s.key = address)
     order by (w.slug = address) desc limit 1;
  end;

create table knowledge.space (
  workspace_id uuid not null,
  id uuid not null,
  slug text not null check (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'),
  name text not null check (length(name) between 1 and 120),
  description text not null default '',
  audience text not null check (audience in ('public', 'internal')),
  -- who settles its gaps; an employee
  owner_id uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, slug)
);
select platform.isolate('knowledge.space');

create table knowledge.article (
  workspace_id uuid not null,
  id uuid not null,
  space_id uuid not null,
  slug text not null check (slug ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$'),
  owner_id uuid not null,
  audience text not null check (audience in ('public', 'internal')),
  labels text[] not null default '{}',
  -- address patterns and segments it was written for
  pages text[] not null default '{}',
  segments uuid[] not null default '{}',
  -- the moment whose resolution proposed it, until somebody takes it over
  proposed_by uuid,
  verified_at timestamptz,
  verified_by text,
  review_days bigint not null check (review_days between 1 and 3650),
  grace_days bigint not null check (grace_days between 0 and 3650),
  -- written by the one place that verifies; what answers compares with now(), so nothing has to run for an article to expire
  due_at timestamptz,
  expires_at timestamptz,
  -- what its owner was told last
  told text check (told in ('due', 'expired')),
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  created_by text not null,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, slug),
  foreign key (workspace_id, space_id) references knowledge.space,
  check ((verified_at is null) = (expires_at is null) and (verified_at is null) = (due_at is null))
);
create index article_newest on knowledge.article (workspace_id, updated_at desc, id desc);
create index article_due on knowledge.article (workspace_id, due_at) where archived_at is null;
create index article_space on knowledge.article (workspace_id, space_id);
select platform.isolate('knowledge.article');

-- Where an article or a space stood before: its address leads on to where it stands now.
create table knowledge.old_slug (
  workspace_id uuid not null,
  kind text not null check (kind in ('article', 'space')),
  slug text not null,
  subject_id uuid not null,
  since timestamptz not null default now(),
  primary key (workspace_id, kind, slug)
);
select platform.isolate('knowledge.old_slug');

-- Pictures that were brought for an article. Everybody sees one while words that everybody may read show it.
create table knowledge.picture (
  workspace_id uuid not null,
  file_id uuid not null,
  article_id uuid not null,
  primary key (workspace_id, file_id),
  foreign key (workspace_id, article_id) references knowledge.article
);
select platform.isolate('knowledge.picture');

-- Every save. Versions are never changed.
create table knowledge.version (
  workspace_id uuid not null,
  article_id uuid not null,
  locale text not null check (locale ~ '^[a-z]{2,3}(-[A-Z]{2})?$'),
  no bigint not null,
  title text not null check (length(title) between 1 and 200),
  summary text not null default '' check (length(summary) <= 400),
  body text not null,
  saved_at timestamptz not null default now(),
  saved_by text not null,
  restored_from bigint,
  primary key (workspace_id, article_id, locale, no),
  foreign key (workspace_id, article_id) references knowledge.article
);
select platform.isolate('knowledge.version');
select platform.append_only('knowledge.version');

-- The languages an article speaks: the newest version of each, and the one that is read.
create table knowledge.text (
  workspace_id uuid not null,
  article_id uuid not null,
  locale text not null,
  latest bigint not null,
  published bigint,
  published_at timestamptz,
  primary key (workspace_id, article_id, locale),
  foreign key (workspace_id, article_id, locale, latest) references knowledge.version,
  foreign key (workspace_id, article_id, locale, published) references knowledge.version
);
select platform.isolate('knowledge.text');
