/** Open channels: any way of talking that speaks signed HTTP, and text messages through a provider that speaks Twilio's API. */
import { defineRefusals, defineRoute, id, instant, z } from '#platform/contract';
import { channel, channelRefusals, rating } from './channels.ts';

export const openRefusals = defineRefusals('listen', {
  channel_unknown_key: {
    status: 404,
    title: 'No open channel answers to this key',
    cure: 'Use the key shown with the channel, and check that the channel is switched on.',
  },
  channel_signature_refused: {
    status: 401,
    title: 'The signature does not prove this message',
    cure: "Sign the exact bytes of the body with this channel's secret (Standard Webhooks), and keep the clocks within five minutes.",
  },
  channel_body_unread: {
    status: 415,
    title: 'Not a body this door can read',
    cure: 'Send application/json; a text message provider sends application/x-www-form-urlencoded.',
  },
  channel_url_refused: {
    status: 422,
    title: 'Messages cannot be sent to this address',
    cure: 'Use a public http(s) address whose name resolves, or ask the operator to allow the private one (VERONA_OUTBOUND_ALLOW).',
  },
  sms_token_needed: {
    status: 422,
    title: 'Another account or address needs its own auth token',
    cure: 'Send authToken again: the one that is kept goes only to where it was given for.',
  },
  sms_number_unknown: {
    status: 422,
    title: 'Not a number that can be dialled',
    cure: 'Give it in full, with its country: +39 06 1234 5678.',
  },
});

/** What somebody said, as the other side tells it. */
export const openMessage = z.strictObject({
  /** The other side's own id of the message: the same one twice is one message. */
  id: z.string().min(1).max(200),
  /** The other side's own name of the conversation; what we say there comes with it. */
  thread: z.string().min(1).max(200),
  from: z.strictObject({
    /** `author`: known by a name of that place alone, such as whoever wrote a review. */
    type: z.enum(['email', 'phone', 'user_id', 'anonymous_id', 'author']),
    value: z.string().trim().min(1).max(320),
    name: z.string().trim().max(200).optional(),
  }),
  /** Whether the other side vouches for who wrote: it signed them in, or the network told it. */
  verified: z.boolean().default(false),
  text: z.string().min(1).max(200_000),
  subject: z.string().max(998).optional(),
  language: z.string().max(35).optional(),
  occurredAt: instant.optional(),
  /** Of a review: the stars, where it stands, and what of ours it is about. */
  rating: rating.optional(),
  link: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  product: z.string().trim().min(1).max(200).optional(),
  version: z.string().trim().min(1).max(60).optional(),
});
export type OpenMessage = z.infer<typeof openMessage>;

export const openHeard = z.object({ outcome: z.enum(['heard', 'aside', 'again', 'conflict']) });

/** What became of a message of ours, told later. */
export const openDelivery = z.strictObject({
  /** Ours, as it went out. */
  id,
  state: z.enum(['delivered', 'failed']),
  reason: z.string().max(500).optional(),
});

const name = z.string().trim().min(1).max(120);
const url = z.url({ protocol: /^https?$/ }).max(2_000);
const prefix = z.string().regex(/^\+[1-9]\d{0,6}$/, 'must begin a number, such as +39');

export const smsSettings = z.strictObject({
  accountSid: z
    .string()
    .regex(/^AC[0-9a-fA-F]{32}$/, 'must be AC and 32 hexadecimal digits')
    .meta({ examples: ['AC00000000000000000000000000000000'] }),
  /** The number it is sent from. */
  from: z.string().trim().min(3).max(30),
  /** Any provider that speaks Twilio's API. */
  apiBase: url.default('https://api.twilio.com'),
  /** Most messages out in a day (UTC): a door that somebody pumps costs this much and no more. */
  dailyLimit: z.number().int().min(1).max(1_000_000).default(1_000),
  /** Beginnings of numbers that may be written to; those of the own country when left out. */
  prefixes: z.array(prefix).min(1).max(50).optional(),
});
export type SmsSettings = Omit<z.infer<typeof smsSettings>, 'prefixes'> & { provider: 'twilio'; prefixes: string[] };
/** What answers are over there: shown to whoever writes one, and kept. */
const answersThere = {
  /** Everybody can read them, as under a review. */
  isPublic: z.boolean(),
  /** Most characters of one; null when there is no limit. */
  limit: z.number().int().min(1).max(50_000).nullable(),
};
export interface WebhookSettings {
  provider: 'webhook';
  url: string;
  isPublic?: boolean;
  limit?: number | null;
}
export type OpenSettings = WebhookSettings | SmsSettings;

const authToken = z.string().trim().min(8).max(200);
const one = z.object({ id });

export const createOpenChannel = defineRoute({
  id: 'listen.create_open_channel',
  method: 'POST',
  path: '/api/listen/channels/open',
  summary: 'Open a channel for anything that speaks signed HTTP; the secret is shown this once',
  access: { action: 'listen.channels' },
  body: z.strictObject({ name, url, isPublic: answersThere.isPublic.default(false), limit: answersThere.limit.default(null) }),
  reply: z.object({ channel, secret: z.string() }),
  status: 201,
  refusals: [openRefusals.channel_url_refused],
});

export const changeOpenChannel = defineRoute({
  id: 'listen.change_open_channel',
  method: 'PATCH',
  path: '/api/listen/channels/open/{id}',
  summary: 'Rename an open channel, switch it on and off, or lead it elsewhere: another address gets another secret',
  access: { action: 'listen.channels' },
  params: one,
  body: z.strictObject({ name, enabled: z.boolean(), url, ...answersThere }).partial(),
  reply: z.object({ channel, secret: z.string().nullable() }),
  refusals: [channelRefusals.no_such_channel, openRefusals.channel_url_refused],
});

export const createSmsChannel = defineRoute({
  id: 'listen.create_sms_channel',
  method: 'POST',
  path: '/api/listen/channels/sms',
  summary: 'Open a channel of text messages; the auth token is kept sealed and never shown',
  access: { action: 'listen.channels' },
  body: z.strictObject({ name, ...smsSettings.shape, authToken }),
  reply: channel,
  status: 201,
  refusals: [openRefusals.sms_number_unknown],
});

export const changeSmsChannel = defineRoute({
  id: 'listen.change_sms_channel',
  method: 'PATCH',
  path: '/api/listen/channels/sms/{id}',
  summary: 'Change a channel of text messages: its account, its number, what it may cost',
  access: { action: 'listen.channels' },
  params: one,
  body: z.strictObject({
    name: name.optional(),
    enabled: z.boolean().optional(),
    accountSid: smsSettings.shape.accountSid.optional(),
    from: smsSettings.shape.from.optional(),
    apiBase: url.optional(),
    dailyLimit: z.number().int().min(1).max(1_000_000).optional(),
    prefixes: smsSettings.shape.prefixes,
    authToken: authToken.optional(),
  }),
  reply: channel,
  refusals: [channelRefusals.no_such_channel, openRefusals.sms_number_unknown, openRefusals.sms_token_needed],
});
