import { defineRoute, instant, pageOf, pageQuery, z } from '#platform/contract';

export const auditEntry = z.object({
  /** Position in the workspace's chain, from 1 without gaps. */
  no: z.number().int(),
  at: instant,
  actor: z.object({ kind: z.string(), id: z.string(), label: z.string() }),
  action: z.string(),
  subject: z.string(),
  details: z.record(z.string(), z.unknown()),
  /** Hex of sha256(hash before ‖ RFC 8785 JSON of workspaceId, no, at, actor, action, subject, details). */
  hash: z.string(),
});
export type AuditedEntry = z.infer<typeof auditEntry>;

export const listAudit = defineRoute({
  id: 'audit.list',
  method: 'GET',
  path: '/api/audit',
  summary: 'Who did what to what, newest first',
  access: { action: 'audit.read' },
  query: z.strictObject({
    ...pageQuery,
    actor: z.string().max(200).optional().describe('Id of the employee, API key or system part'),
    action: z.string().max(200).optional().describe('An action, or a room and a dot: "people." finds all of that room'),
    subject: z.string().max(200).optional().describe('What it was done to, exactly: "person:0198…"'),
    from: instant.optional(),
    to: instant.optional(),
  }),
  reply: pageOf(auditEntry),
});

export const verifyAudit = defineRoute({
  id: 'audit.verify',
  method: 'GET',
  path: '/api/audit/verify',
  summary: 'Follows the hash chain from its first entry; keep the head elsewhere to notice a shortened log',
  access: { action: 'audit.read' },
  reply: z.discriminatedUnion('ok', [
    z.object({
      ok: z.literal(true),
      entries: z.number().int(),
      /** Hash of the last entry; 64 zeros when there is none. */
      head: z.string(),
    }),
    z.object({
      ok: z.literal(false),
      /** The first entry that does not hold. */
      no: z.number().int(),
      reason: z.string(),
    }),
  ]),
});

export const routes = [listAudit, verifyAudit];
