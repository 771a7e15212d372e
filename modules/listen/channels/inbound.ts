/** A message as every channel hands it over, whatever it came in. */
import { instant, z } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { type ChannelKind, rating } from '../contract/channels.ts';

export const attachment = z.strictObject({
  fileId: z.uuid(),
  name: z.string().max(255),
  type: z.string().max(255),
  size: z.number().int().min(0),
});
export type Attachment = z.infer<typeof attachment>;

/** What wrote it. Only a human's words call for an answer. */
const nature = z.enum(['human', 'auto_reply', 'bounce', 'feedback', 'bulk']);
export type Nature = z.infer<typeof nature>;

export const inboundMessage = z.strictObject({
  channelId: z.uuid(),
  /** The channel's own name for the message: the same one twice is one message. */
  externalId: z.string().min(1).max(1_000),
  /** Names of the conversation it may belong to, best first: a chat, a reply address's thread, ids of earlier mails. */
  thread: z.array(z.string().min(1).max(1_000)).max(100),
  sender: z.strictObject({
    /** People of a public network are named by it: a DID, an account with its server, an author. */
    type: z.enum(['email', 'anonymous_id', 'user_id', 'phone', 'bluesky', 'mastodon', 'author']),
    value: z.string().min(1).max(320),
  }),
  /** Whether the channel vouches for the sender: an aligned signature, an identity token, the carrier. */
  senderVerified: z.boolean(),
  senderName: z.string().max(200).optional(),
  /** What people call the sender there: `@ann@mastodon.example`. Kept as a fact about them, under `username`. */
  handle: z.string().max(320).optional(),
  subject: z.string().max(998).optional(),
  /** What they wrote, without what they quoted. */
  text: z.string().max(200_000),
  quoted: z.string().max(200_000).optional(),
  /** Sanitised already. */
  html: z.string().max(1_000_000).optional(),
  attachments: z.array(attachment).max(100),
  occurredAt: instant,
  nature,
  /** Why it must not be trusted or answered; absent when nothing speaks against it. */
  suspicious: z.string().max(500).optional(),
  /** BCP 47, when known. */
  language: z.string().max(35).optional(),
  /** Where it stands, to go and see. */
  link: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  /** Stars. */
  rating: rating.optional(),
  /** Everybody can read it, and what we answer there. */
  isPublic: z.boolean().optional(),
  /** It opens no moment: it is on the customer's timeline and in reports, and goes on what its conversation opened before. */
  onlyRecorded: z.boolean().optional(),
  /** False when there is no way to answer where it was said. */
  answerable: z.boolean().optional(),
  details: z.record(z.string(), z.json()),
});
export type InboundMessage = z.infer<typeof inboundMessage>;

/** The message as kept: under its own id, by a sender the log knows. */
export interface HeardMessage extends InboundMessage {
  id: string;
  senderNo: string;
  channelKind: ChannelKind;
}

/** Takes a message in, inside the transaction that keeps it. Throwing keeps it aside. */
export type HearMessage = (tx: Tx, workspaceId: string, message: HeardMessage) => Promise<void>;
