/** Moments: what calls for someone, who that is, and what was said. */
import { refusals as customers } from '#customers/contract';
import { defineRoute, defineTopic, id, instant, pageOf, pageQuery, z } from '#platform/contract';
import { fileRefusals } from '#platform/files/contract';
import { clockKind } from './clocks.ts';
import { listener } from './listening.ts';
import { refusals } from './refusals.ts';

export const momentState = z.enum(['open', 'waiting_customer', 'waiting_team', 'resolved', 'checked']);
export type MomentState = z.infer<typeof momentState>;

export const party = z.object({ kind: z.enum(['employee', 'queue']), id, name: z.string() });
export type Party = z.infer<typeof party>;

/** Why an owner owns: the name of the rule and what it looked at, for one sentence. */
export const reason = z.object({ rule: z.string(), sentence: z.string() }).catchall(z.json());
export type Reason = z.infer<typeof reason>;

export const offer = z.object({
  id,
  from: z.object({ id, name: z.string() }).nullable(),
  to: z.object({ id, name: z.string() }),
  note: z.string(),
  offeredAt: instant,
  expiresAt: instant,
});

export const customerFace = z.object({
  /** Null while the customers' lane has not met them yet. */
  id: id.nullable(),
  name: z.string(),
  kind: z.enum(['person', 'organisation', 'visitor']),
  verified: z.boolean(),
  email: z.string().nullable(),
});

export const moment = z.object({
  id,
  no: z.number().int(),
  kind: z.string(),
  title: z.string(),
  state: momentState,
  openedAt: instant,
  openedBy: reason,
  customer: customerFace.nullable(),
  /** The owner; while settled, the last one. */
  owner: party,
  ownedSince: instant,
  /** Whether the owner's name is mine. */
  mine: z.boolean(),
  /** Send it with every act: a number that is no longer true is refused. */
  epoch: z.number().int(),
  offer: offer.nullable(),
  queue: z.object({ id, name: z.string() }),
  channelKind: z.string().nullable(),
  language: z.string().nullable(),
  priority: z.number().int(),
  skills: z.array(z.string()),
  labels: z.array(z.string()),
  /** Since when the customer waits for us. */
  waitingSince: instant.nullable(),
  snoozedUntil: instant.nullable(),
  /** The clock that runs out next, or ran out and is still waited for; null while none runs. */
  clock: z.object({ kind: clockKind, warnAt: instant.nullable(), dueAt: instant }).nullable(),
  preview: z.string(),
  lastSeq: z.number().int(),
  resolvedAt: instant.nullable(),
  outcome: z.string().nullable(),
  rating: z.number().int().nullable(),
  ratingComment: z.string().nullable(),
  mergedInto: id.nullable(),
  updatedAt: instant,
});
export type Moment = z.infer<typeof moment>;

export const entry = z.object({
  seq: z.number().int(),
  id,
  kind: z.enum(['in', 'out', 'note', 'event']),
  at: instant,
  channelKind: z.string().nullable(),
  author: z.object({ kind: z.enum(['customer', 'employee', 'system']), id: id.nullable(), name: z.string() }),
  subject: z.string().nullable(),
  text: z.string(),
  quoted: z.string().nullable(),
  /**
   * Sanitised; show it in a sandbox. Pictures from elsewhere stand in `data-remote-src`, as an address of this server that
   * fetches them when it is opened: nothing is fetched until then.
   */
  html: z.string().nullable(),
  files: z.array(z.object({ fileId: id, name: z.string(), type: z.string(), size: z.number().int() })),
  state: z.enum(['held', 'queued', 'sending', 'sent', 'failed', 'unknown', 'undone']).nullable(),
  stateReason: z.string().nullable(),
  /** Until when it can be undone. */
  sendAt: instant.nullable(),
  /** Why it must not be trusted. */
  suspicious: z.string().nullable(),
  nature: z.string().nullable(),
  /** A note that was taken while listening in. */
  insight: z.boolean(),
  /**
   * Of an answer in a chat, `carried: { by, to, entry }` says that it also went to somebody who had left; `entry` is the event
   * whose `state` tells what became of that mail.
   */
  details: z.record(z.string(), z.json()),
});
export type Entry = z.infer<typeof entry>;

