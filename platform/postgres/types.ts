import pg from 'pg';

/** Postgres type numbers (`select oid from pg_type`). */
const date = 1082;
const dateArray = 1182;
const textArray = 1009;

const asText = (value: string) => value;
const asTexts = pg.types.getTypeParser(textArray as number, 'text');

/**
 * How values arrive: int8 and numeric as strings, jsonb parsed, timestamptz as Date: pg's own ways. A `date` has no time zone,
 * so it stays "2026-10-31"; pg would make it midnight of the server's zone, which is another day elsewhere.
 */
export const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === date) return asText;
    if (oid === dateArray) return asTexts;
    return pg.types.getTypeParser(oid, format as 'text');
  }) as typeof pg.types.getTypeParser,
};
