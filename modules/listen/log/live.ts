/** The live stream: what was just committed, as much as a screen can show, with the count of the rest. */
import type { Realtime } from '#platform/realtime';
import { type LiveEvent, live } from '../contract.ts';
import type { Committed } from '../ingest/intake.ts';
import type { EventRow } from '../store/log.ts';

const everyMs = 50;
const showAtMost = 20;

interface Gathered {
  events: LiveEvent[];
  skipped: number;
}

export function streamLive(realtime: Realtime): (committed: Committed) => void {
  const gathered = new Map<string, Gathered>();
  realtime.topic(live);

  const send = (workspaceId: string) => {
    const batch = gathered.get(workspaceId);
    gathered.delete(workspaceId);
    if (batch) realtime.publish(live, workspaceId, batch);
  };

  return ({ workspaceId, rows }) => {
    let batch = gathered.get(workspaceId);
    if (!batch) {
      batch = { events: [], skipped: 0 };
      gathered.set(workspaceId, batch);
      setTimeout(send, everyMs, workspaceId).unref();
    }
    for (const row of rows) {
      if (batch.events.length < showAtMost) batch.events.push(liveOf(row));
      else batch.skipped += 1;
    }
  };
}

function liveOf(row: EventRow): LiveEvent {
  return {
    id: row.keyHash,
    kind: row.kind,
    name: row.name,
    sourceId: row.sourceId,
    sender: row.sender,
    trusted: row.trusted,
    occurredAt: new Date(row.occurredAt).toISOString(),
    receivedAt: new Date(row.receivedAt).toISOString(),
    body: row.body.slice(0, 4_000),
  };
}
