-- Moments: what a customer does or says that calls for someone, and who that someone is at every instant.
create schema moments;

-- A duty that owns what no person owns yet. Somebody with a name answers for it.
create table moments.queue (
  workspace_id uuid not null references platform.workspace,
  id uuid not null default uuidv7(),
  name text not null check (length(name) between 1 and 120),
  -- where everything goes that no rule sends elsewhere
  standard boolean not null default false,
  -- an employee; null only while the workspace has nobody who could be named
  accountable_id uuid,
  -- who is offered its moments: a team, or everybody who takes part in routing
  team_id uuid,
  -- after so long without a sign of the owner, with a customer waiting, a moment returns
  return_minutes bigint not null default 15 check (return_minutes between 1 and 10080),
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (workspace_id, id)
);
create unique index queue_standard on moments.queue (workspace_id) where standard;
create unique index queue_name on moments.queue (workspace_id, lower(name)) where archived_at is null;
select platform.isolate('moments.queue');

-- Employees as owners: what they can take. `able` and `taking` follow their standing, in people's own transactions.
create table moments.agent (
  workspace_id uuid not null references platform.workspace,
  employee_id uuid not null,
  name text not null,
  able boolean not null default false,
  taking boolean not null default false,
  -- whether routing may choose them without asking; others own what they are handed
  routed boolean not null default false,
  capacity bigint not null default 5 check (capacity between 0 and 1000),
  skills text[] not null default '{}',
  languages text[] not null default '{}',
  senior boolean not null default false,
  idle_since timestamptz not null default now(),
  primary key (workspace_id, employee_id)
);
select platform.isolate('moments.agent');

-- When somebody was able to act. An ownership outside of it is refused by the table below.
create table moments.ability (
  workspace_id uuid not null,
  employee_id uuid not null,
  during tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
  primary key (workspace_id, employee_id, during without overlaps),
  foreign key (workspace_id, employee_id) references moments.agent
);
select platform.isolate('moments.ability');

create table moments.moment (
  workspace_id uuid not null references platform.workspace,
  id uuid not null,
  -- a number people can say
  no bigint not null,
  kind text not null,
  title text not null,
  state text not null default 'open' check (state in ('open', 'waiting_customer', 'waiting_team', 'resolved', 'checked')),
  -- this stretch; ends when the moment is resolved. Earlier ones: `moments.opening`
  open_during tstzrange not null check (not isempty(open_during) and lower_inc(open_during) and not upper_inc(open_during)),
  -- the customer, by the sender who spoke or acted; null when nobody is known
  sender_no bigint,
  -- counts changes of owner: every act in an owner's name carries it
  epoch bigint not null default 1,
  owner_employee uuid,
  owner_queue uuid,
  owned_since timestamptz not null,
  -- the last sign that the owner is at it
  attended_at timestamptz not null,
  queue_id uuid not null,
  channel_id uuid,
  channel_kind text,
  language text,
  priority bigint not null default 0 check (priority between 0 and 2),
  skills text[] not null default '{}',
  labels text[] not null default '{}',
  -- by what it was opened: a message, a rule with its evidence, a person
  opened_by jsonb not null,
  -- evidence of a rule, so that the same one opens nothing twice
  opened_key text,
  last_seq bigint not null default 0,
  customer_at timestamptz,
  team_at timestamptz,
  -- since when the customer waits for us; null while we wait for them
  waiting_since timestamptz,
  snoozed_until timestamptz,
  preview text not null default '',
  resolved_at timestamptz,
  outcome text,
  rating bigint check (rating between 1 and 5),
  rating_comment text,
  merged_into uuid,
  updated_at timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, queue_id) references moments.queue,
  check ((owner_employee is null) <> (owner_queue is null)),
  check ((state in ('resolved', 'checked')) = not upper_inf(open_during))
);
create unique index moment_no on moments.moment (workspace_id, no);
create unique index moment_opened_key on moments.moment (workspace_id, opened_key) where opened_key is not null;
create index moment_recent on moments.moment (workspace_id, updated_at desc, id desc);
create index moment_of_employee on moments.moment (workspace_id, owner_employee, updated_at desc) where upper_inf(open_during);
create index moment_of_queue on moments.moment (workspace_id, owner_queue) where upper_inf(open_during) and owner_queue is not null;
create index moment_open on moments.moment (workspace_id, updated_at desc, id desc) where upper_inf(open_during);
create index moment_sender on moments.moment (workspace_id, sender_no, updated_at desc);
create index moment_snoozed on moments.moment (workspace_id, snoozed_until) where snoozed_until is not null;
select platform.isolate('moments.moment');

