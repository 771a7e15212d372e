/** What listen offers: sources, the live stream, the schema catalogue, and what had to be kept aside. */
import { defineRefusals, defineRoute, defineTopic, id, instant, pageOf, pageQuery, personalMarks, z } from '#platform/contract';

export * from './contract/answering.ts';
export * from './contract/channels.ts';
export * from './contract/chat.ts';
export * from './contract/chat.ts';
export * from './contract/ears.ts';
export * from './contract/mail.ts';
export * from './contract/open.ts';
export * from './contract/surveys.ts';
export * from './contract/webhooks-in.ts';
export * from './contract/webhooks-out.ts';

export const refusals = defineRefusals('listen', {
  unknown_write_key: {
    status: 401,
    title: 'Unknown write key',
    cure: 'Use the write key of an enabled source: as user name of Basic auth, or as "writeKey" in the body.',
  },
  unusable_event: {
    status: 400,
    title: 'The event cannot be used',
    cure: 'Correct the field named in "fields"; the Segment spec says what each call needs.',
  },
  not_json: { status: 400, title: 'The body is not valid JSON', cure: 'Send a JSON object.' },
  same_id_other_content: {
    status: 409,
    title: 'This messageId was accepted before with other content',
    cure: 'Give every event a messageId of its own. The first one stands; this one is kept under Sources, Kept aside.',
  },
  intake_full: {
    status: 503,
    title: 'Too much at once',
    cure: 'Wait for the seconds in Retry-After and send it again; nothing of it was accepted.',
  },
  disk_full: {
    status: 507,
    title: 'No room for more events',
    cure: 'The operator has to make room on the disk; it goes on by itself then. Nothing of this was accepted: send it again after the seconds in Retry-After.',
  },
  no_such_source: { status: 404, title: 'No such source', cure: 'GET /api/listen/sources lists them.' },
  no_such_parked: { status: 404, title: 'Nothing kept aside under this id', cure: 'GET /api/listen/parked lists what is.' },
  reports_busy: {
    status: 503,
    title: 'Reports are being written anew',
    cure: 'What was kept aside is tried again on the way; try this again when the rebuild is over.',
  },
  still_unusable: {
    status: 422,
    title: 'It still cannot be used',
    cure: 'The reason is in "detail"; dismiss it, or correct the sender and send it anew.',
  },
});

export const sourceKind = z.enum(['server', 'browser', 'import', 'webhook', 'channel']);
export type SourceKind = z.infer<typeof sourceKind>;

export const source = z.object({
  id,
  name: z.string(),
  kind: sourceKind,
  enabled: z.boolean(),
  /** Readable only for browser sources, whose key stands in public pages anyway. */
  publicKey: z.string().nullable(),
  createdAt: instant,
  health: z.object({
    lastEventAt: instant.nullable(),
    eventsToday: z.number().int(),
    events: z.number().int(),
    keptAside: z.number().int(),
  }),
});
export type Source = z.infer<typeof source>;

export const sourceSecrets = z.object({
  /** Shown once. */
  writeKey: z.string(),
  /** Shown once; signs identity tokens (JWT, HS256, `sub` = userId). */
  identitySecret: z.string(),
});

const sourceParams = z.object({ id });
const sourceName = z.string().trim().min(1).max(120);

export const listSources = defineRoute({
  id: 'listen.list_sources',
  method: 'GET',
  path: '/api/listen/sources',
  summary: 'Sources with their health',
  access: { action: 'listen.read' },
  reply: z.object({ items: z.array(source) }),
});

export const createSource = defineRoute({
  id: 'listen.create_source',
  method: 'POST',
  path: '/api/listen/sources',
  summary: 'Add a source; its write key is shown once',
  access: { action: 'listen.write' },
  body: z.object({ name: sourceName, kind: sourceKind.exclude(['webhook', 'channel']) }),
  reply: z.object({ source, secrets: sourceSecrets }),
  status: 201,
});

export const updateSource = defineRoute({
  id: 'listen.update_source',
  method: 'PATCH',
  path: '/api/listen/sources/{id}',
  summary: 'Rename a source, or stop and start it',
  access: { action: 'listen.write' },
  params: sourceParams,
  body: z.object({ name: sourceName.optional(), enabled: z.boolean().optional() }),
  reply: source,
  refusals: [refusals.no_such_source],
});

export const rotateSourceKey = defineRoute({
  id: 'listen.rotate_source_key',
  method: 'POST',
  path: '/api/listen/sources/{id}/rotate',
  summary: 'Make a new write key and identity secret; the old ones stop at once',
  access: { action: 'listen.write' },
  params: sourceParams,
  body: z.object({}),
  reply: z.object({ source, secrets: sourceSecrets }),
  refusals: [refusals.no_such_source],
});

export const spans = ['hour', 'day', 'month'] as const;
export type Span = (typeof spans)[number];

export const sourceRates = defineRoute({
  id: 'listen.source_rates',
  method: 'GET',
  path: '/api/listen/sources/rates',
  summary: 'Events received over the last hour, day or month, a source each; sources that sent nothing are left out',
  access: { action: 'listen.read' },
  query: z.object({ span: z.enum(spans).default('hour'), sourceId: id.optional() }),
  reply: z.object({
    /** Start of the first slot. */
    from: instant,
    slotSeconds: z.number().int(),
    slots: z.number().int(),
    items: z.array(z.object({ sourceId: id, received: z.array(z.number().int()) })),
  }),
});

export const liveEvent = z.object({
  /** The same for a resend of the same event. */
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  sourceId: id,
  sender: z.object({ type: z.string(), value: z.string() }),
  trusted: z.boolean(),
  occurredAt: instant,
  receivedAt: instant,
  /** The event as it was sent, cut to 4,000 characters. */
  body: z.string(),
});
export type LiveEvent = z.infer<typeof liveEvent>;

