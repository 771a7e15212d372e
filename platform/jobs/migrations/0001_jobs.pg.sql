-- Jobs live in graphile_worker's own schema (made by `prepareJobs`, owned by the owner of all tables). The server's role reaches
-- them by two functions inside a workspace's transaction, and directly only where no workspace is set: see decision 0003.

-- A sign of life of every process that runs jobs: what a dead one had in hand is given back by the reaper.
create table platform.job_runner (
  id text primary key,
  seen_at timestamptz not null default now()
);

-- Keys are private to the workspace of the transaction: nobody can move or cancel another workspace's job.
create function platform.job_key(key text) returns text
  language sql stable
  return coalesce(platform.workspace()::text, 'system') || ':' || key;

-- `keep_time`: when a job of that key is already waiting, leave its time as it is.
create function platform.add_job(
  name text, payload jsonb, run_at timestamptz, max_attempts int, key text, priority int, queue text, keep_time boolean
) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform graphile_worker.add_job(
    name, payload::json, queue_name => queue, run_at => run_at, max_attempts => max_attempts,
    job_key => platform.job_key(key), priority => priority,
    job_key_mode => case when keep_time then 'preserve_run_at' else 'replace' end);
end $$;

create function platform.remove_job(key text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform graphile_worker.remove_job(platform.job_key(key));
end $$;
