/** What we say on a channel. */
import { z } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { attachment } from './inbound.ts';

export const outboundMessage = z.strictObject({
  /** The sayer's own id of the message: said twice, it goes out once. */
  id: z.uuid(),
  channelId: z.uuid(),
  /** The conversation, by the name the channel gave it. */
  thread: z.string().min(1).max(1_000),
  to: z.strictObject({ type: z.string(), value: z.string(), name: z.string().optional() }),
  authorName: z.string().max(200),
  /** Said by the house itself, not by a person. */
  automatic: z.boolean(),
  subject: z.string().max(998).optional(),
  text: z.string().min(1).max(200_000),
  html: z.string().max(1_000_000).optional(),
  attachments: z.array(attachment).max(20),
});
export type OutboundMessage = z.infer<typeof outboundMessage>;

export type DispatchState = 'queued' | 'sending' | 'sent' | 'failed' | 'unknown';

export interface Dispatched {
  id: string;
  state: DispatchState;
  reason?: string;
  /** Further names of the conversation that this message made: the Message-ID of a mail. */
  threads?: string[];
}

/** What carrying a message came to. Throwing says that it surely did not arrive, and may be tried again. */
export interface Carried {
  state: 'sent' | 'failed' | 'unknown';
  reason?: string;
  providerId?: string;
  threads?: string[];
}

/** Hears, inside the transaction, what became of a message. */
export type HearDispatch = (tx: Tx, workspaceId: string, news: Dispatched) => Promise<void>;

/**
 * Carries messages of one kind of channel. `carry` runs in a job, at least once; `at once` adapters (a chat) put the message
 * where the customer reads it in the very transaction that said it.
 */
export type Carrier =
  | { atOnce: (tx: Tx, workspaceId: string, message: OutboundMessage) => Promise<void> }
  | {
      carry: (workspaceId: string, message: OutboundMessage, attempt: number) => Promise<Carried>;
      /** What may or may not have gone can be sent again and still stand once over there. */
      mayRepeat?: (message: OutboundMessage) => boolean;
    };
