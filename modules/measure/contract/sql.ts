/** SQL for analysts: one question in their own words over the published tables, read-only and of one workspace. */
import { defineRoute, z } from '#platform/contract';
import { refusals } from './refusals.ts';

/** How much one question may take. */
export const sqlCaps = {
  rows: 1_000,
  fileRows: 1_000_000,
  seconds: 20,
  memoryMb: 512,
  fileMb: 64,
} as const;

export const sqlText = z.string().trim().min(1).max(20_000);

export const sqlTable = z.object({
  name: z.string(),
  /** What one row is. */
  row: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string(), meaning: z.string() })),
});
export type SqlTable = z.infer<typeof sqlTable>;

export const sqlAnswer = z.object({
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  /** As the engine writes them in JSON: 64-bit integers are text, so that none is rounded. */
  rows: z.array(z.array(z.unknown())),
  /** There were more rows than are shown. */
  more: z.boolean(),
  /** Milliseconds, the checks included. */
  took: z.number().int(),
});
export type SqlAnswer = z.infer<typeof sqlAnswer>;

export const sqlTables = defineRoute({
  id: 'measure.sql_tables',
  method: 'GET',
  path: '/api/measure/sql',
  summary: 'The tables SQL may read, their columns, and how much one question may take',
  access: { action: 'measure.sql' },
  reply: z.object({
    tables: z.array(sqlTable),
    caps: z.object({ rows: z.number(), fileRows: z.number(), seconds: z.number(), memoryMb: z.number(), fileMb: z.number() }),
  }),
});

const asked = [refusals.sql_refused, refusals.sql_failed, refusals.sql_running, refusals.too_heavy];

export const askSql = defineRoute({
  id: 'measure.ask_sql',
  method: 'POST',
  path: '/api/measure/sql',
  summary: 'One SELECT over the published tables, at most 1,000 rows of its answer',
  access: { action: 'measure.sql' },
  body: z.strictObject({ sql: sqlText.meta({ examples: ['select name, uniq(person) as people from events group by name'] }) }),
  reply: sqlAnswer,
  refusals: asked,
});

export const exportSql = defineRoute({
  id: 'measure.export_sql',
  method: 'POST',
  path: '/api/measure/sql/export',
  summary: 'The answer to one SELECT as a file: CSV or Parquet',
  access: { action: 'measure.sql' },
  body: z.strictObject({ sql: sqlText, format: z.enum(['csv', 'parquet']) }),
  stream: 'application/octet-stream',
  refusals: asked,
});