const one = z.object({ id });
const epoch = z.number().int().min(1);
const acting = [refusals.no_such_moment, refusals.not_yours_now, refusals.not_open, refusals.employee_needed];
const text = z.string().trim().min(1).max(50_000);

export const momentFilter = {
  /** `mine`, what is offered to me, my teams' queues, waiting for the customer, everything. */
  view: z.enum(['mine', 'team', 'queue', 'waiting', 'offered', 'snoozed', 'settled', 'all']).default('all'),
  customer: id.optional(),
  owner: id.optional(),
  queue: id.optional(),
  kind: z.string().max(60).optional(),
  label: z.string().max(60).optional(),
  /** Words in what was said, or a number. */
  search: z.string().trim().max(200).optional(),
  /**
   * What changed last first, or what runs out next first (what no clock runs for comes after, oldest first;
   * what is settled, always by change).
   */
  sort: z.enum(['changed', 'due']).default('changed'),
};

export const listMoments = defineRoute({
  id: 'moments.list',
  method: 'GET',
  path: '/api/moments',
  summary: 'Moments, what changed last first, or what runs out next',
  access: { action: 'moments.read' },
  query: z.strictObject({ ...pageQuery, ...momentFilter }),
  reply: pageOf(moment),
  refusals: [customers.no_such_customer, customers.erased],
});

export const countMoments = defineRoute({
  id: 'moments.counts',
  method: 'GET',
  path: '/api/moments/counts',
  summary: 'How many stand in each view of mine; up to 1,000 each',
  access: { action: 'moments.read' },
  reply: z.object({
    mine: z.number().int(),
    team: z.number().int(),
    queue: z.number().int(),
    waiting: z.number().int(),
    offered: z.number().int(),
    snoozed: z.number().int(),
    all: z.number().int(),
  }),
});

export const getMoment = defineRoute({
  id: 'moments.get',
  method: 'GET',
  path: '/api/moments/{id}',
  summary: 'One moment: its customer, its owner and why, what is offered, how it can be answered',
  access: { action: 'moments.read' },
  params: one,
  reply: moment.extend({
    reason,
    threads: z.array(
      z.object({
        channelId: id,
        channelKind: z.string(),
        to: z.string(),
        answerable: z.boolean(),
        subject: z.string().nullable(),
        /** Everybody can read what is answered there. */
        isPublic: z.boolean(),
        /** Most characters of an answer, `prefix` included, as that place counts them; null when it sets none. */
        limit: z.number().int().nullable(),
        /** Begins every answer there: who is not named in it is not told of it. */
        prefix: z.string(),
      }),
    ),
    linked: z.array(z.object({ id, no: z.number().int(), title: z.string(), state: momentState, why: z.string() })),
    /** Other open moments of the same customer. */
    others: z.array(z.object({ id, no: z.number().int(), title: z.string(), state: momentState })),
    draft: z.string().nullable(),
    noteDraft: z.string().nullable(),
    /** Who listens in now, or waits for the customer's word. */
    listeners: z.array(listener),
    /** The last of our messages that the visitor of a chat has read, by its number here. */
    visitorRead: z.number().int().nullable(),
  }),
  refusals: [refusals.no_such_moment],
});

export const listEntries = defineRoute({
  id: 'moments.entries',
  method: 'GET',
  path: '/api/moments/{id}/entries',
  summary: 'What was said and done, in order, after a number',
  access: { action: 'moments.read' },
  params: one,
  query: z.strictObject({
    after: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(200),
  }),
  reply: z.object({ items: z.array(entry), lastSeq: z.number().int() }),
  refusals: [refusals.no_such_moment],
});

/** One stretch of the ownership band. */
export const stretch = z.object({
  owner: party,
  from: instant,
  until: instant.nullable(),
  epoch: z.number().int(),
  reason,
  by: z.string(),
});

export const readBand = defineRoute({
  id: 'moments.band',
  method: 'GET',
  path: '/api/moments/{id}/band',
  summary: 'Who owned it when, and the instants it was owned by nobody (there are none)',
  access: { action: 'moments.read' },
  params: one,
  reply: z.object({
    stretches: z.array(stretch),
    open: z.array(z.object({ from: instant, until: instant.nullable() })),
    gaps: z.array(z.object({ from: instant, until: instant })),
    /** Milliseconds owned by a queue, by people, and in all while open. */
    inQueueMs: z.number(),
    withPeopleMs: z.number(),
    openMs: z.number(),
  }),
  refusals: [refusals.no_such_moment],
});

