import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type { Log } from '#platform/log';
import type { Database } from '#platform/postgres';
import type { FailedJob, Job, JobKind, Jobs, RunningJobs } from './jobs.ts';
import { loggerFor } from './logger.ts';
import * as store from './store.ts';

const defaultAttempts = 10;
/** How soon a job that was set for a later time is noticed; one that is due now is signalled at once. */
const pollMs = 1_000;
const beatMs = 5_000;

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
  let taking: { stop(): Promise<void>; running(): boolean } | undefined;

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
      await work({ payload: kind.payload.parse(payload), attempt: helpers.job.attempts, signal: helpers.abortSignal } as Job<never>);
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

/**
 * Without a delay the library notes a job's end in a promise that nobody awaits: a connection lost in that moment, or a stop,
 * would be an unhandled rejection and end the process. With one (of no length) a lost connection ends the runner, which is
 * started again, and a stop waits.
 */
const onItsFeet = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } };

/** The next turn of a repeated job. A queue of its own: two turns never run at once, on any process. */
function turn(task: string, everyMs: number): store.NewJob {
  return { name: task, payload: {}, runAt: everyMs, attempts: 25, priority: 0, key: task, queue: task };
}

/** Takes jobs until stopped. The library gives up for good when it cannot note a job's end; then it is started again. */
function takeJobs(deps: Required<JobsDeps> & { tasks: TaskList }): { stop(): Promise<void>; running(): boolean } {
  const { db, log } = deps;
  const life = new AbortController();
  const events: WorkerEvents = new EventEmitter();
  /** Under which names this process holds jobs: one, anew each time the runner is started. */
  const names = new Set<string>();
  let runner: Runner | undefined;
  let round: Promise<void> | undefined;

  events.on('pool:create', ({ workerPool }) => {
    names.add(workerPool.id);
    round = makeRound();
  });

  async function quietly(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.warn({ err: error }, `Could not ${what}; trying again`);
    }
  }

  const makeRound = () =>
    quietly('give a sign of life', () =>
      db.inSystem(async (tx) => {
        for (const id of names) {
          await store.beat(tx, id);
        }
        const freed = await store.reap(tx, deps.deadMs);
        if (freed.length > 0) {
          log.warn({ runners: freed }, 'Gave back the jobs of runners that died');
        }
      }),
    );
  const rounds = setInterval(
    () => {
      round = makeRound();
    },
    Math.min(beatMs, deps.deadMs / 3),
  );

  /** What is still held under the old names, others may take over without waiting. */
  async function sayGoodbye(): Promise<void> {
    const gone = [...names];
    names.clear();
    await round;
    await quietly('say good-bye', () =>
      db.inSystem(async (tx) => {
        for (const id of gone) {
          await store.leave(tx, id);
        }
      }),
    );
  }

  const ended = (async () => {
    while (!life.signal.aborted) {
      const connections = deps.connect();
      await quietly('run jobs', async () => {
        runner = await run({
          pgPool: connections.pool,
          taskList: deps.tasks,
          concurrency: deps.concurrency,
          noHandleSignals: true,
          pollInterval: pollMs,
          gracefulShutdownAbortTimeout: 2_000,
          logger: loggerFor(log),
          events,
          preset: onItsFeet,
        });
        if (life.signal.aborted) {
          await runner.stop();
        }
        await runner.promise;
      });
      runner = undefined;
      await sayGoodbye();
      await connections.close();
      await sleep(1_000, undefined, { signal: life.signal }).catch(() => {});
    }
  })();

  return {
    running: () => runner !== undefined,
    async stop() {
      life.abort();
      clearInterval(rounds);
      const stopped = runner?.stop().catch(() => {});
      const patience = setTimeout(() => void runner?.kill().catch(() => {}), 4_000);
      await stopped;
      await ended;
      clearTimeout(patience);
    },
  };
}
