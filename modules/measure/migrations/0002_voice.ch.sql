-- What customers said, one row a record, without the words: a copy of measure.feedback for counting.
-- `sentiment` is NaN where it cannot be told (a language nobody reads here): leave it out with `not isNaN(sentiment)`.
-- `emotion`, `effort`, `language` are empty where they cannot be told or the text does not speak of them.
create table if not exists measure_feedback (
  workspace UUID,
  id UUID,
  sender UInt64,
  occurred_at DateTime64(3, 'UTC'),
  channel LowCardinality(String),
  source LowCardinality(String),
  moment UUID,
  language LowCardinality(String),
  kind LowCardinality(String),
  sentiment Float32,
  emotion LowCardinality(String),
  effort LowCardinality(String),
  product LowCardinality(String),
  themes Array(UUID),
  version UInt64,
  gone UInt8
)
engine = ReplacingMergeTree(version, gone)
order by (workspace, occurred_at, id);
