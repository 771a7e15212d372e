import type { Log } from '#platform/log';
import type { Lane } from './lanes.ts';

export interface LaneHooks {
  /** After each step. `ms` is how long it took. */
  step?(lane: string, outcome: StepOutcome, ms: number): void;
}

export type StepOutcome = 'more' | 'done' | 'later' | 'failed';

export interface LaneHealth {
  lane: string;
  /** Workspaces that wait for their turn. */
  queued: number;
  /** Milliseconds since the last step ended; undefined before the first. */
  idleMs: number | undefined;
  /** How long the step that is running has been at it. */
  runningMs: number | undefined;
  /** Longest that a workspace has waited for an older transaction to end. Alarm when it grows past seconds. */
  heldBackMs: number;
  /** Workspaces whose last step failed, and the newest of their errors. */
  failing: number;
  lastError: { workspaceId: string; message: string; agoMs: number } | undefined;
}

export interface Runner {
  channel: string;
  wake(workspaceId: string): void;
  start(): void;
  stop(): Promise<void>;
  health(): LaneHealth;
}

/** Pauses after 1, 2, 3… failures or "later"s in a row, doubling from `first` to `longest` milliseconds. */
const failurePause = { first: 1_000, longest: 30_000 };
const laterPause = { first: 20, longest: 1_000 };
const pauseAfter = (times: number, pause: { first: number; longest: number }) =>
  Math.min(pause.longest, pause.first * 2 ** Math.min(times - 1, 20));

function outcomeOf(answer: boolean | 'later'): StepOutcome {
  if (answer === 'later') {
    return 'later';
  }
  return answer ? 'more' : 'done';
}

/** A workspace that is not in the queue because it has to wait. */
interface Rest {
  why: 'failed' | 'later';
  times: number;
  since: number;
  timer: NodeJS.Timeout | undefined;
}

/** Runs one lane in this process: one step at a time, workspaces in turn. */
export function createRunner(deps: { lane: Lane; log: Log; workspaceIds: () => Promise<string[]>; hooks?: LaneHooks }): Runner {
  const { lane, hooks } = deps;
  const log = deps.log.child({ lane: lane.name });
  // A Set keeps the order of insertion: who waits longest is first, and a workspace waits once however often it is woken.
  const queue = new Set<string>();
  const rests = new Map<string, Rest>();
  /** Workspaces that were woken and wait for more to come. */
  const gathering = new Map<string, NodeJS.Timeout>();
  /** When a workspace's last step began. */
  const stepped = new Map<string, number>();
  let on = false;
  let draining: Promise<void> | undefined;
  let sweeper: NodeJS.Timeout | undefined;
  let stepBegan: number | undefined;
  let stepEnded: number | undefined;
  let lastError: { workspaceId: string; message: string; at: number } | undefined;

  function wake(workspaceId: string): void {
    // After a failure only the timer ends the rest: a busy workspace must not turn an error into a hot loop.
    if (!on || rests.get(workspaceId)?.why === 'failed') {
      return;
    }
    if (gathering.has(workspaceId)) return;
    const wait = waitOf(workspaceId);
    if (wait <= 0) {
      enqueue(workspaceId);
      return;
    }
    const timer = setTimeout(() => {
      gathering.delete(workspaceId);
      if (on) enqueue(workspaceId);
    }, wait);
    gathering.set(workspaceId, timer);
  }

  function waitOf(workspaceId: string): number {
    const { gatherMs = 0, restMs = 0 } = lane;
    const last = stepped.get(workspaceId);
    const rest = last === undefined ? 0 : last + restMs - performance.now();
    return Math.max(gatherMs, rest);
  }

  function enqueue(workspaceId: string): void {
    queue.add(workspaceId);
    draining ??= drain();
  }

  async function drain(): Promise<void> {
    // Yields before the first step, so that a wake never runs a step inside the caller's own call.
    await Promise.resolve();
    for (const workspaceId of queue) {
      if (!on) {
        return;
      }
      // Taken out before the step: a wake during the step puts it back, so nothing told meanwhile is missed.
      queue.delete(workspaceId);
      await step(workspaceId);
    }
    // In the same breath as the loop's last look at the queue: nobody can slip in between and wait for ever.
    draining = undefined;
  }

  async function step(workspaceId: string): Promise<void> {
    const began = performance.now();
    stepBegan = began;
    if (lane.restMs) stepped.set(workspaceId, began);
    let outcome: StepOutcome;
    try {
      outcome = outcomeOf(await lane.step(workspaceId));
    } catch (error) {
      outcome = 'failed';
      lastError = { workspaceId, message: error instanceof Error ? error.message : String(error), at: performance.now() };
      log.error({ err: error, workspaceId }, 'A step failed; the workspace rests and is tried again');
    }
    stepBegan = undefined;
    stepEnded = performance.now();
    settle(workspaceId, outcome);
    hooks?.step?.(lane.name, outcome, stepEnded - began);
  }

  function settle(workspaceId: string, outcome: StepOutcome): void {
    const before = rests.get(workspaceId);
    clearTimeout(before?.timer);
    rests.delete(workspaceId);
    if (outcome === 'more') {
      // To the end of the queue: the others have their turn first.
      queue.add(workspaceId);
    }
    if (outcome === 'later' || outcome === 'failed') {
      const again = before?.why === outcome ? before : undefined;
      const times = (again?.times ?? 0) + 1;
      const rest: Rest = { why: outcome, times, since: again?.since ?? performance.now(), timer: undefined };
      rests.set(workspaceId, rest);
      if (on) {
        const pause = pauseAfter(times, outcome === 'failed' ? failurePause : laterPause);
        rest.timer = setTimeout(() => on && enqueue(workspaceId), pause);
        // A failing workspace that was woken during its step stays out of the queue until its rest is over.
        if (outcome === 'failed') {
          queue.delete(workspaceId);
        }
      }
    }
  }

  async function sweep(): Promise<void> {
    try {
      for (const workspaceId of await deps.workspaceIds()) {
        wake(workspaceId);
      }
    } catch (error) {
      log.error({ err: error }, 'The sweep could not list the workspaces; the next sweep tries again');
    }
    if (on) {
      sweeper = setTimeout(() => void sweep(), lane.sweepMs);
    }
  }

  return {
    channel: lane.channel,
    wake,
    start() {
      on = true;
      void sweep();
    },
    async stop() {
      on = false;
      clearTimeout(sweeper);
      for (const timer of gathering.values()) clearTimeout(timer);
      gathering.clear();
      for (const rest of rests.values()) {
        clearTimeout(rest.timer);
      }
      await draining;
    },
    health() {
      const now = performance.now();
      const resting = [...rests.values()];
      return {
        lane: lane.name,
        queued: queue.size,
        idleMs: stepEnded === undefined ? undefined : now - stepEnded,
        runningMs: stepBegan === undefined ? undefined : now - stepBegan,
        heldBackMs: Math.max(0, ...resting.filter((rest) => rest.why === 'later').map((rest) => now - rest.since)),
        failing: resting.filter((rest) => rest.why === 'failed').length,
        lastError: lastError && { workspaceId: lastError.workspaceId, message: lastError.message, agoMs: now - lastError.at },
      };
    },
  };
}
