/**
 * Transaction ids in a backup. A cluster counts its own: in another cluster a high `xid8` would lie above every snapshot, and
 * rows that carry it would never be read ("tx < pg_snapshot_xmin"). Only the order against the readers' positions means anything,
 * so each tx is written as a small number that keeps exactly that order, workspace by workspace:
 *
 *     positions         c1      c2              3 + 2 × (positions at or below tx) - (1 if tx is a position)
 *     tx         ───────┼───────┼───────
 *     written as     3  4   5   6   7           a position 0 (nothing read yet) stays 0
 *
 * Transactions between two positions become one, ordered by row id: those that knew of each other have ids in that order too.
 */
import type { Table } from './tables.ts';

const isWritten = (type: string, name: string) => type === 'xid8' && name === 'tx';
const isPosition = (type: string, name: string) => type === 'xid8' && name.endsWith('_tx');

export interface Positions {
  /** The `copy (…) to stdout` of a table. */
  selectOf(table: Table): string;
  /** SQL for the largest number that can stand for a transaction in this backup. */
  highest: string;
}

export function positionsIn(tables: readonly Table[]): Positions {
  const stands = tables.flatMap(({ sql, columns }) =>
    columns
      .filter(({ type, name }) => isPosition(type, name))
      .map(({ name }) => `select workspace_id, ${name} as tx from ${sql} where ${name} > '0'`),
  );
  const standing = `select workspace_id, array_agg(distinct tx order by tx) as at from (
    ${[...stands, "select null::uuid, '0'::xid8 where false"].join('\nunion all ')}) as stands group by workspace_id`;
  const mapped = (column: string) => `
    case when e.${column} is null then null when e.${column} = '0' then 0 when s.at is null then 3
         else 3 + 2 * width_bucket(e.${column}, s.at) - (e.${column} = any(s.at))::int end as ${column}`;
  return {
    highest: `select coalesce(max(3 + 2 * cardinality(at)), 3)::text as highest from (${standing}) as standing`,
    selectOf({ sql, columns }) {
      const quoted = columns.map(({ name }) => `"${name}"`);
      if (!columns.some(({ type }) => type === 'xid8')) return `select ${quoted.join(', ')} from ${sql}`;
      const parts = columns.map(({ name, type }) =>
        isWritten(type, name) || isPosition(type, name) ? mapped(name) : `e."${name}"`,
      );
      return `with standing as materialized (${standing})
        select ${parts.join(', ')} from ${sql} e left join standing s on s.workspace_id = e.workspace_id`;
    },
  };
}
