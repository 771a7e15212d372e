-- Published dataset: written by listen, read by later rooms. A copy of listen.event, rebuilt from it at any time.
create table if not exists listen_events (
  workspace UUID,
  name LowCardinality(String),
  kind LowCardinality(String),
  source LowCardinality(String),
  occurred_at DateTime64(3, 'UTC') codec(Delta, ZSTD(1)),
  received_at DateTime64(3, 'UTC') codec(Delta, ZSTD(1)),
  sender UInt64,
  event UInt64 codec(Delta, ZSTD(1)),
  text Map(LowCardinality(String), String) codec(ZSTD(1)),
  num Map(LowCardinality(String), Float64) codec(ZSTD(1)),
  -- "what came in lately" skips the parts and granules of other times
  index received received_at type minmax granularity 1
)
engine = MergeTree
partition by toYYYYMM(occurred_at)
order by (workspace, name, toDate(occurred_at), sender, occurred_at)
settings
  non_replicated_deduplication_window = 10000,
  -- Small parts are put together sixteen at a time, a column after the other: by fives and all columns at once, as the engine would
  -- by itself, an event was rewritten seven times before it lay still, at three times the cost each.
  min_parts_to_merge_at_once = 16,
  vertical_merge_algorithm_min_columns_to_activate = 1,
  vertical_merge_algorithm_min_rows_to_activate = 1,
  merge_max_block_size = 65536;

-- Which writing of the copy lies here, per workspace: see listen.copy_cursor.
create table if not exists listen_copy (
  workspace UUID,
  generation UUID,
  begun_at DateTime64(3, 'UTC') default now64(3)
)
engine = MergeTree
order by (workspace, begun_at);
