/** Several segments in one question: each condition with its values under names of their own. Pure. */
import type { Customers } from '#customers';
import type { Bound } from '../../rules/events-sql.ts';

/** SQL that is true of senders whose person is in the segment, one a segment. */
export function inSegments(
  customers: Pick<Customers, 'inSegment'>,
  sender: string,
  workspaceId: string,
  segmentIds: readonly string[],
  bound: Bound,
): string[] {
  return segmentIds.map((segmentId) => {
    const { sql, params } = customers.inSegment(sender, workspaceId, segmentId);
    return sql.replace(/\{(\w+): *([^}]+)\}/g, (_whole, name: string, type: string) => bound.add(params[name], type));
  });
}
