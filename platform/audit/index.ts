/** The audit log: append-only, hash-chained per workspace, so that a change of the past is visible. */
export type { Audit, AuditEntry } from './audit.ts';