export const openMoment = defineRoute({
  id: 'moments.open',
  method: 'POST',
  path: '/api/moments',
  summary: 'Open a moment by hand: a call, a visit, something you saw',
  access: { action: 'moments.own' },
  body: z.strictObject({
    title: z.string().trim().min(1).max(200),
    /** A customer's id or `type:value`. */
    customer: z.string().max(1_000).optional(),
    kind: z
      .string()
      .regex(/^[a-z][a-z_]{0,59}$/)
      .default('manual'),
    note: z.string().trim().max(20_000).optional(),
    priority: z.number().int().min(0).max(2).default(0),
    skills: z.array(z.string().trim().min(1).max(60)).max(20).default([]),
    queue: id.optional(),
    /** Keep it yourself instead of having it routed. */
    mine: z.boolean().default(false),
  }),
  reply: moment,
  status: 201,
  refusals: [
    refusals.no_such_queue,
    refusals.employee_needed,
    refusals.owner_unable,
    customers.no_such_customer,
    customers.erased,
  ],
});

export const reply = defineRoute({
  id: 'moments.reply',
  method: 'POST',
  path: '/api/moments/{id}/replies',
  summary: 'Answer the customer where they wrote; sent twice under one clientId, it is said once',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({
    epoch,
    clientId: z.string().min(8).max(64),
    text,
    /** The channel to answer in; the one they used last when left out. */
    channel: id.optional(),
    subject: z.string().trim().max(300).optional(),
    files: z.array(id).max(10).default([]),
    /** Articles that stand in it; their use is recorded. */
    articles: z
      .array(z.strictObject({ id, how: z.enum(['text', 'link', 'card']) }))
      .max(20)
      .default([]),
    /** Seconds in which it can be taken back before it goes. */
    undoSeconds: z.number().int().min(0).max(60).default(0),
    /** Whether we wait for the customer afterwards. */
    afterwards: z.enum(['wait', 'stay_open', 'resolve']).default('wait'),
  }),
  reply: z.object({ entry, moment }),
  status: 201,
  refusals: [...acting, refusals.no_way_to_answer, refusals.sender_not_believed, refusals.answer_too_long],
});

/** Sent as raw bytes; answers name its id in `files`. */
export const bringFile = defineRoute({
  id: 'moments.bring_file',
  method: 'POST',
  path: '/api/moments/{id}/files',
  summary: 'Bring a file that an answer will carry',
  access: { action: 'moments.own' },
  params: one,
  query: z.strictObject({ name: z.string().trim().min(1).max(255) }),
  upload: true,
  reply: z.object({ fileId: id, name: z.string(), type: z.string(), size: z.number().int(), secrets: z.array(z.string()) }),
  status: 201,
  refusals: [
    refusals.no_such_moment,
    refusals.employee_needed,
    refusals.not_open,
    fileRefusals.file_too_large,
    fileRefusals.har_unreadable,
  ],
});

export const undoReply = defineRoute({
  id: 'moments.undo',
  method: 'POST',
  path: '/api/moments/{id}/replies/{entryId}/undo',
  summary: 'Take an answer back that has not gone yet',
  access: { action: 'moments.own' },
  params: z.object({ id, entryId: id }),
  reply: entry,
  refusals: [refusals.no_such_moment, refusals.too_late_to_undo, refusals.employee_needed],
});

export const note = defineRoute({
  id: 'moments.note',
  method: 'POST',
  path: '/api/moments/{id}/notes',
  summary: 'Note something for colleagues; whoever is mentioned is told. Taken while listening in, it is an insight',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({ text, mentions: z.array(id).max(20).default([]) }),
  reply: entry,
  status: 201,
  refusals: [refusals.no_such_moment, refusals.employee_needed, refusals.no_such_employee],
});

export const offerMoment = defineRoute({
  id: 'moments.offer',
  method: 'POST',
  path: '/api/moments/{id}/offers',
  summary: 'Offer it to a colleague; it stays yours until they accept',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({
    epoch,
    to: id,
    note: z.string().trim().max(2_000).default(''),
    withinSeconds: z.number().int().min(5).max(86_400).default(120),
  }),
  reply: moment,
  status: 201,
  refusals: [...acting, refusals.no_such_employee, refusals.offer_under_way, refusals.to_oneself],
});

