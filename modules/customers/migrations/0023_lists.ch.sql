-- Who is on which list: a copy of customers.list_member. Rows never change, so the same row twice is one.
create table if not exists customers_list_member (
  workspace UUID,
  list UUID,
  sender UInt64
)
engine = ReplacingMergeTree
order by (workspace, list, sender);
