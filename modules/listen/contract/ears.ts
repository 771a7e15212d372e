/** Ears: public voices that are looked for, in feeds and on networks, and answered where that is possible. */
import { defineRefusals, defineRoute, id, instant, z } from '#platform/contract';
import { channel, channelRefusals } from './channels.ts';

export const earRefusals = defineRefusals('listen', {
  ear_url_refused: {
    status: 422,
    title: 'This address cannot be listened to',
    cure: 'Use a public http(s) address whose name resolves, or ask the operator to allow the private one (VERONA_OUTBOUND_ALLOW).',
  },
  ear_secret_needed: {
    status: 422,
    title: 'Another account needs its own password',
    cure: 'Send the app password again: the one that is kept goes only to where it was given for.',
  },
  ear_unreachable: {
    status: 422,
    title: 'Nothing could be heard there',
    cure: 'What went wrong is in "detail"; it is tried again by itself, later each time.',
  },
});

const name = z.string().trim().min(1).max(120);
const url = z.url({ protocol: /^https?$/ }).max(2_000);
const word = z.string().trim().min(1).max(100);
const words = z.array(word).max(50);
/** A place of its own to look at, each time. */
const places = z.array(word).max(10);

const common = {
  /** A moment for every mention, or only on the timeline and in reports. */
  opens: z.boolean().default(true),
  everyMinutes: z.number().int().min(1).max(1_440).default(5),
  /** What was said so long before the channel was made is heard too. */
  daysBack: z.number().int().min(0).max(30).default(0),
  /** What speaks of one of these is not heard. */
  without: words.default([]),
};
/** The same without defaults: a change says only what changes. */
const bare = <S extends z.ZodRawShape>(shape: S) =>
  Object.fromEntries(
    Object.entries(shape).map(([key, field]) => [key, (field instanceof z.ZodDefault ? field.unwrap() : field) as z.ZodType]),
  ) as unknown as { [K in keyof S]: S[K] extends z.ZodDefault<infer Inner> ? Inner : S[K] };

export const feedSettings = z.strictObject({
  ...common,
  /** RSS, Atom, RDF or JSON Feed. */
  url: url.meta({ examples: ['https://forum.example/latest.rss'] }),
  everyMinutes: z.number().int().min(5).max(1_440).default(15),
  /** Only what speaks of one of these is heard; everything when empty. */
  keywords: words.default([]),
});
export type FeedSettings = z.infer<typeof feedSettings>;

export const mastodonSettings = z.strictObject({
  ...common,
  /** The server of our account. */
  server: url.meta({ examples: ['https://mastodon.example'] }),
  /** Posts under these hashtags are heard besides those that mention us. */
  hashtags: places.default([]),
});
export type MastodonSettings = z.infer<typeof mastodonSettings>;

export const blueskySettings = z.strictObject({
  ...common,
  /** The server our account signs in to. */
  server: url.default('https://bsky.social'),
  /** Our handle or DID. */
  account: z
    .string()
    .trim()
    .transform((text) => text.replace(/^@/, ''))
    .pipe(z.string().regex(/^[\w.:-]{3,253}$/, 'must be a handle such as shop.bsky.social'))
    .meta({ examples: ['shop.bsky.social'] }),
  /** Posts found by these words are heard besides those that mention, answer or quote us. */
  searches: places.default([]),
});
export type BlueskySettings = z.infer<typeof blueskySettings>;

/** A token of access, from the account's own settings over there. */
const accessToken = z.string().trim().min(1).max(1_000);
const appPassword = z.string().trim().min(1).max(200);
const one = z.object({ id });
const changed = { name: name.optional(), enabled: z.boolean().optional() };

export const createFeed = defineRoute({
  id: 'listen.create_feed',
  method: 'POST',
  path: '/api/listen/channels/feeds',
  summary: 'Listen to a feed (RSS, Atom, RDF, JSON Feed)',
  access: { action: 'listen.channels' },
  body: z.strictObject({ name, ...feedSettings.shape }),
  reply: channel,
  status: 201,
  refusals: [earRefusals.ear_url_refused],
});

