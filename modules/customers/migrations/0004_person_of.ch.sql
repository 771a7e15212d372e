-- Which person a sender's events belong to. Senders that are not here are people of their own.
create table customers_person_of_change (
  workspace UUID,
  sender UInt64,
  person UInt64,
  version UInt64
)
engine = ReplacingMergeTree(version)
order by (workspace, sender)
settings non_replicated_deduplication_window = 10000;

-- Only those that moved: most senders are people of their own, and the dictionary is read anew after every change.
create view customers_person_of_now as
select sender, argMax(person, version) as person from customers_person_of_change group by sender having person != sender;

-- Published dataset: dictGetOrDefault('customers_person_of', 'person', sender, sender).
-- The lane that writes the table has it read again: a lifetime is not kept by the embedded engine.
create dictionary customers_person_of (
  sender UInt64,
  person UInt64
)
primary key sender
source(clickhouse(table 'customers_person_of_now'))
layout(hashed())
lifetime(0);
