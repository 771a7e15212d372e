/** Jobs that wait, carried into another database by backup and restore. Runs as the owner of graphile-worker's tables. */
import type pg from 'pg';

export interface WaitingJob {
  name: string;
  payload: unknown;
  runAt: string;
  attempts: number;
  /** With the workspace in front, as `platform.job_key` made it. */
  key: string | null;
  priority: number;
  queue: string | null;
}

/** Jobs with tries left. Repeated ones are left out: every start adds its own. */
export async function waitingJobs(client: pg.Client): Promise<WaitingJob[]> {
  const { rows } = await client.query<WaitingJob>(`
    select t.identifier as name, j.payload, to_json(j.run_at) #>> '{}' as "runAt", (j.max_attempts - j.attempts)::int as attempts, j.key,
           j.priority::int as priority, q.queue_name as queue
      from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id
      left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
     where j.attempts < j.max_attempts and t.identifier not like 'every:%'
     order by j.id`);
  return rows;
}

export async function addWaitingJobs(client: pg.Client, jobs: readonly WaitingJob[]): Promise<void> {
  for (const { name, payload, runAt, attempts, key, priority, queue } of jobs) {
    await client.query(
      `select graphile_worker.add_job($1, $2::json, queue_name => $3, run_at => $4, max_attempts => $5, job_key => $6, priority => $7)`,
      [name, JSON.stringify(payload), queue, runAt, attempts, key, priority],
    );
  }
}
