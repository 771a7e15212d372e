import { z } from '#platform/contract';

/** Top-level objects are closed: an unknown key is a mistake worth naming, never silently dropped. */
export function closed(schema: z.ZodType | undefined): z.ZodType | undefined {
  const open = schema instanceof z.ZodObject && !(schema.def.catchall instanceof z.ZodNever);
  return open ? schema.strict() : schema;
}
