/** The body of one message, in the shape Standard Webhooks recommends: type, timestamp, data. Pure. */

export interface AcceptedEvent {
  sourceId: string;
  /** Leads to the customer for ever, whatever is merged later. */
  customerId: string;
  kind: string;
  trusted: boolean;
  occurredAt: Date;
  receivedAt: Date;
  /** The message as it was kept, JSON. */
  body: string;
}

export const typeOfKind = (kind: string): string => `event.${kind}`;

/** The event's own JSON is put in as it stands: what we tell is to the letter what we keep. */
export function messageOfEvent(event: AcceptedEvent): string {
  const { sourceId, customerId, trusted, occurredAt, receivedAt } = event;
  const about = JSON.stringify({ sourceId, customerId, trusted, receivedAt });
  const outside = JSON.stringify({ type: typeOfKind(event.kind), timestamp: occurredAt });
  return `${outside.slice(0, -1)},"data":${about.slice(0, -1)},"event":${event.body}}}`;
}

export const messageOf = (type: string, at: Date, data: unknown): string => JSON.stringify({ type, timestamp: at, data });
