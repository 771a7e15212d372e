/** Posts of Bluesky (`app.bsky.feed.post`), as far as we read and write them. Pure. */
import { z } from '#platform/contract';
import type { Mention } from '../voice.ts';

const strong = z.object({ uri: z.string().min(1), cid: z.string().min(1) });
const author = z.object({ did: z.string().min(1), handle: z.string().default(''), displayName: z.string().nullish() });
const record = z.object({
  text: z.string().default(''),
  createdAt: z.string().optional(),
  langs: z.array(z.string()).nullish(),
  reply: z.object({ root: strong, parent: strong }).nullish(),
});

/** `app.bsky.feed.defs#postView`, and a notification, which looks the same to us. */
export const post = z.object({ uri: z.string().min(1), cid: z.string().min(1), author, record, indexedAt: z.string() });
export type Post = z.infer<typeof post>;
export const notifications = z.object({
  cursor: z.string().optional(),
  notifications: z.array(z.looseObject({ reason: z.string(), indexedAt: z.string() })),
});
export const found = z.object({ cursor: z.string().optional(), posts: z.array(z.unknown()) });

/** What an answer points at: what it answers, and what all of it began with. */
export const reference = z.object({ parent: strong, root: strong });

export function toMention(told: Post, reason: string): Mention {
  const { uri, cid, author: by, record: said, indexedAt } = told;
  const listed = Date.parse(indexedAt);
  const stated = Date.parse(said.createdAt ?? indexedAt);
  const parent = { uri, cid };
  const root = said.reply?.root ?? parent;
  return {
    externalId: uri,
    sender: { type: 'bluesky', value: by.did },
    // Repositories are signed; the server checks them before it tells us.
    verified: true,
    name: by.displayName?.trim() || by.handle || by.did,
    ...(by.handle && by.handle !== 'handle.invalid' && { handle: `@${by.handle}` }),
    text: said.text,
    link: `https://bsky.app/profile/${by.did}/post/${uri.slice(uri.lastIndexOf('/') + 1)}`,
    language: said.langs?.[0],
    // Its author's clock may say anything.
    occurredAt: new Date(Math.min(Number.isNaN(stated) ? listed : stated, listed)).toISOString(),
    listedAt: listed,
    isPublic: true,
    thread: `${by.did} ${root.uri}`,
    reference: { parent, root } satisfies z.infer<typeof reference>,
    details: { reason },
  };
}

/** The record that answers: threaded, with links that can be followed. */
export function answerRecord(text: string, to: z.infer<typeof reference>, createdAt: string) {
  const facets = linksIn(text);
  return {
    $type: 'app.bsky.feed.post',
    text,
    createdAt,
    reply: { root: to.root, parent: to.parent },
    ...(facets.length > 0 && { facets }),
  };
}

/** Links are marked by bytes of UTF-8 (`app.bsky.richtext.facet#byteSlice`). */
function linksIn(text: string) {
  const bytes = (part: string) => Buffer.byteLength(part);
  return [...text.matchAll(/https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/gi)].map(({ 0: uri, index }) => ({
    index: { byteStart: bytes(text.slice(0, index)), byteEnd: bytes(text.slice(0, index)) + bytes(uri) },
    features: [{ $type: 'app.bsky.richtext.facet#link', uri }],
  }));
}
