/** What goes over the socket, one JSON frame a message. Runs in the browser too. */
import { defineRefusals, z } from '#platform/contract';

export const path = '/api/realtime';

/** A subscription is named by the client: answers carry the name back. */
const id = z.string().min(1).max(64);

export const clientFrame = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('subscribe'),
    id,
    /** Exactly a topic's id: there are no patterns. */
    topic: z.string().max(100),
    key: z
      .string()
      .regex(/^[\w.:@-]{1,200}$/)
      .optional(),
    /** Where to resume: the newest cursor that was received for this topic and key. Left out: from now on. */
    cursor: z.string().max(500).optional(),
  }),
  z.strictObject({ type: z.literal('unsubscribe'), id }),
  z.strictObject({ type: z.literal('ping') }),
]);
export type ClientFrame = z.infer<typeof clientFrame>;

export type ServerFrame =
  | { type: 'subscribed'; id: string; cursor: string | null }
  /**
   * `cursor` is where to resume after this message. In the middle of a page it is still the page's beginning: a client that
   * resumes there is sent some messages twice rather than one never.
   */
  | { type: 'message'; id: string; cursor: string | null; message: unknown }
  /** Something happened that was too much to send: ask the API. Only on topics without a cursor. */
  | { type: 'changed'; id: string }
  /** With `id`: that subscription is over. Without: the frame was not understood. */
  | { type: 'error'; id?: string; code: string; detail: string }
  | { type: 'pong' };

/** Why the server closed the socket (besides RFC 6455's own codes). A client may reconnect after all but `revoked`. */
export const closeCodes = { goingAway: 1001, tooManyFrames: 1008, revoked: 4401, tooSlow: 4008 } as const;

export const refusals = defineRefusals('realtime', {
  foreign_origin: {
    status: 403,
    title: 'This page may not connect',
    cure: 'Connect from a page of the same host as the API.',
  },
  too_many_sockets: {
    status: 429,
    title: 'Too many open sockets',
    cure: 'Close other windows, or share one socket between them.',
  },
  full: { status: 503, title: 'This server holds as many sockets as it can', cure: 'Try again in a few seconds.' },
  bad_frame: {
    status: 400,
    title: 'The frame was not understood',
    cure: 'Send one of: subscribe, unsubscribe, ping, as JSON text.',
  },
  unknown_topic: { status: 404, title: 'There is no such topic', cure: 'Name a topic exactly; patterns are not topics.' },
  id_taken: { status: 409, title: 'That subscription exists', cure: 'Choose another id, or unsubscribe first.' },
  too_many_subscriptions: {
    status: 429,
    title: 'Too many subscriptions on this socket',
    cure: 'Unsubscribe from what is not shown.',
  },
  interrupted: { status: 503, title: 'The subscription broke off', cure: 'Subscribe again with the last cursor.' },
});