const answered = z.object({ id, offerId: id });

export const acceptOffer = defineRoute({
  id: 'moments.accept',
  method: 'POST',
  path: '/api/moments/{id}/offers/{offerId}/accept',
  summary: 'Accept: it is yours from this instant on. Accepting makes you present',
  access: { action: 'moments.own' },
  params: answered,
  body: z.strictObject({}).optional(),
  reply: moment,
  refusals: [
    refusals.no_such_moment,
    refusals.offer_gone,
    refusals.offer_not_yours,
    refusals.employee_needed,
    refusals.owner_unable,
  ],
});

export const declineOffer = defineRoute({
  id: 'moments.decline',
  method: 'POST',
  path: '/api/moments/{id}/offers/{offerId}/decline',
  summary: 'Decline, or withdraw an offer of yours: it stays with its owner',
  access: { action: 'moments.own' },
  params: answered,
  body: z.strictObject({ reason: z.string().trim().max(500).default('') }),
  reply: moment,
  refusals: [refusals.no_such_moment, refusals.offer_gone, refusals.offer_not_yours, refusals.employee_needed],
});

export const takeMoment = defineRoute({
  id: 'moments.take',
  method: 'POST',
  path: '/api/moments/{id}/take',
  summary: 'Take it from a queue; from a colleague only with the right to lead, and with a reason',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({ epoch, reason: z.string().trim().max(500).default('') }),
  reply: moment,
  refusals: [...acting, refusals.owner_unable, refusals.to_oneself],
});

export const releaseMoment = defineRoute({
  id: 'moments.release',
  method: 'POST',
  path: '/api/moments/{id}/release',
  summary: 'Give it back to a queue; whoever fits and has room gets it at once',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({ epoch, queue: id.optional(), reason: z.string().trim().min(1).max(500) }),
  reply: moment,
  refusals: [...acting, refusals.no_such_queue],
});

export const waitFor = defineRoute({
  id: 'moments.wait',
  method: 'POST',
  path: '/api/moments/{id}/wait',
  summary: 'Say for whom it waits: the customer, another team, or nobody any more',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({ epoch, for: z.enum(['customer', 'team', 'nobody']), note: z.string().trim().max(2_000).default('') }),
  reply: moment,
  refusals: acting,
});

export const snooze = defineRoute({
  id: 'moments.snooze',
  method: 'POST',
  path: '/api/moments/{id}/snooze',
  summary: 'Put it away until an instant, or until the customer writes; null brings it back',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({ epoch, until: instant.nullable() }),
  reply: moment,
  refusals: [...acting, refusals.not_snoozable],
});

export const resolveMoment = defineRoute({
  id: 'moments.resolve',
  method: 'POST',
  path: '/api/moments/{id}/resolve',
  summary: 'It is settled: say how',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({
    epoch,
    outcome: z.enum(['answered', 'put_right', 'not_ours', 'no_reply', 'unfounded']).default('answered'),
    note: z.string().trim().max(2_000).default(''),
  }),
  reply: moment,
  refusals: acting,
});

export const reopenMoment = defineRoute({
  id: 'moments.reopen',
  method: 'POST',
  path: '/api/moments/{id}/reopen',
  summary: 'Open a settled moment again; its last owner keeps it if they are here',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({ reason: z.string().trim().max(500).default('') }),
  reply: moment,
  refusals: [refusals.no_such_moment, refusals.still_open, refusals.employee_needed],
});

export const checkMoment = defineRoute({
  id: 'moments.check',
  method: 'POST',
  path: '/api/moments/{id}/check',
  summary: 'Somebody looked: it is truly settled (checked), or it is not and opens again',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({ verdict: z.enum(['settled', 'not_settled']), note: z.string().trim().max(2_000).default('') }),
  reply: moment,
  refusals: [refusals.no_such_moment, refusals.still_open, refusals.employee_needed],
});

