/** A message as the log tells it: on the customer's timeline, in reports, in segments. The words stay with the moment. */
import type { Message } from '../../ingest/rules/read-message.ts';
import type { InboundMessage } from '../inbound.ts';

/** The log keeps the beginning of what was said; an event may have 32 KB. */
export const maxWordsInLog = 2_000;

interface Said {
  sender: { type: string; value: string };
  subject?: string | undefined;
  text: string;
  attachments: unknown[];
  occurredAt: string;
  senderName?: string | undefined;
  nature?: InboundMessage['nature'];
}

export function messageEvent(
  name: 'Message Received' | 'Message Sent',
  id: string,
  said: Said,
  channel: { kind: string; name: string },
): Message {
  const { sender } = said;
  const properties = {
    message_id: id,
    channel: channel.name,
    channel_kind: channel.kind,
    ...(said.subject !== undefined && { subject: said.subject }),
    text: said.text.slice(0, maxWordsInLog),
    attachments: said.attachments.length,
    ...(said.nature !== undefined && { nature: said.nature }),
  };
  const who = named(sender);
  return {
    kind: 'track',
    name,
    messageId: `${name === 'Message Sent' ? 'sent' : 'heard'}:${id}`,
    sender: sender as Message['sender'],
    ownDay: said.occurredAt.slice(0, 10),
    occurredAt: Date.parse(said.occurredAt),
    body: JSON.stringify({ type: 'track', event: name, ...who, properties, messageId: id }),
    identityToken: undefined,
  };
}

/** Ids stand where the Segment spec has them; addresses are further identifiers. */
function named({ type, value }: Said['sender']) {
  if (type === 'user_id') return { userId: value };
  if (type === 'anonymous_id') return { anonymousId: value };
  return { context: { externalIds: [{ type, id: value, collection: 'users', encoding: 'none' }] } };
}
