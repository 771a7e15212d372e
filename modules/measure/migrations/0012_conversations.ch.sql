-- One conversation measure across channels: effort, outcome, elapsed, emotion, money. A copy of what moments know, one row a moment.
create table if not exists measure_conversation (
  workspace UUID,
  moment UUID,
  version UInt64,
  gone UInt8,
  no UInt64,
  -- 0: nobody is known
  sender UInt64,
  channel LowCardinality(String),
  moment_kind LowCardinality(String),
  language LowCardinality(String),
  opened_by LowCardinality(String),
  opened_at DateTime64(3, 'UTC'),
  outcome LowCardinality(String),
  answer LowCardinality(String),
  contacts UInt32,
  messages UInt32,
  transfers UInt32,
  reopened UInt32,
  -- different colleagues who answered
  answered_by UInt32,
  answer_seconds Nullable(Float64),
  resolved_seconds Nullable(Float64),
  rating Nullable(Float64),
  emotion LowCardinality(String),
  sentiment Nullable(Float64),
  -- by currency, in its major unit
  goodwill Map(LowCardinality(String), Float64)
)
engine = ReplacingMergeTree(version, gone)
order by (workspace, moment);
