import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Runner, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type { Log } from '#platform/log';
import type { Database, Db } from '#platform/postgres';
import { loggerFor } from './logger.ts';
import { startSignsOfLife } from './signs-of-life.ts';

/** How soon a job that was set for a later time is noticed; one that is due now is signalled at once. */
const pollMs = 1_000;
/** When a stop asks running jobs to end, when it fails them, and when it goes without them. */
const askMs = 2_000;
const failMs = 4_000;
const goMs = 5_000;
const againMs = 1_000;

/**
 * Without a delay the library notes a job's end in a promise that nobody awaits: a connection lost in that moment, or a stop,
 * would be an unhandled rejection and end the process. With one (of no length) a lost connection ends the runner, which is
 * started again, and a stop waits.
 */
const onItsFeet = { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } };

export interface Taking {
  running(): boolean;
  stop(): Promise<void>;
}

/** Takes jobs until stopped. The library gives up for good when it cannot note a job's end; then it is started anew. */
export function takeJobs(deps: {
  db: Db;
  log: Log;
  connect: () => Database;
  concurrency: number;
  deadMs: number;
  tasks: TaskList;
}): Taking {
  const { log } = deps;
  const stopping = new AbortController();
  const life = startSignsOfLife(deps);
  let runner: Runner | undefined;

  async function runUntilItEnds(connections: Database): Promise<void> {
    const events: WorkerEvents = new EventEmitter();
    // Its own shutdown can wait for ever for a job's end that it failed to note. Then we go on without it.
    const goneLong = new Promise<void>((resolve) => {
      events.on('pool:gracefulShutdown', () => setTimeout(resolve, goMs).unref());
    });
    events.on('pool:create', ({ workerPool }) => life.add(workerPool.id));
    // It learns the ids of its tasks with its first question and keeps the answer, a failure too: asking again would fail for ever.
    const neverBegan = new Promise<void>((resolve) => {
      let asked = false;
      const answered = () => {
        asked = true;
      };
      events.on('worker:getJob:empty', answered);
      events.on('job:start', answered);
      events.on('worker:getJob:error', () => {
        if (!asked) resolve();
      });
    });
    runner = await run({
      pgPool: connections.pool,
      taskList: deps.tasks,
      concurrency: deps.concurrency,
      noHandleSignals: true,
      pollInterval: pollMs,
      gracefulShutdownAbortTimeout: askMs,
      logger: loggerFor(log),
      events,
      preset: onItsFeet,
    });
    if (stopping.signal.aborted) {
      stopRunner();
    }
    const began = await Promise.race([runner.promise, goneLong, neverBegan.then(() => false)]);
    if (began === false) {
      log.warn('The taking of jobs lost its connection as it began; it starts again');
      stopRunner();
    }
  }

  function stopRunner(): void {
    const last = runner;
    last?.stop().catch(() => {});
    setTimeout(() => void last?.kill().catch(() => {}), failMs).unref();
  }

  const ended = (async () => {
    while (!stopping.signal.aborted) {
      const connections = deps.connect();
      try {
        await runUntilItEnds(connections);
      } catch (error) {
        log.warn({ err: error }, 'The taking of jobs broke off; it starts again');
      }
      runner = undefined;
      await life.leave();
      // Closing waits for connections that are lent out, and a runner that we gave up on may never return its own.
      await Promise.race([connections.close(), sleep(againMs, undefined, { ref: false })]);
      await sleep(againMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();

  return {
    running: () => runner !== undefined,
    async stop() {
      stopping.abort();
      life.stop();
      stopRunner();
      await ended;
    },
  };
}