export const changeMoment = defineRoute({
  id: 'moments.change',
  method: 'PATCH',
  path: '/api/moments/{id}',
  summary: 'Change title, labels, priority, skills or language',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({
    title: z.string().trim().min(1).max(200).optional(),
    labels: z.array(z.string().trim().min(1).max(60)).max(20).optional(),
    priority: z.number().int().min(0).max(2).optional(),
    skills: z.array(z.string().trim().min(1).max(60)).max(20).optional(),
    language: z.string().max(35).nullable().optional(),
  }),
  reply: moment,
  refusals: [refusals.no_such_moment, refusals.employee_needed],
});

export const mergeMoments = defineRoute({
  id: 'moments.merge',
  method: 'POST',
  path: '/api/moments/{id}/merge',
  summary: 'Make this moment part of another: its conversations and its evidence go on there',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({ epoch, into: id }),
  reply: moment,
  refusals: [...acting, refusals.not_mergeable],
});

export const splitMoment = defineRoute({
  id: 'moments.split',
  method: 'POST',
  path: '/api/moments/{id}/split',
  summary: 'Two matters in one: copies the named entries into a new moment, linked to this one',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({ epoch, title: z.string().trim().min(1).max(200), entries: z.array(id).min(1).max(200) }),
  reply: moment,
  status: 201,
  refusals: acting,
});

export const linkMoments = defineRoute({
  id: 'moments.link',
  method: 'POST',
  path: '/api/moments/{id}/links',
  summary: 'Say that two moments have to do with each other',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({ other: id, why: z.string().trim().max(300).default('') }),
  refusals: [refusals.no_such_moment, refusals.not_mergeable, refusals.employee_needed],
});

export const saveDraft = defineRoute({
  id: 'moments.draft',
  method: 'PUT',
  path: '/api/moments/{id}/draft',
  summary: 'Keep what I am writing; empty lets it go',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({ kind: z.enum(['out', 'note']).default('out'), text: z.string().max(50_000) }),
  refusals: [refusals.no_such_moment, refusals.employee_needed],
});

export const attend = defineRoute({
  id: 'moments.attend',
  method: 'POST',
  path: '/api/moments/{id}/attend',
  summary: 'I am looking at it, or typing: colleagues see it, and the customer sees that somebody types',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({ typing: z.boolean().default(false), left: z.boolean().default(false) }),
  refusals: [refusals.no_such_moment, refusals.employee_needed],
});

export const bulk = defineRoute({
  id: 'moments.bulk',
  method: 'POST',
  path: '/api/moments/bulk',
  summary: 'One act on many moments; answers what became of each',
  access: { action: 'moments.own' },
  body: z.strictObject({
    moments: z.array(z.strictObject({ id, epoch })).min(1).max(100),
    act: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('take'), reason: z.string().trim().max(500).default('') }),
      z.strictObject({ kind: z.literal('release'), queue: id.optional(), reason: z.string().trim().min(1).max(500) }),
      z.strictObject({
        kind: z.literal('resolve'),
        outcome: z.enum(['answered', 'put_right', 'not_ours', 'no_reply', 'unfounded']),
      }),
      z.strictObject({ kind: z.literal('snooze'), until: instant }),
      z.strictObject({ kind: z.literal('label'), add: z.string().trim().min(1).max(60) }),
    ]),
  }),
  reply: z.object({ items: z.array(z.object({ id, done: z.boolean(), why: z.string().nullable() })) }),
  refusals: [refusals.employee_needed],
});

/** Something about a moment changed: read it anew. */
export const momentChanged = defineTopic({
  id: 'moments.changed',
  summary: 'Moments that changed, by id; inboxes read those anew',
  action: 'moments.read',
  message: z.object({ id, epoch: z.number().int(), state: momentState, owner: id, offeredTo: id.nullable() }),
});

/** New entries of one moment (key: its id), in order, resumable by number. */
export const momentEntries = defineTopic({
  id: 'moments.entries',
  summary: 'What is said and done in one moment, in order',
  action: 'moments.read',
  message: entry,
});

/** Who looks at a moment (key: its id), who types. Gone after ten seconds without another word. */
export const momentPresence = defineTopic({
  id: 'moments.presence',
  summary: 'Who is at a moment right now: colleagues looking or typing, the customer typing or reading',
  action: 'moments.read',
  message: z.object({
    who: z.object({ kind: z.enum(['employee', 'customer']), id: id.nullable(), name: z.string() }),
    doing: z.enum(['looking', 'typing', 'left', 'read']),
    seq: z.number().int().nullable(),
  }),
});
