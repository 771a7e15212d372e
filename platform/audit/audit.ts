import type { Principal } from '#platform/auth';
import type { Tx } from '#platform/postgres';

export interface AuditEntry {
  /** Past tense: `people.role_changed`. */
  action: string;
  /** What it was done to: `person:0198…`. */
  subject: string;
  /** Facts for a human reader; never secrets, never customers' words. */
  details?: Record<string, unknown>;
}

export interface Audit {
  /** Appends in the caller's transaction: the act and its record commit together or not at all. */
  record(tx: Tx, principal: Principal, entry: AuditEntry): Promise<void>;
}
