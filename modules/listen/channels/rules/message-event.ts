/** A message as the log tells it: on the customer's timeline, in reports, in segments. The words stay with the moment. */
import { hash } from 'node:crypto';
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
  link?: string | undefined;
  rating?: InboundMessage['rating'];
  isPublic?: boolean | undefined;
  details?: InboundMessage['details'];
}

/** Facts of a review that reports break down by. */
const reported = ['product', 'version'] as const;

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
    ...(said.link !== undefined && { link: said.link }),
    ...(said.rating && { rating: said.rating.value, rating_of: said.rating.of }),
    ...(said.isPublic && { public: true }),
    ...Object.fromEntries(reported.flatMap((key) => (said.details?.[key] === undefined ? [] : [[key, said.details[key]]]))),
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

/** What a public network calls its sender, said once by its own name: nothing that is known of them otherwise is changed. */
export function calledEvent(
  channelId: string,
  { sender, handle }: { sender: Said['sender']; handle: string },
  now: number,
): Message {
  const messageId = `called:${channelId}:${hash('sha256', JSON.stringify([sender, handle]), 'hex').slice(0, 32)}`;
  return {
    kind: 'identify',
    name: 'identify',
    messageId,
    sender: sender as Message['sender'],
    // Without a day of its own: whenever it is said again, it is the same.
    ownDay: undefined,
    occurredAt: now,
    body: JSON.stringify({ type: 'identify', ...named(sender), traits: { username: handle }, messageId }),
    identityToken: undefined,
  };
}

/** Ids stand where the Segment spec has them; addresses are further identifiers. */
function named({ type, value }: Said['sender']) {
  if (type === 'user_id') return { userId: value };
  if (type === 'anonymous_id') return { anonymousId: value };
  return { context: { externalIds: [{ type, id: value, collection: 'users', encoding: 'none' }] } };
}