-- What moments are called, for the search: beside them, so that what changes often is in no index of words.
create table moments.named (
  workspace_id uuid not null,
  moment_id uuid not null,
  words tsvector not null,
  primary key (workspace_id, moment_id),
  foreign key (workspace_id, moment_id) references moments.moment
);
create index named_words on moments.named using gin (words);
select platform.isolate('moments.named');

create function moments.keep_name() returns trigger language plpgsql as $$
begin
  insert into moments.named (workspace_id, moment_id, words)
  values (new.workspace_id, new.id, to_tsvector('simple', new.title || ' ' || array_to_string(new.labels, ' ')))
  on conflict (workspace_id, moment_id) do update set words = excluded.words;
  return null;
end $$;
create trigger moment_named after insert or update of title, labels on moments.moment
  for each row execute function moments.keep_name();

-- Who owned it when. Two owners at an instant are refused by the key, an owner who was not able by the reference.
create table moments.ownership (
  workspace_id uuid not null,
  moment_id uuid not null,
  during tstzrange not null check (not isempty(during) and lower_inc(during) and not upper_inc(during)),
  epoch bigint not null,
  employee_id uuid,
  queue_id uuid,
  -- why: a rule's name and what it looked at, told in one sentence by the console
  reason jsonb not null,
  by_name text not null,
  primary key (workspace_id, moment_id, during without overlaps),
  foreign key (workspace_id, moment_id) references moments.moment deferrable initially deferred,
  foreign key (workspace_id, queue_id) references moments.queue,
  foreign key (workspace_id, employee_id, period during) references moments.ability (workspace_id, employee_id, period during)
    deferrable initially deferred,
  check ((employee_id is null) <> (queue_id is null))
);
create unique index ownership_epoch on moments.ownership (workspace_id, moment_id, epoch);
create index ownership_employee on moments.ownership (workspace_id, employee_id, lower(during) desc);
select platform.isolate('moments.ownership');

-- Never nobody: every instant of an open stretch lies in somebody's ownership, at every commit.
alter table moments.moment add foreign key (workspace_id, id, period open_during)
  references moments.ownership (workspace_id, moment_id, period during) deferrable initially deferred;

-- Stretches before the moment was opened again.
create table moments.opening (
  workspace_id uuid not null,
  moment_id uuid not null,
  during tstzrange not null,
  primary key (workspace_id, moment_id, during without overlaps),
  foreign key (workspace_id, moment_id) references moments.moment,
  foreign key (workspace_id, moment_id, period during)
    references moments.ownership (workspace_id, moment_id, period during) deferrable initially deferred
);
select platform.isolate('moments.opening');

create table moments.counter (
  workspace_id uuid not null primary key,
  last_no bigint not null
);
select platform.isolate('moments.counter');

-- A hand-over on its way. The giver owns until it is accepted.
create table moments.offer (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  moment_id uuid not null,
  epoch bigint not null,
  from_employee uuid,
  to_employee uuid not null,
  note text not null default '',
  offered_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  settled_at timestamptz,
  outcome text check (outcome in ('accepted', 'declined', 'timeout', 'withdrawn', 'overtaken')),
  reason text,
  primary key (workspace_id, id),
  foreign key (workspace_id, moment_id) references moments.moment,
  check ((settled_at is null) = (outcome is null))
);
create unique index offer_open on moments.offer (workspace_id, moment_id) where settled_at is null;
create index offer_to on moments.offer (workspace_id, to_employee) where settled_at is null;
create index offer_due on moments.offer (workspace_id, expires_at) where settled_at is null;
select platform.isolate('moments.offer');

