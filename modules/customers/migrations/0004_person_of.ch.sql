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

-- Published dataset: dictGetOrDefault('customers_person_of', 'person', sender, sender)
create dictionary customers_person_of (
  sender UInt64,
  person UInt64
)
primary key sender
source(clickhouse(query 'select sender, argMax(person, version) as person from customers_person_of_change group by sender having person != sender'))
layout(hashed())
lifetime(min 1 max 2);
