-- That this database came out of a backup. Until `settled_at` is set, who was erased after the backup was taken may be back, and
-- copies elsewhere may know more than this database: the first start after a restore puts both right before it opens its doors.
create table platform.restored (
  id bigint generated always as identity primary key,
  restored_at timestamptz not null default now(),
  taken_at timestamptz not null,
  -- erasures that were handed to the restore, as the erasure ledger writes them
  erasures text not null,
  settled_at timestamptz
);
