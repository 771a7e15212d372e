-- What holds of each customer now, one row each: a copy of customers.person, trait, consent and identifier.
-- Words and numbers apart, as in listen_events. `since`: when each trait took the value it has, in milliseconds.
create table if not exists customers_profile (
  workspace UUID,
  person UInt64,
  version UInt64,
  gone UInt8,
  kind LowCardinality(String),
  identifiers Array(LowCardinality(String)),
  consent Map(LowCardinality(String), LowCardinality(String)),
  text Map(LowCardinality(String), String) codec(ZSTD(1)),
  num Map(LowCardinality(String), Float64) codec(ZSTD(1)),
  since Map(LowCardinality(String), Int64) codec(ZSTD(1))
)
engine = ReplacingMergeTree(version, gone)
order by (workspace, person);

-- Who is in which segment: a copy of customers.segment_member.
create table if not exists customers_segment_member (
  workspace UUID,
  segment UUID,
  person UInt64,
  version UInt64,
  gone UInt8,
  entered_at DateTime64(3, 'UTC')
)
engine = ReplacingMergeTree(version, gone)
order by (workspace, segment, person);
