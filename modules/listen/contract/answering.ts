/** Who reads an answer and how long it may be, by kind of channel: the same for who refuses it and for who shows it. Pure. */
import type { ChannelKind } from './channels.ts';

export interface Answering {
  /** Feeds cannot be answered. */
  possible: boolean;
  /** Everybody can read it. */
  isPublic: boolean;
  /** Most characters, as that place counts them; null when it says nothing. */
  limit: number | null;
  /** Begins an answer there, and counts. */
  prefix: string;
}

/** Graphemes of a post on Bluesky (`app.bsky.feed.post`, maxGraphemes), and bytes. */
export const blueskyLimit = { graphemes: 300, bytes: 3_000 };
/** What Mastodon counts a link as, however long. */
const linkLength = 23;

interface Known {
  limit?: number | null | undefined;
  isPublic?: boolean | undefined;
}

/** `known`: what that place told of itself, or what it was said to be; `account`: whom it goes to, as that place names them. */
export function answeringOf(kind: ChannelKind, known: Known, account: string): Answering {
  if (kind === 'feed') return { possible: false, isPublic: true, limit: null, prefix: '' };
  if (kind === 'bluesky') return { possible: true, isPublic: true, limit: blueskyLimit.graphemes, prefix: '' };
  // Who is not named in it is not told of it.
  if (kind === 'mastodon') return { possible: true, isPublic: true, limit: known.limit ?? 500, prefix: `@${account} ` };
  if (kind === 'open') return { possible: true, isPublic: known.isPublic ?? false, limit: known.limit ?? null, prefix: '' };
  return { possible: true, isPublic: false, limit: null, prefix: '' };
}

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What people see as characters. */
export function graphemes(text: string): number {
  let count = 0;
  for (const _ of segmenter.segment(text)) count += 1;
  return count;
}

/** How long an answer is, as the place counts. */
export function answerLength(kind: string, prefix: string, text: string): number {
  if (kind !== 'mastodon') return graphemes(text);
  // Of an account only the name counts, not its server; of a link, always the same.
  const counted = `${prefix}${text}`
    .replace(/https?:\/\/[^\s<>"']+/gi, 'x'.repeat(linkLength))
    .replace(/(@[\w.-]+)@[\w.-]+/g, '$1');
  return graphemes(counted);
}

/** Why it cannot be sent so, in one sentence; undefined when it can. */
export function whyTooLong(
  kind: string,
  { limit, prefix }: Pick<Answering, 'limit' | 'prefix'>,
  text: string,
): string | undefined {
  if (limit === null) return undefined;
  const length = answerLength(kind, prefix, text);
  if (length > limit) return `It has ${length} characters; ${limit} fit there.`;
  const bytes = new TextEncoder().encode(text).length;
  if (kind === 'bluesky' && bytes > blueskyLimit.bytes) return `It has ${bytes} bytes; ${blueskyLimit.bytes} fit there.`;
  return undefined;
}
