/** The only SQL on jobs. What is not in `platform.add_job` and `remove_job` runs in a transaction of no workspace. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { FailedJob } from './jobs.ts';

export interface NewJob {
  name: string;
  payload: unknown;
  /** An instant, or from now on: milliseconds. */
  runAt: Date | number;
  attempts: number;
  priority: number;
  key: string | undefined;
  /** Jobs of one queue never run at the same time. */
  queue?: string;
  /** Leave the time of a job of this key that is already waiting. */
  keepTime?: boolean;
}

export async function addJob(tx: Tx, job: NewJob): Promise<void> {
  const runAt =
    job.runAt instanceof Date ? sql`${job.runAt}::timestamptz` : sql`now() + ${job.runAt}::float8 * interval '1 millisecond'`;
  await tx.run(sql`
    select platform.add_job(${job.name}, ${jsonb(job.payload)}, ${runAt}, ${job.attempts},
                            ${job.key ?? null}, ${job.priority}, ${job.queue ?? null}, ${job.keepTime ?? false})`);
}

export async function removeJob(tx: Tx, key: string): Promise<void> {
  await tx.run(sql`select platform.remove_job(${key})`);
}

export async function beat(tx: Tx, runner: string): Promise<void> {
  await tx.run(sql`
    insert into platform.job_runner (id) values (${runner})
    on conflict (id) do update set seen_at = clock_timestamp()`);
}

export async function leave(tx: Tx, runner: string): Promise<void> {
  await tx.run(sql`delete from platform.job_runner where id = ${runner}`);
}

/**
 * Gives back what runners without a sign of life for `deadMs` hold; graphile-worker itself would wait four hours. What was
 * locked less than that long ago is left alone: a runner may take jobs a moment before its first sign of life.
 */
export async function reap(tx: Tx, deadMs: number): Promise<string[]> {
  await tx.run(sql`delete from platform.job_runner where seen_at < now() - interval '1 day'`);
  const dead = await tx.many<{ id: string }>(sql`
    select distinct locked_by as id
      from (select locked_by, locked_at from graphile_worker._private_jobs
            union all
            select locked_by, locked_at from graphile_worker._private_job_queues) as held
     where locked_at < now() - ${deadMs}::float8 * interval '1 millisecond'
       and not exists (select from platform.job_runner
                        where id = locked_by and seen_at > now() - ${deadMs}::float8 * interval '1 millisecond')`);
  const ids = dead.map((row) => row.id);
  if (ids.length > 0) {
    await tx.run(sql`select graphile_worker.force_unlock_workers(${ids}::text[])`);
  }
  return ids;
}

export async function failedJobs(tx: Tx): Promise<FailedJob[]> {
  return tx.many(sql`
    select j.id::text as id, t.identifier as name, j.payload, j.attempts::int as attempts, j.updated_at as "failedAt",
           coalesce(j.last_error, 'The process that ran it ended in the middle of its last try.') as error
      from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id
     where j.attempts >= j.max_attempts and j.locked_at is null
     order by j.updated_at desc, j.id desc
     limit 200`);
}

export async function retryJobs(tx: Tx, ids: string[] | undefined): Promise<number> {
  return tx.run(sql`
    select graphile_worker.reschedule_jobs(array_agg(id), run_at => now(), attempts => 0)
      from graphile_worker._private_jobs
     where attempts >= max_attempts and locked_at is null
       and (${ids ?? null}::bigint[] is null or id = any(${ids ?? null}::bigint[]))`);
}

export async function backlog(tx: Tx): Promise<{ overdueMs: number; failed: number }> {
  return tx.one(sql`
    select coalesce(extract(epoch from now() - min(run_at) filter (where is_available and run_at < now())) * 1000, 0)::float8
             as "overdueMs",
           (count(*) filter (where attempts >= max_attempts and locked_at is null))::int as failed
      from graphile_worker._private_jobs`);
}