export const recentEvents = defineRoute({
  id: 'listen.recent_events',
  method: 'GET',
  path: '/api/listen/events',
  summary: 'The newest accepted events, newest first',
  access: { action: 'personal.read' },
  query: z.object({
    ...pageQuery,
    sourceId: id.optional(),
    name: z.string().max(1000).optional(),
    kind: z.string().max(20).optional(),
    /** Part of the event's name or of its sender's identifier, whatever its case. */
    search: z.string().max(200).optional(),
  }),
  reply: pageOf(liveEvent),
});

export const live = defineTopic({
  id: 'listen.live',
  summary: 'Events as they are accepted. At more than a screen can show, a fair sample with the count of the rest.',
  action: 'personal.read',
  message: z.object({
    events: z.array(liveEvent),
    skipped: z.number().int(),
    /** By the server's clock: the reader's may be wrong. */
    sentAt: instant,
  }),
  spread: true,
});

export const reported = defineTopic({
  id: 'listen.reported',
  summary: 'Reports have taken in more of the log: the same question may have another answer now',
  action: 'listen.read',
  message: z.object({}),
});

export const parkedItem = z.object({
  id,
  sourceId: id.nullable(),
  stage: z.enum(['intake', 'conflict', 'analytics', 'identity']),
  reason: z.string(),
  field: z.string().nullable(),
  messageId: z.string().nullable(),
  body: z.string(),
  parkedAt: instant,
});

export const listParked = defineRoute({
  id: 'listen.list_parked',
  method: 'GET',
  path: '/api/listen/parked',
  summary: 'Events kept aside, with the reason, newest first',
  access: { action: 'personal.read' },
  query: z.object({ ...pageQuery, sourceId: id.optional() }),
  reply: pageOf(parkedItem),
});

export const retryParked = defineRoute({
  id: 'listen.retry_parked',
  method: 'POST',
  path: '/api/listen/parked/{id}/retry',
  summary: 'Try an event kept aside once more, as it is or corrected',
  access: { action: 'listen.write' },
  params: z.object({ id }),
  body: z.object({ body: z.string().max(64_000).optional() }),
  reply: z.object({ outcome: z.enum(['kept']) }),
  refusals: [
    refusals.no_such_parked,
    refusals.still_unusable,
    refusals.same_id_other_content,
    refusals.reports_busy,
    refusals.intake_full,
    refusals.disk_full,
  ],
});

export const dismissParked = defineRoute({
  id: 'listen.dismiss_parked',
  method: 'POST',
  path: '/api/listen/parked/{id}/dismiss',
  summary: 'Close an event kept aside without using it',
  access: { action: 'listen.write' },
  params: z.object({ id }),
  body: z.object({}),
  refusals: [refusals.no_such_parked],
});

export const settleParked = defineRoute({
  id: 'listen.settle_parked',
  method: 'POST',
  path: '/api/listen/parked/settle',
  summary:
    'Try the events kept aside once more, or close them, a hundred at a time; go on from "next" until it is null. One whose messageId was taken is never retried here: as an event of its own it would count twice',
  access: { action: 'listen.write' },
  body: z.object({
    how: z.enum(['retry', 'dismiss']),
    sourceId: id.optional(),
    /** `next` of the answer before. */
    after: z.string().max(200).optional(),
  }),
  reply: z.object({
    settled: z.number().int(),
    /** Still cannot be used, or wait for somebody's decision; they stay where they are, each with its reason. */
    left: z.number().int(),
    next: z.string().nullable(),
  }),
  refusals: [refusals.reports_busy, refusals.intake_full, refusals.disk_full],
});

export const schemaEvent = z.object({
  name: z.string(),
  kind: z.string(),
  seen: z.number().int(),
  firstSeen: instant,
  lastSeen: instant,
  /** Events a day, oldest first, for the last 30 days that had any. */
  days: z.array(z.object({ day: z.string(), seen: z.number().int() })),
  sourceIds: z.array(id),
});

export const schema = defineRoute({
  id: 'listen.schema',
  method: 'GET',
  path: '/api/listen/schema',
  summary: 'Every event ever seen, with volume, first and last time, learnt from traffic',
  access: { action: 'listen.read' },
  query: z.object({ search: z.string().max(200).optional() }),
  reply: z.object({ items: z.array(schemaEvent) }),
});

export const schemaProperty = z.object({
  property: z.string(),
  types: z.array(z.object({ type: z.string(), seen: z.number().int() })),
  /** Of what customers sent: null to whoever may not see personal data. */
  example: z.string().nullable().register(personalMarks, { mark: 'withheld' }),
  firstSeen: instant,
  lastSeen: instant,
});

export const schemaOfEvent = defineRoute({
  id: 'listen.schema_of_event',
  method: 'GET',
  path: '/api/listen/schema/{name}',
  summary: 'Properties of one event: types, how often, an example',
  access: { action: 'listen.read' },
  params: z.object({ name: z.string().min(1).max(1000) }),
  reply: z.object({ name: z.string(), properties: z.array(schemaProperty) }),
});

export const overview = defineRoute({
  id: 'listen.overview',
  method: 'GET',
  path: '/api/listen/overview',
  summary: 'How much is heard: today, in the last minute, kept aside, and how far reports lag behind',
  access: { action: 'listen.read' },
  reply: z.object({
    eventsToday: z.number().int(),
    eventsLastMinute: z.number().int(),
    events: z.number().int(),
    keptAside: z.number().int(),
    sources: z.number().int(),
    /** Seconds between the newest event kept and the newest one in reports. */
    reportsLagSeconds: z.number(),
  }),
});

export * from './import/contract.ts';
export * from './mapping/contract.ts';
export * from './reports/contract.ts';
