/** What the reference says of the doors for SDKs. What they take is decided by `rules/read-message.ts`, which knows the Segment spec. */
import { z } from '#platform/contract';
import type { Described } from '#platform/http';
import { refusals } from '../contract.ts';
import { type Kind, kinds } from './rules/read-message.ts';

const free = z.record(z.string(), z.unknown());
/** Ids of the Segment spec: one of the two is needed. */
const common = {
  userId: z.union([z.string(), z.number()]).optional(),
  anonymousId: z.string().optional(),
  messageId: z.string().optional().describe('Made by the SDK; the same one takes effect once.'),
  timestamp: z.string().optional().describe('When it happened, ISO 8601.'),
  context: free.optional(),
};
const aBuyer = { userId: '42', messageId: 'order-1001', timestamp: '2026-01-31T09:30:00.000Z' };
const ofKind = {
  track: {
    fields: { event: z.string(), properties: free.optional() },
    example: { ...aBuyer, event: 'Order Completed', properties: { revenue: 39.9, currency: 'EUR' } },
  },
  identify: {
    fields: { traits: free.optional() },
    example: { ...aBuyer, messageId: 'profile-42', traits: { name: 'Ada', email: 'ada@casa.example' } },
  },
  page: {
    fields: { name: z.string().optional(), properties: free.optional() },
    example: { ...aBuyer, messageId: 'page-1', name: 'Pricing', properties: { url: 'https://casa.example/pricing' } },
  },
  screen: {
    fields: { name: z.string().optional(), properties: free.optional() },
    example: { ...aBuyer, messageId: 'screen-1', name: 'Basket' },
  },
  group: {
    fields: { groupId: z.union([z.string(), z.number()]), traits: free.optional() },
    example: { ...aBuyer, messageId: 'group-1', groupId: 'casa', traits: { name: 'Casa' } },
  },
  alias: { fields: { previousId: z.string() }, example: { ...aBuyer, messageId: 'alias-1', previousId: 'visitor-7' } },
} satisfies Record<Kind, { fields: z.ZodRawShape; example: Record<string, unknown> }>;

const writeKey = z.string().optional().describe('Instead of Basic auth.');
const accepted = z.object({ success: z.literal(true) });
const anyDoor = [
  refusals.unknown_write_key,
  refusals.not_json,
  refusals.unusable_event,
  refusals.intake_full,
  refusals.disk_full,
];

export const single = (kind: Kind): Described => ({
  proof: 'writeKey',
  body: z.looseObject({ ...ofKind[kind].fields, ...common, writeKey }).meta({ examples: [ofKind[kind].example] }),
  reply: accepted,
  refusals: [...anyDoor, refusals.same_id_other_content],
});

export const batch: Described = {
  proof: 'writeKey',
  body: z
    .looseObject({
      batch: z.array(z.looseObject({ type: z.enum(kinds), ...common })),
      sentAt: z.string().optional(),
      context: free.optional(),
      writeKey,
    })
    .meta({ examples: [{ batch: [{ type: 'track', ...ofKind.track.example }] }] }),
  reply: accepted.extend({
    exceptions: z
      .array(z.object({ index: z.number().int(), outcome: z.enum(['parked', 'conflict']), reason: z.string() }))
      .optional()
      .describe('Events that were kept aside, by their place in the batch. Absent when all is well.'),
  }),
  refusals: anyDoor,
};

/** Answered and not kept: whoever sends it must not send it again. */
export const selfMetrics: Described = { body: z.unknown().meta({ examples: [{ series: [] }] }), reply: accepted };

const keyInPath = z.object({ key: z.string().meta({ examples: ['vwk_browser-source'] }) });
export const settings: Described = {
  params: keyInPath,
  reply: z.looseObject({ integrations: z.record(z.string(), z.unknown()) }),
};
export const library: Described = { params: keyInPath, replyType: 'text/javascript' };
export const libraryPart: Described = {
  params: z.object({ chunk: z.string().meta({ examples: ['ajs-destination.bundle.ed53a26b6edc80c65d73.js'] }) }),
  replyType: 'text/javascript',
};
