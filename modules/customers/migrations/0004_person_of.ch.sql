-- Which person a sender's events belong to. Senders that are not here are people of their own.
create table if not exists customers_person_of_change (
  workspace UUID,
  sender UInt64,
  person UInt64,
  version UInt64
)
engine = ReplacingMergeTree(version)
order by (workspace, sender);

-- A table to the dictionary; only senders that are somebody else now.
create view if not exists customers_person_of_now as
select sender, person
  from (select sender, argMax(change.person, change.version) as person from customers_person_of_change as change group by sender)
 where person != sender;

-- Published dataset: dictGetOrDefault('customers_person_of', 'person', sender, sender)
create dictionary if not exists customers_person_of (
  sender UInt64,
  person UInt64
)
primary key sender
source(clickhouse(table 'customers_person_of_now'))
layout(hashed())
lifetime(min 20 max 40);
