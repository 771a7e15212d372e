import type { Log } from '#platform/log';
import type { Db } from '#platform/postgres';
import { createRunner, type LaneHealth, type LaneHooks, type Runner } from './runner.ts';

/** Continuous work, one workspace at a time: what reads the log and the outbox. */
export interface Lane {
  /** Stable name, also the cursor's and the metric's: `<room>.<what it does>` */
  name: string;
  /** NOTIFY channel whose payload is the workspace id with new work. */
  channel: string;
  /**
   * Does one batch. True when there may be more; `'later'` when there is work that cannot be read yet (it lies above the
   * watermark, because an older transaction is still open): the lane looks again soon without waiting for a signal.
   * Must be safe to run twice and on several processes (lock the cursor).
   */
  step(workspaceId: string): Promise<boolean | 'later'>;
  /** How often every workspace is looked at without a signal, in milliseconds. */
  sweepMs: number;
  /**
   * How long a workspace rests after a step, so that the next one has more to do at once: on a quiet day a signal is followed at
   * once, in a flood once in this time. Never when left out.
   */
  restMs?: number;
  /** How long a signal waits for others, on quiet days too; at once when left out. */
  gatherMs?: number;
}

export interface Lanes {
  /** Runs in processes with the role `worker`. */
  add(lane: Lane): void;
  /** The same-process short cut past NOTIFY: call it after commit. Does nothing where no lane runs. */
  wake(channel: string, workspaceId: string): void;
}

/** The lanes of one process, as `system.ts` holds them. */
export interface RunningLanes extends Lanes {
  start(): Promise<void>;
  /** Stops taking work and waits for the steps that are running. */
  stop(): Promise<void>;
  /** One line per lane, for metrics and health. */
  lag(): LaneHealth[];
}

/**
 * Runs every lane of this process: one step at a time per lane, workspaces in turn, woken by NOTIFY and by a sweep that finds
 * what a lost signal left behind. A failing workspace backs off alone (1 s → 30 s); the others go on.
 */
export function createLanes(deps: { db: Db; log: Log; metrics?: LaneHooks }): RunningLanes {
  const log = deps.log.child({ module: 'lanes' });
  const runners = new Map<string, Runner>();
  let started = false;
  let unlisten: (() => Promise<void>)[] = [];

  const runnersOf = (channel: string) => [...runners.values()].filter((runner) => runner.channel === channel);
  const wake = (channel: string, workspaceId: string) => {
    for (const runner of runnersOf(channel)) {
      runner.wake(workspaceId);
    }
  };

  return {
    add(lane) {
      if (started) {
        throw new Error(`The lane "${lane.name}" came after the start: add lanes while the system is put together.`);
      }
      if (runners.has(lane.name)) {
        throw new Error(`Two lanes are called "${lane.name}": their cursors would be one.`);
      }
      runners.set(
        lane.name,
        createRunner({ lane, log, workspaceIds: () => deps.db.workspaceIds(), ...(deps.metrics && { hooks: deps.metrics }) }),
      );
    },
    wake,
    async start() {
      started = true;
      // Listen first, sweep second: what is told in between is heard.
      const channels = new Set([...runners.values()].map((runner) => runner.channel));
      for (const channel of channels) {
        unlisten.push(await deps.db.listen(channel, (workspaceId) => wake(channel, workspaceId)));
      }
      for (const runner of runners.values()) {
        runner.start();
      }
    },
    async stop() {
      await Promise.all([...runners.values()].map((runner) => runner.stop()));
      await Promise.all(unlisten.map((off) => off()));
      unlisten = [];
    },
    lag: () => [...runners.values()].map((runner) => runner.health()),
  };
}
