/** What an operator sees of the server itself. Readiness for machines is `/health/ready`, figures for Prometheus `/metrics`. */
import { defineRoute, instant, z } from '#platform/contract';

export const readSystem = defineRoute({
  id: 'system.read',
  method: 'GET',
  path: '/api/system',
  summary: 'How the server is: checks in words, lanes, jobs, sizes, version',
  access: { action: 'settings.read' },
  reply: z.object({
    version: z.string(),
    startedAt: instant,
    ready: z.boolean(),
    /** `detail` says what is wrong; null when well. */
    checks: z.array(z.object({ name: z.string(), ready: z.boolean(), detail: z.string().nullable() })),
    /** Work that follows the log of events, in this process. */
    lanes: z.array(
      z.object({
        name: z.string(),
        /** Workspaces that wait for their turn. */
        queued: z.number().int(),
        heldBackMs: z.number(),
        /** Workspaces whose last step failed. */
        failing: z.number().int(),
        /** Of this workspace only: another's errors are not this reader's business. */
        lastError: z.string().nullable(),
      }),
    ),
    jobs: z.object({ running: z.boolean(), overdueMs: z.number(), failed: z.number().int() }),
    /** The copies that reports are made of. Of all workspaces together; null when Postgres does not answer. */
    copies: z
      .object({
        /** How long the oldest event waits that is in no report yet. */
        behindMs: z.number(),
        /** Workspaces whose reports are being written anew, and incomplete until then. */
        rebuilding: z.number().int(),
        /** Days that differed from the log when last compared. */
        daysDiffering: z.number().int(),
        /** The comparison that is longest ago. */
        oldestCheck: instant.nullable(),
        /** Accepted events kept aside on their way to reports or to people. */
        keptAside: z.number().int(),
      })
      .nullable(),
    /** Open live connections. */
    sockets: z.number().int(),
    /** Of all workspaces together. Null when the store does not answer. */
    bytes: z.object({ postgres: z.number().nullable(), clickhouse: z.number().nullable(), memory: z.number() }),
  }),
});
