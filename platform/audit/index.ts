/** The audit log: append-only, hash-chained per workspace, so that a change of the past is visible. */
export { type Audit, type AuditEntry, createAudit, type Verdict, verifyChain } from './audit.ts';
export { bindAudit } from './routes.ts';
