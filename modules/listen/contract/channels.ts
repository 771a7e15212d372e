/** Channels: where customers talk with us. */
import { defineRefusals, defineRoute, id, instant, z } from '#platform/contract';

export const channelRefusals = defineRefusals('listen', {
  no_such_channel: { status: 404, title: 'No such channel', cure: 'GET /api/listen/channels lists them.' },
  chat_unknown_key: {
    status: 404,
    title: 'No chat answers to this key',
    cure: 'Use the key shown with the channel, and check that the channel is switched on.',
  },
  chat_token_refused: {
    status: 401,
    title: 'This chat is not yours, or it is over',
    cure: 'Begin anew with POST /chat/v1/{key}/sessions, and send the token it answers as "Authorization: Bearer <token>".',
  },
  chat_identity_refused: {
    status: 401,
    title: 'The identity token proves nothing',
    cure: "Sign a JWT (HS256, `sub` = your user's id, `exp` at most a day ahead) with this channel's identity secret, on your server.",
  },
  chat_origin_refused: {
    status: 403,
    title: 'This chat does not open on that site',
    cure: "Add the site's origin to the channel's allowed origins.",
  },
  no_such_chat_file: {
    status: 404,
    title: 'No such file in this chat',
    cure: 'Bring it with POST /chat/v1/files first; a file can be sent only in the chat that brought it.',
  },
  chat_too_fast: {
    status: 429,
    title: 'Too many messages at once',
    cure: 'Wait for the seconds in Retry-After and send it again under the same clientId.',
  },
  chat_no_transcript: {
    status: 409,
    title: 'There is nothing to mail, or nowhere to',
    cure: 'Leave an e-mail address in this chat first; a transcript can be had once somebody has answered.',
  },
  no_such_message: { status: 404, title: 'No such message', cure: 'GET /api/listen/messages/aside lists those kept aside.' },
  message_still_refused: {
    status: 422,
    title: 'It still cannot be taken in',
    cure: 'The reason is in "detail"; nothing of it is lost. Dismiss it, or try again when the reason is gone.',
  },
});

export const channelKind = z.enum(['web_chat', 'email', 'open', 'feed', 'mastodon', 'bluesky']);
export type ChannelKind = z.infer<typeof channelKind>;

/** Stars: so many of so many. */
export const rating = z
  .strictObject({ value: z.number().min(0).max(100), of: z.number().int().min(1).max(100) })
  .refine(({ value, of }) => value <= of, { path: ['value'], message: 'must not be more than "of"' });
export type Rating = z.infer<typeof rating>;

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #0b7285');
const origin = z
  .url()
  .max(300)
  .refine((text) => new URL(text).origin === text, 'must be an origin such as https://shop.example');

/** A question asked before the first message. */
const question = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]{0,40}$/),
  label: z.string().trim().min(1).max(200),
  kind: z.enum(['text', 'email', 'choice']),
  options: z.array(z.string().trim().min(1).max(100)).max(20).default([]),
  required: z.boolean().default(false),
});

/** How a chat looks and what it asks. Texts that are left out are the widget's own, in the visitor's language. */
export const chatSettings = z.strictObject({
  title: z.string().trim().max(80).optional(),
  greeting: z.string().trim().max(500).optional(),
  accent: colour.default('#0b7285'),
  side: z.enum(['left', 'right']).default('right'),
  questions: z.array(question).max(5).default([]),
  files: z.boolean().default(true),
  /** Sites on which it opens; any when empty. */
  origins: z.array(origin).max(50).default([]),
  /** Opens for signed-in visitors only. */
  identityNeeded: z.boolean().default(false),
  /** Answers that a visitor who left has not seen go to the address they gave as well. */
  answersByMail: z.boolean().default(true),
  /** Visitors can look for answers in the help centre, without leaving the page. */
  help: z.boolean().default(true),
  /** A calendar of the clocks: it says when somebody is back. That of the first reply to a chat when null. */
  calendar: id.nullable().default(null),
  /** After so many seconds without a sign of them, a visitor has left. */
  awaySeconds: z.number().int().min(5).max(86_400).default(90),
  /** The e-mail channel that carries them; the oldest one when null. */
  mailChannel: id.nullable().default(null),
});
export type ChatSettings = z.infer<typeof chatSettings>;

export const channel = z.object({
  id,
  kind: channelKind,
  name: z.string(),
  enabled: z.boolean(),
  sourceId: id,
  /** Stands in pages (web chat) or with a provider (open channel). */
  publicKey: z.string(),
  settings: z.record(z.string(), z.json()),
  createdAt: instant,
  /** Why nothing comes from it now, where we go and look (mailboxes, feeds, networks); null while all is well. */
  trouble: z.string().nullable(),
});
export type Channel = z.infer<typeof channel>;

const one = z.object({ id });
const name = z.string().trim().min(1).max(120);

export const listChannels = defineRoute({
  id: 'listen.list_channels',
  method: 'GET',
  path: '/api/listen/channels',
  summary: 'Channels of the workspace',
  access: { action: 'listen.read' },
  reply: z.object({ items: z.array(channel) }),
});

export const createChatChannel = defineRoute({
  id: 'listen.create_chat',
  method: 'POST',
  path: '/api/listen/channels/chats',
  summary: 'Open a web chat; the identity secret is shown this once',
  access: { action: 'listen.channels' },
  body: z.strictObject({ name, settings: chatSettings.partial().optional() }),
  reply: z.object({ channel, identitySecret: z.string() }),
  status: 201,
});

export const changeChatChannel = defineRoute({
  id: 'listen.change_chat',
  method: 'PATCH',
  path: '/api/listen/channels/chats/{id}',
  summary: 'Rename, restyle or switch a web chat on and off',
  access: { action: 'listen.channels' },
  params: one,
  body: z.strictObject({ name: name.optional(), enabled: z.boolean().optional(), settings: chatSettings.partial().optional() }),
  reply: channel,
  refusals: [channelRefusals.no_such_channel],
});

export const messageAside = z.object({
  id,
  channelId: id,
  receivedAt: instant,
  reason: z.string(),
  from: z.string(),
  subject: z.string().nullable(),
  excerpt: z.string(),
});

export const listMessagesAside = defineRoute({
  id: 'listen.list_messages_aside',
  method: 'GET',
  path: '/api/listen/messages/aside',
  summary: 'Messages that were heard and could not be taken in, newest first, at most 200',
  access: { action: 'personal.read' },
  reply: z.object({ items: z.array(messageAside) }),
});

export const retryMessageAside = defineRoute({
  id: 'listen.retry_message_aside',
  method: 'POST',
  path: '/api/listen/messages/aside/{id}/retry',
  summary: 'Take a message in that was kept aside',
  access: { action: 'listen.write' },
  params: one,
  refusals: [channelRefusals.no_such_message, channelRefusals.message_still_refused],
});

export const dismissMessageAside = defineRoute({
  id: 'listen.dismiss_message_aside',
  method: 'POST',
  path: '/api/listen/messages/aside/{id}/dismiss',
  summary: 'Let a message go that was kept aside',
  access: { action: 'listen.write' },
  params: one,
  refusals: [channelRefusals.no_such_message],
});
