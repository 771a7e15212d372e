/** From what the other side of an open channel told to a message as every channel hands it over. Pure. */
import type { OpenMessage } from '../../../contract/open.ts';
import type { InboundMessage } from '../../inbound.ts';
import { fullNumber } from './numbers.ts';

/** Undefined when it names a phone that is no number: nobody could be answered there. */
export function toMessage(channelId: string, told: OpenMessage, now: number, isPublic: boolean): InboundMessage | undefined {
  const { id, thread, from, verified, text, subject, language, occurredAt, rating, link, product, version } = told;
  const value = from.type === 'phone' ? fullNumber(from.value) : from.value;
  if (value === undefined) return undefined;
  return {
    channelId,
    externalId: id,
    thread: [thread],
    sender: { type: from.type, value },
    senderVerified: verified,
    ...(from.name && { senderName: from.name }),
    // Such an author has no other name anywhere.
    ...(from.type === 'author' && from.name && { handle: from.name }),
    ...(subject !== undefined && { subject }),
    text,
    attachments: [],
    occurredAt: occurredAt ?? new Date(now).toISOString(),
    nature: 'human',
    ...(language !== undefined && { language }),
    ...(rating && { rating }),
    ...(link !== undefined && { link }),
    isPublic,
    details: { ...(product !== undefined && { product }), ...(version !== undefined && { version }) },
  };
}
