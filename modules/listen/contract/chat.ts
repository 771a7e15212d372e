/** What the widget and the chat door say to each other. Public: a token opens one chat and nothing else. */
import { id, instant, z } from '#platform/contract';

export const chatLine = z.object({
  seq: z.number().int().min(1),
  id,
  /** Given back to whoever sent it, so that it is shown once. */
  clientId: z.string().nullable(),
  author: z.enum(['visitor', 'team', 'system']),
  authorName: z.string().nullable(),
  text: z.string(),
  html: z.string().nullable(),
  files: z.array(z.object({ name: z.string(), type: z.string(), size: z.number().int(), url: z.string() })),
  at: instant,
});
export type ChatLine = z.infer<typeof chatLine>;

/** What the visitor may know of the other side. */
export const chatState = z.object({
  /** Who answers; null while nobody in person does. */
  owner: z.object({ name: z.string() }).nullable(),
  /** Somebody is there now. */
  staffed: z.boolean(),
  /** In how many seconds a human answers, as they lately did; null when nobody can say. */
  expectedSeconds: z.number().int().nullable(),
  /** When somebody is back; null while staffed, or when nobody can say. */
  backAt: instant.nullable(),
  /** The conversation was settled; a new message opens it again. */
  settled: z.boolean(),
  /** May the visitor say how it went? */
  rating: z.enum(['not_yet', 'asked', 'given']),
  /** A colleague listens in and the visitor was told, or would like to and the visitor is asked. */
  listening: z.enum(['no', 'asked', 'yes']),
});
export type ChatState = z.infer<typeof chatState>;

/** The part of it that all chats of a workspace share. */
export const staffing = chatState.pick({ staffed: true, expectedSeconds: true, backAt: true });
export type Staffing = z.infer<typeof staffing>;

export const chatLook = z.object({ name: z.string(), settings: z.record(z.string(), z.json()), staffing });
export type ChatLook = z.infer<typeof chatLook>;

const page = z.strictObject({ url: z.string().max(2_000), title: z.string().max(300).optional() });

export const chatSessionBody = z.strictObject({
  /** From before: the same chat goes on. */
  token: z.string().min(20).max(200).optional(),
  anonymousId: z.string().min(8).max(200).optional(),
  /** Signed by the site (HS256, `sub` = the user's id). Anything else in its place proves nothing and is refused as such. */
  identityToken: z.json().optional(),
  name: z.string().trim().min(1).max(200).optional(),
  email: z.email().max(254).optional(),
  locale: z.string().max(35).optional(),
  page: page.optional(),
  answers: z.record(z.string().max(41), z.string().max(1_000)).optional(),
});

export const chatSession = z.object({
  token: z.string(),
  chatId: id,
  anonymousId: z.string(),
  verified: z.boolean(),
  lastSeq: z.number().int(),
  visitorRead: z.number().int(),
  teamRead: z.number().int(),
  state: chatState,
  name: z.string(),
  /** Where an answer reaches the visitor when the page is closed, as far as they said. */
  email: z.string().nullable(),
  settings: z.record(z.string(), z.json()),
});
export type ChatSession = z.infer<typeof chatSession>;

export const chatSendBody = z.strictObject({
  clientId: z.string().min(8).max(64),
  text: z.string().trim().max(20_000),
  files: z.array(id).max(10).default([]),
});

export const chatLines = z.object({
  items: z.array(chatLine),
  lastSeq: z.number().int(),
  teamRead: z.number().int(),
  state: chatState,
});

export const chatFrameIn = z.discriminatedUnion('type', [
  /** First: whose chat, and from where on. */
  z.strictObject({ type: z.literal('hello'), token: z.string().max(200), after: z.number().int().min(0) }),
  z.strictObject({ type: z.literal('say'), ...chatSendBody.shape }),
  z.strictObject({ type: z.literal('typing') }),
  z.strictObject({ type: z.literal('read'), seq: z.number().int().min(0) }),
  z.strictObject({ type: z.literal('ping') }),
]);
export type ChatFrameIn = z.infer<typeof chatFrameIn>;

export type ChatFrameOut =
  | { type: 'welcome'; lastSeq: number; state: ChatState; teamRead: number }
  | { type: 'lines'; items: ChatLine[] }
  | { type: 'said'; clientId: string; seq: number; id: string }
  | { type: 'refused'; clientId?: string; code: string; detail: string; retryAfter?: number }
  | { type: 'state'; state: ChatState }
  | { type: 'staffing'; staffing: Staffing }
  | { type: 'typing'; name: string }
  | { type: 'read'; seq: number }
  | { type: 'pong' };
