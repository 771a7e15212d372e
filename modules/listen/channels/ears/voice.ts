/** What every public voice is to the ear that listens to it: places to look at, newest first, and perhaps a way to answer. */
import type { Html } from '#platform/html';
import type { Outbound } from '#platform/outbound';
import type { Rating } from '../../contract.ts';
import type { Carried, OutboundMessage } from '../outbound.ts';

/** One thing that somebody said in public. */
export interface Mention {
  /** The network's own name for it. */
  externalId: string;
  sender: { type: 'bluesky' | 'mastodon' | 'author'; value: string };
  /** The network vouches for who wrote it. */
  verified: boolean;
  name?: string | undefined;
  handle?: string | undefined;
  subject?: string | undefined;
  /** Either words or HTML of a stranger, which is cleaned before anybody sees it. */
  text?: string | undefined;
  html?: string | undefined;
  link?: string | undefined;
  rating?: Rating | undefined;
  language?: string | undefined;
  /** When it was said, ISO 8601. */
  occurredAt: string;
  /** When the network lists it, milliseconds: what its order goes by. Undefined when it has no time. */
  listedAt: number | undefined;
  isPublic: boolean;
  /** The conversation, when the network names it; else that of what it answers, else one of its own. */
  thread?: string | undefined;
  answers?: string | undefined;
  /** What an answer has to point at. */
  reference: Record<string, unknown>;
  details?: Record<string, string>;
}

/** A stretch of a place, newest first. */
export interface Page {
  mentions: Mention[];
  /** Where the next older stretch begins; undefined at the end. */
  next: string | undefined;
  /** Kept for the next look, once all of this was heard. */
  memo?: Record<string, string> | undefined;
  /** When other things on it were listed, where a page holds more than mentions: its order goes by them too. */
  listed?: number[];
}

export interface Place {
  name: string;
  page(cursor: string | undefined, memo: Record<string, string>): Promise<Page>;
}

/** What the other side told of itself, kept between looks. */
export interface Learned {
  /** Who we are there: our own words are not heard. */
  me?: string;
  handle?: string;
  /** Most characters of an answer. */
  limit?: number;
  /** How the server's own accounts are named to the world. */
  domain?: string;
}

export interface Listening {
  workspaceId: string;
  channelId: string;
  settings: Record<string, unknown>;
  secret: string;
  learned: Learned;
}

export interface Opened {
  learned: Learned;
  places: Place[];
}

export interface Voice {
  open(listening: Listening): Promise<Opened>;
  /** Posts an answer. Throws when it surely did not arrive, or may be repeated without doubling. */
  answer?(listening: Listening, to: Mention['reference'], message: OutboundMessage): Promise<Carried & { externalId?: string }>;
  /** Whether what may or may not have gone can be sent again and still stand once. */
  mayRepeat?(message: OutboundMessage, now: number): boolean;
}

export interface VoiceDeps {
  outbound: Outbound;
  html: Html;
  now(): number;
}

/** Something went wrong over there, in words for people, and when it makes sense to come back. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
  readonly status: number | undefined;
  /** Not before this instant, in milliseconds. */
  readonly notBefore: number | undefined;
  /** The other side's own word for it. */
  readonly code: string | undefined;
  constructor(message: string, more: { status?: number; notBefore?: number | undefined; code?: string | undefined } = {}) {
    super(message);
    this.status = more.status;
    this.notBefore = more.notBefore;
    this.code = more.code;
  }
}
