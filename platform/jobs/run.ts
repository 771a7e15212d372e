import type { TaskList } from 'graphile-worker';
import type { Log } from '#platform/log';
import type { Database } from '#platform/postgres';
import type { FailedJob, Job, JobKind, Jobs, RunningJobs } from './jobs.ts';
import * as store from './store.ts';
import { type Taking, takeJobs } from './take.ts';

const defaultAttempts = 10;

export interface JobsDeps {
  db: Database;
  log: Log;
  /**
   * Connections for taking jobs, apart from those that serve people: two more than `concurrency`, and patient (`waitMs`), because
   * a job whose end cannot be noted is done again. Opened at `start`, closed at `stop`.
   */
  connect: () => Database;
  /** Jobs at the same time in this process; 4 when left out. */
  concurrency?: number;
  /** Silence after which another process's jobs are given back; 30 s when left out. */
  deadMs?: number;
}

/** Durable jobs on graphile-worker. At least once, kept in Postgres, added in the caller's transaction. */
export function createJobs(deps: JobsDeps): RunningJobs {
  const { db, concurrency = 4, deadMs = 30_000 } = deps;
  const log = deps.log.child({ module: 'jobs' });
  const tasks: TaskList = {};
  const repeated = new Map<string, number>();
  let taking: Taking | undefined;

  function declare(name: string, task: TaskList[string]): void {
    if (taking) {
      throw new Error(`The job "${name}" came after the start: declare jobs while the system is put together.`);
    }
    if (tasks[name]) {
      throw new Error(`Two jobs are called "${name}".`);
    }
    tasks[name] = task;
  }

  const handle: Jobs['handle'] = (kind, work) =>
    declare(kind.name, async (payload, helpers) => {
      await work({
        payload: kind.payload.parse(payload),
        attempt: helpers.job.attempts,
        signal: helpers.abortSignal,
      } as Job<never>);
    });

  const every: Jobs['every'] = (name, everyMs, work) => {
    const task = `every:${name}`;
    declare(task, async () => {
      try {
        await work();
      } catch (error) {
        log.error({ err: error, job: name }, 'A repeated job failed; its next turn comes as usual');
      }
      await db.inSystem((tx) => store.addJob(tx, turn(task, everyMs)));
    });
    repeated.set(task, everyMs);
  };

  return {
    handle,
    every,
    async add(tx, kind: JobKind, payload, options = {}) {
      // Parsed to refuse, stored as given: a schema that transforms would not read its own output when the job runs.
      kind.payload.parse(payload);
      await store.addJob(tx, {
        name: kind.name,
        payload,
        runAt: options.runAt ?? 0,
        attempts: kind.attempts ?? defaultAttempts,
        priority: kind.priority ?? 0,
        key: options.key,
      });
    },
    cancel: (tx, key) => store.removeJob(tx, key),
    async start() {
      await db.inSystem(async (tx) => {
        for (const [task, everyMs] of repeated) {
          // A turn that is already waiting keeps its time: restarts must not hurry it.
          await store.addJob(tx, { ...turn(task, everyMs), runAt: 0, keepTime: true });
        }
      });
      taking = takeJobs({ db, log, connect: deps.connect, concurrency, deadMs, tasks });
    },
    async stop() {
      await taking?.stop();
      taking = undefined;
    },
    failed: (): Promise<FailedJob[]> => db.inSystem(store.failedJobs, { readOnly: true }),
    retry: (ids) => db.inSystem((tx) => store.retryJobs(tx, ids)),
    health: async () => ({
      running: taking?.running() ?? false,
      ...(await db.inSystem(store.backlog, { readOnly: true })),
    }),
  };
}

/** The next turn of a repeated job. A queue of its own: two turns never run at once, on any process. */
function turn(task: string, everyMs: number): store.NewJob {
  return { name: task, payload: {}, runAt: everyMs, attempts: 25, priority: 0, key: task, queue: task };
}