-- Everything said and done in a moment, in one dense sequence.
create table moments.entry (
  workspace_id uuid not null,
  moment_id uuid not null,
  seq bigint not null,
  id uuid not null,
  kind text not null check (kind in ('in', 'out', 'note', 'event')),
  at timestamptz not null default clock_timestamp(),
  -- of messages
  channel_id uuid,
  thread text,
  author_kind text not null check (author_kind in ('customer', 'employee', 'system')),
  author_id uuid,
  author_name text not null,
  subject text,
  text text not null default '',
  quoted text,
  html text,
  files jsonb not null default '[]',
  -- of what we say: held until it can no longer be undone
  state text check (state in ('held', 'queued', 'sending', 'sent', 'failed', 'unknown', 'undone')),
  state_reason text,
  send_at timestamptz,
  -- under which ownership it was said
  epoch bigint,
  client_id text,
  nature text,
  suspicious text,
  -- a note that was taken while listening in
  insight boolean not null default false,
  -- of an event: what happened; of a note: who is mentioned
  details jsonb not null default '{}',
  words tsvector generated always as (to_tsvector('simple', left(coalesce(subject, '') || ' ' || text, 100000))) stored,
  primary key (workspace_id, moment_id, seq),
  foreign key (workspace_id, moment_id) references moments.moment
);
create unique index entry_id on moments.entry (workspace_id, id);
create unique index entry_client on moments.entry (workspace_id, moment_id, author_id, client_id) where client_id is not null;
create index entry_held on moments.entry (workspace_id, send_at) where state = 'held';
create index entry_insight on moments.entry (workspace_id, at desc, id desc) where insight;
create index entry_words on moments.entry using gin (words) where kind <> 'event';
select platform.isolate('moments.entry');

-- Conversations by the names their channels give them, and the moment each is evidence of now.
create table moments.thread (
  workspace_id uuid not null,
  channel_id uuid not null,
  thread text not null,
  moment_id uuid not null,
  -- whom an answer goes to
  to_type text not null,
  to_value text not null,
  to_name text,
  subject text,
  -- answers go out only where the sender could be believed
  answerable boolean not null default true,
  used_at timestamptz not null default now(),
  primary key (workspace_id, channel_id, thread),
  foreign key (workspace_id, moment_id) references moments.moment
);
create index thread_moment on moments.thread (workspace_id, moment_id, used_at desc);
select platform.isolate('moments.thread');

-- Two moments that have to do with each other; a < b.
create table moments.link (
  workspace_id uuid not null,
  a uuid not null,
  b uuid not null,
  why text not null default '',
  by_name text not null,
  at timestamptz not null default now(),
  primary key (workspace_id, a, b),
  check (a < b),
  foreign key (workspace_id, a) references moments.moment,
  foreign key (workspace_id, b) references moments.moment
);
create index link_back on moments.link (workspace_id, b);
select platform.isolate('moments.link');

create table moments.draft (
  workspace_id uuid not null,
  moment_id uuid not null,
  employee_id uuid not null,
  kind text not null check (kind in ('out', 'note')),
  text text not null,
  saved_at timestamptz not null default now(),
  primary key (workspace_id, moment_id, employee_id, kind),
  foreign key (workspace_id, moment_id) references moments.moment
);
select platform.isolate('moments.draft');

