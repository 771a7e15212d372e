/** The copy of the log that reports are made of: whether it holds what the log holds, and writing it anew. */
import { defineRoute, instant, z } from '#platform/contract';

export const integrityReport = z.object({
  /** True while the copy is being written anew: reports are incomplete until it is done. */
  rebuilding: z.boolean(),
  /** Events in the copy now, and in the log by its own count. */
  reported: z.number().int(),
  kept: z.number().int(),
  /** The last comparison, day by day, of counts and hashes; null before the first. */
  checked: z
    .object({
      at: instant,
      days: z.number().int(),
      events: z.number().int(),
      tookMs: z.number().int(),
      differing: z.array(z.object({ day: z.string(), kept: z.number().int(), reported: z.number().int() })),
      /** The same in words: "0 days differ of 31". */
      summary: z.string(),
    })
    .nullable(),
});
export type IntegrityReport = z.infer<typeof integrityReport>;

export const integrity = defineRoute({
  id: 'listen.integrity',
  method: 'GET',
  path: '/api/listen/integrity',
  summary: 'Whether the copy that reports are made of holds what the log holds',
  access: { action: 'listen.read' },
  reply: integrityReport,
});

export const checkIntegrity = defineRoute({
  id: 'listen.check_integrity',
  method: 'POST',
  path: '/api/listen/integrity/check',
  summary: 'Compare the log with its copy now; it also happens by itself every night',
  access: { action: 'settings.write' },
  body: z.object({}),
  reply: integrityReport,
  status: 202,
});

export const rebuild = defineRoute({
  id: 'listen.rebuild',
  method: 'POST',
  path: '/api/listen/rebuild',
  summary: 'Drop the copy that reports are made of and write it anew from the log; intake goes on meanwhile',
  access: { action: 'settings.write' },
  body: z.object({}),
  reply: integrityReport,
  status: 202,
});
