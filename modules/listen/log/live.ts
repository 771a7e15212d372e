/** The live stream: what was just committed, as much as a screen can show, with the count of the rest. */
import type { Realtime } from '#platform/realtime';
import { type LiveEvent, live } from '../contract.ts';
import type { Committed } from '../ingest/intake.ts';
import { createFairSample, type FairSample } from '../rules/fair-sample.ts';
import type { EventRow } from '../store/keep.ts';

/** Nothing waits longer to be told than this; the console draws ten times a second. */
const everyMs = 20;
/** What eyes can follow, barely; and how much of a burst is still shown whole. */
const rowsPerSecond = 100;
const burst = 40;
const leastPlaces = 2;

interface Stream {
  /** Opened by the first event after a message left. */
  sample: FairSample<EventRow> | undefined;
  /** Places left over when the last message left. */
  spared: number;
  sentAt: number;
  timer: NodeJS.Timeout | undefined;
}

/** A lone event leaves at once, a burst whole, a flood as a sample every 20 ms. */
export function streamLive(realtime: Realtime, now: () => number): (committed: Pick<Committed, 'workspaceId' | 'rows'>) => void {
  const streams = new Map<string, Stream>();
  realtime.topic(live);

  const placesOf = ({ spared, sentAt }: Stream) => {
    const since = Math.max(0, now() - sentAt);
    return Math.max(leastPlaces, Math.min(burst, Math.floor(spared + (since * rowsPerSecond) / 1000)));
  };

  const send = (workspaceId: string, stream: Stream) => {
    stream.timer = undefined;
    if (!stream.sample) return;
    const { items, skipped, left } = stream.sample.take();
    stream.sample = undefined;
    stream.spared = left;
    stream.sentAt = now();
    const sentAt = new Date(stream.sentAt).toISOString();
    realtime.publish(live, workspaceId, { events: items.map(liveOf), skipped, sentAt });
  };

  return ({ workspaceId, rows }) => {
    if (rows.length === 0) return;
    const stream = streams.get(workspaceId) ?? { sample: undefined, spared: burst, sentAt: 0, timer: undefined };
    streams.set(workspaceId, stream);
    stream.sample ??= createFairSample<EventRow>(placesOf(stream));
    for (const row of rows) stream.sample.add(row, `${row.sourceId} ${row.kind} ${row.name}`);
    if (stream.timer) return;
    const wait = stream.sentAt + everyMs - now();
    if (wait <= 0) send(workspaceId, stream);
    else stream.timer = setTimeout(send, Math.min(wait, everyMs), workspaceId, stream).unref();
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
