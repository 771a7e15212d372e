/** Continuous work, one workspace at a time: what reads the log and the outbox. */
export interface Lane {
  /** Stable name, also the cursor's and the metric's: `<room>.<what it does>` */
  name: string;
  /** NOTIFY channel whose payload is the workspace id with new work. */
  channel: string;
  /** Does one batch. True when there may be more. Must be safe to run twice and on several processes (lock the cursor). */
  step(workspaceId: string): Promise<boolean>;
  /** How often every workspace is looked at without a signal, in milliseconds. */
  sweepMs: number;
}

export interface Lanes {
  /** Runs in processes with the role `worker`. */
  add(lane: Lane): void;
}