create table moments.macro (
  workspace_id uuid not null references platform.workspace,
  id uuid not null default uuidv7(),
  name text not null,
  text text not null,
  created_at timestamptz not null default now(),
  -- who wrote it as it stands, by name
  changed_by text not null default '',
  changed_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index macro_name on moments.macro (workspace_id, lower(name));
select platform.isolate('moments.macro');

create table moments.view (
  workspace_id uuid not null references platform.workspace,
  id uuid not null default uuidv7(),
  -- whose it is; null: everybody's
  employee_id uuid,
  name text not null,
  filter jsonb not null,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
select platform.isolate('moments.view');

-- How much goodwill a role, or one person, may give without asking. Money in minor units.
create table moments.limits (
  workspace_id uuid not null references platform.workspace,
  -- a role's name, or an employee's id
  who text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  per_moment bigint not null check (per_moment >= 0),
  per_period bigint not null check (per_period >= per_moment),
  period_days bigint not null default 30 check (period_days between 1 and 366),
  primary key (workspace_id, who, currency)
);
select platform.isolate('moments.limits');

-- The ledger of goodwill: what was given, asked for, approved and declined. Lines are never changed, only settled once.
create table moments.goodwill (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  moment_id uuid not null,
  employee_id uuid not null,
  epoch bigint not null,
  amount bigint not null check (amount > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  reason text not null,
  state text not null check (state in ('given', 'asked', 'approved', 'declined')),
  at timestamptz not null default clock_timestamp(),
  settled_at timestamptz,
  settled_by uuid,
  settled_reason text,
  primary key (workspace_id, id),
  foreign key (workspace_id, moment_id) references moments.moment
);
create index goodwill_moment on moments.goodwill (workspace_id, moment_id);
create index goodwill_giver on moments.goodwill (workspace_id, employee_id, currency, at desc);
create index goodwill_asked on moments.goodwill (workspace_id, at) where state = 'asked';
select platform.isolate('moments.goodwill');

-- What a customer is owed before a colleague listens in to a live conversation.
create table moments.listening_rule (
  workspace_id uuid not null primary key references platform.workspace,
  rule text not null check (rule in ('always', 'told', 'asked', 'never')),
  changed_by text not null,
  changed_at timestamptz not null default now()
);
select platform.isolate('moments.listening_rule');

-- Who listened in to what, from when to when.
create table moments.listening (
  workspace_id uuid not null,
  id uuid not null default uuidv7(),
  moment_id uuid not null,
  employee_id uuid not null,
  name text not null,
  owed text not null check (owed in ('nothing', 'told', 'asked')),
  asked_at timestamptz not null default clock_timestamp(),
  -- null until the customer, who was asked, says yes
  from_at timestamptz,
  -- the last sign of life: who falls silent has left then
  seen_at timestamptz not null default clock_timestamp(),
  until_at timestamptz,
  ended text check (ended in ('left', 'away', 'over', 'refused')),
  primary key (workspace_id, id),
  foreign key (workspace_id, moment_id) references moments.moment,
  check ((until_at is null) = (ended is null))
);
create unique index listening_now on moments.listening (workspace_id, moment_id, employee_id) where until_at is null;
create index listening_moment on moments.listening (workspace_id, moment_id, asked_at desc);
create index listening_time on moments.listening (workspace_id, from_at desc, id desc) where from_at is not null;
create index listening_open on moments.listening (workspace_id, seen_at) where until_at is null;
select platform.isolate('moments.listening');

-- Opening rules over events: data. Those that ship are made at first need; they can be switched off, not removed.
create table moments.rule (
  workspace_id uuid not null references platform.workspace,
  id uuid not null default uuidv7(),
  name text not null check (length(name) between 1 and 120),
  enabled boolean not null default true,
  shipped text,
  body jsonb not null,
  -- what was received before opens nothing: a new rule does not dig in the past
  since timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index rule_shipped on moments.rule (workspace_id, shipped) where shipped is not null;
select platform.isolate('moments.rule');

-- Something was begun and is waited for: a checkout without its order, a promise without its keeping. The end may be heard
-- before the beginning, so both are kept: it is waited for while the last beginning is later than the last end.
create table moments.expectation (
  workspace_id uuid not null,
  rule_id uuid not null,
  -- by what beginning and end find each other: a value of a property, or the sender
  key text not null,
  sender_no bigint not null,
  begun_at timestamptz,
  -- the event that began it and when it is due
  begun jsonb,
  settled_at timestamptz,
  -- when to look at it: due while it is waited for, else to be forgotten
  look_at timestamptz not null,
  primary key (workspace_id, rule_id, key),
  foreign key (workspace_id, rule_id) references moments.rule on delete cascade
);
create index expectation_look on moments.expectation (workspace_id, look_at);
create index expectation_sender on moments.expectation (workspace_id, sender_no);
select platform.isolate('moments.expectation');

-- How many moments a rule opened in this hour by what anybody can claim, and where the rest gathers.
create table moments.rule_pace (
  workspace_id uuid not null,
  rule_id uuid not null,
  hour timestamptz not null,
  opened bigint not null,
  gathering uuid,
  primary key (workspace_id, rule_id, hour),
  foreign key (workspace_id, rule_id) references moments.rule on delete cascade
);
select platform.isolate('moments.rule_pace');

-- What the audit of ownership found the last time it looked.
create table moments.audit (
  workspace_id uuid not null primary key,
  looked_at timestamptz not null,
  open bigint not null,
  breaches jsonb not null,
  in_queues bigint not null,
  oldest_in_queue timestamptz
);
select platform.isolate('moments.audit');

-- One change of owner: closes the stretch of the old, begins that of the new, at one instant of one clock. Answers the new
-- epoch, or null when somebody else was first. The caller holds the routing lock of the workspace.
create function moments.move(
  workspace uuid, which uuid, expected bigint, to_employee uuid, to_queue uuid, why jsonb, who text, out new_epoch bigint)
  language plpgsql as $$
declare
  at timestamptz;
begin
  select greatest(clock_timestamp(), lower(o.during) + interval '1 microsecond') into at
    from moments.moment m
    join moments.ownership o on o.workspace_id = m.workspace_id and o.moment_id = m.id and o.epoch = m.epoch
   where m.workspace_id = workspace and m.id = which and m.epoch = expected and upper_inf(m.open_during)
     for update of m;
  if at is null then return; end if;
  update moments.ownership set during = tstzrange(lower(during), at)
   where workspace_id = workspace and moment_id = which and epoch = expected;
  insert into moments.ownership (workspace_id, moment_id, during, epoch, employee_id, queue_id, reason, by_name)
  values (workspace, which, tstzrange(at, null), expected + 1, to_employee, to_queue, why, who);
  update moments.moment
     set epoch = expected + 1, owner_employee = to_employee, owner_queue = to_queue, owned_since = at, attended_at = at,
         updated_at = at
   where workspace_id = workspace and id = which;
  update moments.offer set settled_at = at, outcome = 'overtaken'
   where workspace_id = workspace and moment_id = which and settled_at is null;
  new_epoch := expected + 1;
end $$;

-- Who breaks the promise right now: a moment that is open and has no owner, two, or one who cannot act; a band with a hole.
-- Empty is the only good answer. Runs on a timer; the health page shows what it said.
create function moments.breaches(workspace uuid)
  returns table (moment_id uuid, breach text)
  language sql stable as $$
  select m.id, case when count(o.*) <> 1 then 'owners:' || count(o.*) else 'owner:differs' end
    from moments.moment m
    left join moments.ownership o on o.workspace_id = m.workspace_id and o.moment_id = m.id and upper_inf(o.during)
   where m.workspace_id = workspace and upper_inf(m.open_during)
   group by m.id, m.epoch, m.owner_employee, m.owner_queue
  having count(o.*) <> 1 or bool_or(o.epoch <> m.epoch) or bool_or(o.employee_id is distinct from m.owner_employee)
      or bool_or(o.queue_id is distinct from m.owner_queue)
  union all
  select m.id, 'owner:unable'
    from moments.moment m
    left join moments.agent a on a.workspace_id = m.workspace_id and a.employee_id = m.owner_employee
   where m.workspace_id = workspace and upper_inf(m.open_during) and m.owner_employee is not null and a.able is not true
  union all
  select t.moment_id, 'band:hole'
    from (select o.moment_id, o.epoch, lower(o.during) as from_at,
                 lag(upper(o.during)) over band as until_before, lag(o.epoch) over band as epoch_before
            from moments.ownership o
            join moments.moment m on m.workspace_id = o.workspace_id and m.id = o.moment_id and upper_inf(m.open_during)
           where o.workspace_id = workspace and o.during && m.open_during
          window band as (partition by o.moment_id order by o.epoch)) t
   where t.epoch_before is not null and (t.from_at is distinct from t.until_before or t.epoch <> t.epoch_before + 1)
$$;

-- Moments in which these words were said, or that are called so: those of the newest words. Under row-level security the
-- operator could not use its index for the app's own role. The index lists every place of a word before the newest can be
-- told, and nobody can estimate the beginning of one: so the newest entries are read first, and for a common word they do.
create function moments.search(words text, most bigint)
  returns table (moment_id uuid)
  language plpgsql stable security definer set search_path = pg_catalog, public as $$
declare
  workspace constant uuid := platform.workspace();
  query constant tsquery := to_tsquery('simple', words);
  lately uuid[];
begin
  select array_agg(hit.moment_id) into lately from (
    select newest.moment_id from (
      select e.moment_id, e.words from moments.entry e
       where e.workspace_id = workspace and e.kind <> 'event' order by e.id desc limit 4000) newest
     where newest.words @@ query limit most) hit;
  if coalesce(cardinality(lately), 0) < most then
    select array_agg(hit.moment_id) into lately from (
      select e.moment_id from moments.entry e
       where e.workspace_id = workspace and e.kind <> 'event' and e.words @@ query order by e.id desc limit most) hit;
  end if;
  return query
    select unnest(lately)
    union
    (select n.moment_id from moments.named n
      where n.workspace_id = workspace and n.words @@ query order by n.moment_id desc limit most);
end $$;

-- For health and metrics: what the last audits found, of the whole installation.
create function moments.audits()
  returns table (breaches bigint, in_queues bigint, oldest_look timestamptz)
  language sql stable security definer set search_path = '' as $$
  select coalesce(sum(jsonb_array_length(a.breaches)), 0), coalesce(sum(a.in_queues), 0), min(a.looked_at) from moments.audit a
$$;