export const changeFeed = defineRoute({
  id: 'listen.change_feed',
  method: 'PATCH',
  path: '/api/listen/channels/feeds/{id}',
  summary: 'Change what is heard of a feed, where it is, and how often it is looked at',
  access: { action: 'listen.channels' },
  params: one,
  body: z.strictObject({ ...changed, ...bare(feedSettings.shape) }).partial(),
  reply: channel,
  refusals: [channelRefusals.no_such_channel, earRefusals.ear_url_refused],
});

export const createMastodon = defineRoute({
  id: 'listen.create_mastodon',
  method: 'POST',
  path: '/api/listen/channels/mastodon',
  summary: 'Listen and answer on Mastodon; the access token is kept sealed and never shown',
  access: { action: 'listen.channels' },
  body: z.strictObject({ name, ...mastodonSettings.shape, accessToken }),
  reply: channel,
  status: 201,
  refusals: [earRefusals.ear_url_refused],
});

/** Another server is another account, with names of its own: that is another channel. */
const { server: _server, ...mastodonChange } = mastodonSettings.shape;

export const changeMastodon = defineRoute({
  id: 'listen.change_mastodon',
  method: 'PATCH',
  path: '/api/listen/channels/mastodon/{id}',
  summary: 'Change what is heard on Mastodon, and the access token',
  access: { action: 'listen.channels' },
  params: one,
  body: z.strictObject({ ...changed, ...bare(mastodonChange), accessToken }).partial(),
  reply: channel,
  refusals: [channelRefusals.no_such_channel],
});

export const createBluesky = defineRoute({
  id: 'listen.create_bluesky',
  method: 'POST',
  path: '/api/listen/channels/bluesky',
  summary: 'Listen and answer on Bluesky; the app password is kept sealed and never shown',
  access: { action: 'listen.channels' },
  body: z.strictObject({ name, ...blueskySettings.shape, appPassword }),
  reply: channel,
  status: 201,
  refusals: [earRefusals.ear_url_refused],
});

export const changeBluesky = defineRoute({
  id: 'listen.change_bluesky',
  method: 'PATCH',
  path: '/api/listen/channels/bluesky/{id}',
  summary: 'Change what is heard on Bluesky, the account, and its app password',
  access: { action: 'listen.channels' },
  params: one,
  body: z.strictObject({ ...changed, ...bare(blueskySettings.shape), appPassword }).partial(),
  reply: channel,
  refusals: [channelRefusals.no_such_channel, earRefusals.ear_url_refused, earRefusals.ear_secret_needed],
});

export const ear = z.object({
  channelId: id,
  lookedAt: instant.nullable(),
  /** When something was heard last, and how much in all. */
  heardAt: instant.nullable(),
  heard: z.number().int(),
  /** When it is looked at next; null while the channel is switched off. */
  nextAt: instant.nullable(),
  /** What goes wrong now, since when, and how often in a row. */
  trouble: z.object({ reason: z.string(), since: instant, failures: z.number().int() }).nullable(),
  /** Who we are there, and how long an answer may be, as the other side told it. */
  handle: z.string().nullable(),
  limit: z.number().int().nullable(),
});
export type Ear = z.infer<typeof ear>;

export const readEar = defineRoute({
  id: 'listen.read_ear',
  method: 'GET',
  path: '/api/listen/channels/ears/{id}',
  summary: 'How listening goes: when it was looked at, what was heard, what goes wrong',
  access: { action: 'listen.read' },
  params: one,
  reply: ear,
  refusals: [channelRefusals.no_such_channel],
});

export const lookNow = defineRoute({
  id: 'listen.look_now',
  method: 'POST',
  path: '/api/listen/channels/ears/{id}/look',
  summary: 'Look now, and see whether it works',
  access: { action: 'listen.channels' },
  params: one,
  reply: z.object({ heard: z.number().int() }),
  refusals: [channelRefusals.no_such_channel, earRefusals.ear_unreachable],
});
