import sql, { type Sql } from 'sql-template-tag';

/** NUL, and halves of surrogate pairs: JSON strings may hold them, `jsonb` refuses them (22P05, 22P02; case F06). */
const unstorable = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The value as `jsonb` will give it back: through JSON once, with U+FFFD for characters that Postgres cannot keep. */
export function storable(value: unknown): unknown {
  const fit = (text: string) => text.replace(unstorable, '\ufffd');
  return JSON.parse(JSON.stringify(value ?? null), (_key, part: unknown) => {
    if (typeof part === 'string') {
      return fit(part);
    }
    if (part !== null && typeof part === 'object' && !Array.isArray(part) && Object.keys(part).some((key) => fit(key) !== key)) {
      return Object.fromEntries(Object.entries(part).map(([key, field]) => [fit(key), field]));
    }
    return part;
  });
}

/** A bound `jsonb` value that cannot fail for its characters. */
export const jsonb = (value: unknown): Sql => sql`${JSON.stringify(storable(value))}::jsonb`;
