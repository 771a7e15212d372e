import type { z } from 'zod';
import type { Tx } from '#platform/postgres';

export interface JobKind<P extends z.ZodType = z.ZodType> {
  /** `<room>.<what it does>` */
  name: string;
  payload: P;
  /** Tries before it is given up and shown as failed; 10 when left out. */
  attempts?: number;
}

export interface Job<P> {
  payload: P;
  attempt: number;
  signal: AbortSignal;
}

export interface Jobs {
  /** Declares how a kind of job is done. Runs in processes with the role `jobs`. */
  handle<P extends z.ZodType>(kind: JobKind<P>, work: (job: Job<z.output<P>>) => Promise<void>): void;
  /** Runs every `everyMs`, on one process of the cluster at a time. */
  every(name: string, everyMs: number, work: () => Promise<void>): void;
  /** `key` makes the job replaceable: adding again moves it, `cancel` removes it. */
  add<P extends z.ZodType>(
    tx: Tx,
    kind: JobKind<P>,
    payload: z.input<P>,
    options?: { runAt?: Date; key?: string },
  ): Promise<void>;
  cancel(tx: Tx, key: string): Promise<void>;
}
