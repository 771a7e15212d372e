-- People as they were found behind a figure, kept with the segment they were kept for. Nobody joins a list afterwards.

create table customers.list (
  workspace_id uuid not null,
  -- the segment it was kept for: the list goes when that goes
  id uuid not null,
  -- what the people had in common, as a sentence
  origin text not null,
  -- how many they were on that day; whoever is erased later leaves the list, not this figure
  people bigint not null,
  kept_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select platform.isolate('customers.list');

-- `no` is the number each was known by on that day: whoever it belongs to now is on the list, through merges and separations.
create table customers.list_member (
  workspace_id uuid not null,
  list_id uuid not null,
  no bigint not null,
  primary key (workspace_id, list_id, no)
);
create index list_member_no on customers.list_member (workspace_id, no);
select platform.isolate('customers.list_member');
