import type { z } from 'zod';
import type { Tx } from '#platform/postgres';

export interface JobKind<P extends z.ZodType = z.ZodType> {
  /** `<room>.<what it does>` */
  name: string;
  payload: P;
  /** Tries before it is given up and shown as failed; 10 when left out. */
  attempts?: number;
  /** Smaller runs sooner; 0 when left out. Clocks that people wait for go below zero, bulk work above. */
  priority?: number;
}

export interface Job<P> {
  payload: P;
  /** 1 on the first try. */
  attempt: number;
  /** Aborts when the process wants to stop: end soon, or be tried again elsewhere. */
  signal: AbortSignal;
}

export interface Jobs {
  /** Declares how a kind of job is done. Runs in processes with the role `jobs`. At least once: make the work repeatable. */
  handle<P extends z.ZodType>(kind: JobKind<P>, work: (job: Job<z.output<P>>) => Promise<void>): void;
  /** Runs every `everyMs` (a second at least), on one process of the cluster at a time. A failure is logged; the next turn comes. */
  every(name: string, everyMs: number, work: () => Promise<void>): void;
  /**
   * `key` makes the job replaceable: adding again moves it, `cancel` removes it. Keys are private to the transaction's
   * workspace. A job that is already running is not stopped: adding again makes a second one, `cancel` ends its retries.
   */
  add<P extends z.ZodType>(
    tx: Tx,
    kind: JobKind<P>,
    payload: z.input<P>,
    options?: { runAt?: Date; key?: string },
  ): Promise<void>;
  cancel(tx: Tx, key: string): Promise<void>;
}

/** A job whose tries are used up. */
export interface FailedJob {
  id: string;
  name: string;
  payload: unknown;
  error: string;
  attempts: number;
  failedAt: Date;
}

/** The jobs of one process, as the composition root and operators hold them. */
export interface RunningJobs extends Jobs {
  /** Takes jobs until `stop`. Needs `prepareJobs` to have run once on this database. */
  start(): Promise<void>;
  /** Waits for running jobs, asks them to end after 2 s, and leaves them to another process after 4 s. */
  stop(): Promise<void>;
  /** Newest first, at most 200. Payloads may belong to any workspace: for operators of the whole system. */
  failed(): Promise<FailedJob[]>;
  /** Gives failed jobs all their tries again; all of them when no ids are named. Answers how many. */
  retry(ids?: string[]): Promise<number>;
  /** For health: does this process take jobs right now, and how late is the oldest job that is due. */
  health(): Promise<{ running: boolean; overdueMs: number; failed: number }>;
}
