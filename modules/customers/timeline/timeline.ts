/** Everything one customer did and said, over all their identifiers. */
import type { Listen, StoredEvent } from '#listen';
import type { QueryOf, ReplyOf } from '#platform/contract';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import type { Db } from '#platform/postgres';
import type { getTimeline, TimelineEvent } from '../contract.ts';
import type { Tombstones } from '../erasure/tombstones.ts';
import { findCustomer } from '../find.ts';

export interface TimelineDeps {
  db: Db;
  listen: Pick<Listen, 'timeline'>;
  tombstones: Tombstones;
}

export function timelineOf(
  { db, listen, tombstones }: TimelineDeps,
  workspaceId: string,
  ref: string,
  query: QueryOf<typeof getTimeline>,
): Promise<ReplyOf<typeof getTimeline>> {
  const at = readCursor(query.after, [cursorParts.instant, cursorParts.number]);
  const { limit, kind, name, sourceId, from, to } = query;
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const { identifiers } = await findCustomer(tx, tombstones, workspaceId, ref);
      const rows = await listen.timeline(tx, workspaceId, {
        senderNos: identifiers.map(({ no }) => no),
        before: at && { occurredAt: at[0] ?? '', id: at[1] ?? '' },
        limit,
        kind,
        name,
        sourceId,
        from,
        to,
      });
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return { items: rows.map(eventOf), next: last ? writeCursor(last.occurredAt, last.id) : null };
    },
    { readOnly: true },
  );
}

function eventOf({ id, kind, name, sourceId, sender, trusted, occurredAt, receivedAt, body }: StoredEvent): TimelineEvent {
  const { properties, traits, context, previousId, groupId } = JSON.parse(body);
  return {
    id,
    kind,
    name,
    sourceId,
    sender,
    trusted,
    occurredAt: occurredAt.toISOString(),
    receivedAt: receivedAt.toISOString(),
    // One place to look, whatever the call names it.
    properties: { ...traits, ...properties, ...(previousId && { previousId }), ...(groupId && { groupId }) },
    context: context ?? {},
  };
}
