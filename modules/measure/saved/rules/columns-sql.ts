/** A table we already hold, as a SELECT that answers it: its cells are bound values, its heads our own words. */

import type { Sheet } from '../../contract.ts';
import type { Query } from '../../rules/events-sql.ts';

const typeOf = { text: 'Array(Nullable(String))', number: 'Array(Nullable(Float64))', instant: 'Array(Nullable(String))' };
const ownWord = /^[a-z][a-z0-9_]*$/;

export function columnsQuery({ columns, rows }: Pick<Sheet, 'columns' | 'rows'>): Query {
  const arrays = columns.map(({ type }, at) => `{c${at}: ${typeOf[type]}} as a${at}`);
  const joins = columns.map((_column, at) => `a${at} as v${at}`);
  const out = columns.map(({ name, type }, at) => {
    // Values of customers stand in cells, never in heads: what is spliced is what this house wrote.
    if (!ownWord.test(name)) throw new Error(`not a head of ours: ${name}`);
    return `${type === 'instant' ? `parseDateTime64BestEffortOrNull(v${at}, 3, 'UTC')` : `v${at}`} as ${name}`;
  });
  return {
    sql: `select ${out.join(', ')} from (select ${arrays.join(', ')}) array join ${joins.join(', ')}`,
    params: Object.fromEntries(columns.map((_column, at) => [`c${at}`, rows.map((row) => row[at] ?? null)])),
  };
}
