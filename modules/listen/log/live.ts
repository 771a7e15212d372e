/** The live stream: what was just committed, as much as a screen can show, with the count of the rest. */
import type { Realtime } from '#platform/realtime';
import { type LiveEvent, live } from '../contract.ts';
import type { Committed } from '../ingest/intake.ts';
import { createFairSample, type FairSample } from '../rules/fair-sample.ts';
import type { EventRow } from '../store/log.ts';

const everyMs = 50;
const showAtMost = 20;

interface Gathering {
  sample: FairSample<EventRow>;
  sentAt: number;
  timer: NodeJS.Timeout | undefined;
}

/** A lone event leaves at once; a flood leaves every 50 ms. */
export function streamLive(realtime: Realtime, now: () => number): (committed: Committed) => void {
  const gatherings = new Map<string, Gathering>();
  realtime.topic(live);

  const send = (workspaceId: string, gathering: Gathering) => {
    const { items, skipped } = gathering.sample.take();
    gathering.sample = createFairSample(showAtMost);
    gathering.timer = undefined;
    gathering.sentAt = now();
    const sentAt = new Date(gathering.sentAt).toISOString();
    realtime.publish(live, workspaceId, { events: items.map(liveOf), skipped, sentAt });
  };

  return ({ workspaceId, rows }) => {
    if (rows.length === 0) return;
    const gathering = gatherings.get(workspaceId) ?? {
      sample: createFairSample<EventRow>(showAtMost),
      sentAt: 0,
      timer: undefined,
    };
    gatherings.set(workspaceId, gathering);
    for (const row of rows) gathering.sample.add(row, `${row.sourceId} ${row.kind} ${row.name}`);
    if (gathering.timer) return;
    const wait = gathering.sentAt + everyMs - now();
    if (wait <= 0) send(workspaceId, gathering);
    else gathering.timer = setTimeout(send, Math.min(wait, everyMs), workspaceId, gathering).unref();
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
