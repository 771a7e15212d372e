/**
 * What customers do on pages of the house itself (a search in the help centre): kept in the log as any source's events are, in
 * the transaction of the room whose page it is.
 */
import type { Tx } from '#platform/postgres';
import type { Intake } from './ingest/intake.ts';

export interface OwnEvent {
  name: string;
  /** The same again, on the same day, is the same event: it counts once. */
  messageId: string;
  /** As the page knows the browser: a claim, as on any page. */
  anonymousId: string;
  /** Milliseconds since the epoch. */
  at: number;
  properties: Record<string, unknown>;
}

export function hearOwn(
  { intake }: { intake: Pick<Intake, 'keepIn'> },
  tx: Tx,
  { workspaceId, sourceId }: { workspaceId: string; sourceId: string },
  { name, messageId, anonymousId, at, properties }: OwnEvent,
): Promise<void> {
  return intake.keepIn(
    tx,
    { workspaceId, sourceId, trusted: false },
    {
      ...{ kind: 'track', name, messageId, occurredAt: at, identityToken: undefined },
      sender: { type: 'anonymous_id', value: anonymousId },
      ownDay: new Date(at).toISOString().slice(0, 10),
      body: JSON.stringify({ type: 'track', event: name, anonymousId, properties, messageId }),
    },
  );
}
