/** Where customers meet us, by the departments that meet them: whose it is, how good, at what cost, and what is open. */
import { customerName, defineRoute, id, instant, pageOf, pageQuery, z } from '#platform/contract';
import { refusals } from './refusals.ts';
import { feedback } from './voice.ts';

const named = z.object({ id, name: z.string() });
/** Someone who answers for something; `active` is false once they left: then nobody does. */
const answering = named.extend({ active: z.boolean() });
const words = z.array(z.string().trim().min(1).max(200)).max(50).default([]);

/** What belongs to a touchpoint: whatever fits any of these. What fits several touchpoints belongs to the first of them. */
export const touchpointRule = z.strictObject({
  /** Conversations and words by their channel: `email`, `chat`, `review` … */
  channels: words,
  /** Moments by their kind. */
  kinds: words,
  /** Words by the event that carried them: `Survey Answered` … */
  events: words,
  /** Words by the page, survey or place they name. */
  places: words,
  /** Words by the product they speak of. */
  products: words,
  /** Words by theme. A conversation belongs where its words do. */
  themes: z.array(id).max(50).default([]),
});
export type TouchpointRule = z.infer<typeof touchpointRule>;

export const touchpoint = z.object({
  id,
  name: z.string(),
  rule: touchpointRule,
  /** Null: nobody. */
  owner: answering.nullable(),
  /** How much of its quality is what customers say, 0 to 1; the rest is the latest audit. */
  voiceWeight: z.number(),
});
export type Touchpoint = z.infer<typeof touchpoint>;

const touchpointWords = z.strictObject({
  name: z.string().trim().min(1).max(120),
  rule: touchpointRule,
  ownerId: id.nullable().default(null),
  voiceWeight: z.number().min(0).max(1).default(0.5),
});
const touchpointParams = z.object({ touchpointId: id });

export const listTouchpoints = defineRoute({
  id: 'measure.list_touchpoints',
  method: 'GET',
  path: '/api/measure/touchpoints',
  summary: 'Where customers meet us, in the order in which they are asked what belongs to them',
  access: { action: 'measure.read' },
  reply: z.object({
    items: z.array(touchpoint),
    /** What was seen, to choose from. */
    seen: z.object({
      channels: z.array(z.string()),
      kinds: z.array(z.string()),
      events: z.array(z.string()),
      places: z.array(z.string()),
      products: z.array(z.string()),
      themes: z.array(named),
    }),
  }),
  refusals: [refusals.too_heavy],
});
export const createTouchpoint = defineRoute({
  id: 'measure.create_touchpoint',
  method: 'POST',
  path: '/api/measure/touchpoints',
  summary: 'Name a place where customers meet us; it comes last in the order',
  access: { action: 'measure.write' },
  body: touchpointWords,
  status: 201,
  reply: touchpoint,
  refusals: [refusals.touchpoint_exists, refusals.too_many_touchpoints, refusals.no_such_owner, refusals.no_such_theme],
});
export const changeTouchpoint = defineRoute({
  id: 'measure.change_touchpoint',
  method: 'PUT',
  path: '/api/measure/touchpoints/{touchpointId}',
  summary: 'Change what belongs to a touchpoint, who answers for it, or what its quality is made of',
  access: { action: 'measure.write' },
  params: touchpointParams,
  body: touchpointWords,
  reply: touchpoint,
  refusals: [refusals.no_such_touchpoint, refusals.touchpoint_exists, refusals.no_such_owner, refusals.no_such_theme],
});
export const removeTouchpoint = defineRoute({
  id: 'measure.remove_touchpoint',
  method: 'DELETE',
  path: '/api/measure/touchpoints/{touchpointId}',
  summary: 'Take a touchpoint away; what belonged to it belongs to the next that fits. Its audits stay',
  access: { action: 'measure.write' },
  params: touchpointParams,
  refusals: [refusals.no_such_touchpoint],
});
export const orderTouchpoints = defineRoute({
  id: 'measure.order_touchpoints',
  method: 'PUT',
  path: '/api/measure/touchpoints',
  summary: 'Put them in order: what fits several belongs to the first',
  access: { action: 'measure.write' },
  body: z.strictObject({ order: z.array(id).max(100) }),
  reply: z.object({ order: z.array(id) }),
  refusals: [refusals.not_their_order],
});
export const ownCell = defineRoute({
  id: 'measure.own_cell',
  method: 'PUT',
  path: '/api/measure/touchpoints/{touchpointId}/departments/{departmentId}',
  summary: 'Say who answers for what a department does at a touchpoint; null: nobody',
  access: { action: 'measure.write' },
  params: z.object({ touchpointId: id, departmentId: id }),
  body: z.strictObject({ ownerId: id.nullable() }),
  reply: z.object({ owner: answering.nullable() }),
  refusals: [refusals.no_such_touchpoint, refusals.no_such_department, refusals.no_such_owner],
});

// ── the matrix ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

const span = {
  /** Included; thirty days ago when left out. */
  from: instant.optional(),
  /** Excluded; now when left out. */
  to: instant.optional(),
};

const figures = z.object({
  /** Moments open now, whenever they began. */
  open: z.number(),
  /** Conversations that began in the span. */
  conversations: z.number(),
  /** Of these, opened by a rule: somebody should have turned to a customer. */
  detected: z.number(),
  /** Of these, answered by a human. */
  engaged: z.number(),
  /** What customers said in the span, and of how much the mood could be told. */
  said: z.number(),
  known: z.number(),
  /** 50 × (1 + mean sentiment of the known), 0 to 100. */
  voice: z.number().nullable(),
  /** Goodwill given in conversations that began in the span. */
  goodwill: z.array(z.object({ currency: z.string(), amount: z.number() })),
  /** Hours in which these conversations were open. */
  openHours: z.number(),
});
export type MatrixFigures = z.infer<typeof figures>;

const quality = z.object({
  /** 0 to 100; null when there is nothing to make it of. */
  score: z.number().nullable(),
  /** What it was made of: with one part missing, the other stands alone. */
  of: z.enum(['both', 'voice', 'audit', 'nothing']),
});

const cell = figures.extend({
  /** Null: of what no department answers for. */
  department: id.nullable(),
  owner: answering.nullable(),
  /** Nobody who can still act answers for it. Of `no department` and `no touchpoint`: and something is there. */
  unowned: z.boolean(),
  quality,
});
export type MatrixCell = z.infer<typeof cell>;

/** The latest audit of ours that looked at a touchpoint. */
const auditScore = z.object({
  score: z.number(),
  sheet: id,
  template: z.string(),
  on: z.iso.date(),
  answered: z.number().int(),
  critical: z.boolean(),
});

const row = z.object({
  /** Null: of what belongs to no touchpoint. */
  touchpoint: touchpoint.nullable(),
  audit: auditScore.nullable(),
  /** One for each department, in their order, and last one for none. */
  cells: z.array(cell),
  total: figures.extend({ quality }),
});
export type MatrixRow = z.infer<typeof row>;

export const readMatrix = defineRoute({
  id: 'measure.touchpoint_matrix',
  method: 'GET',
  path: '/api/measure/touchpoints/matrix',
  summary: 'Touchpoint by department: owner, quality, cost, open moments; each moment and each word is in one cell',
  access: { action: 'measure.read' },
  query: z.strictObject(span),
  reply: z.object({
    from: instant,
    to: instant,
    departments: z.array(named),
    /** One for each touchpoint, in their order, and last one for none. */
    rows: z.array(row),
    /** Of each department, and last of none. */
    columns: z.array(figures),
    total: figures,
    /** How each figure is made, in words. */
    methods: z.object({ open: z.string(), voice: z.string(), audit: z.string(), quality: z.string(), cost: z.string() }),
    /** False while conversations are counted for the first time, or anew: a part of them is missing. */
    whole: z.boolean(),
  }),
  refusals: [refusals.too_heavy],
});

export const missedWhys = ['outside_hours', 'capped', 'nobody_fits', 'nobody_here', 'in_queue', 'with_owner', 'settled'] as const;
export const cellLists = ['open', 'begun', 'engaged', 'missed'] as const;
const place = {
  /** A touchpoint's id, or `none`; of every one when left out. */
  touchpoint: z.union([id, z.literal('none')]).optional(),
  department: z.union([id, z.literal('none')]).optional(),
  ...span,
};

/** Whoever is behind a list of a cell, a row, a column or all of it. */
export const cellFigure = z.strictObject({ ...place, list: z.enum([...cellLists, 'said']).default('open') });
export type CellFigure = z.infer<typeof cellFigure>;

const listed = z.object({
  moment: id,
  no: z.number().int(),
  person: z.object({ id, name: customerName }).nullable(),
  channel: z.string(),
  kind: z.string(),
  openedAt: instant,
  /** `open`, or how it was settled. */
  outcome: z.string(),
  owner: z.object({ kind: z.enum(['employee', 'queue', 'unknown']), name: z.string() }),
  answered: z.boolean(),
  /**
   * Why nobody turned to them: it waits in a queue (came outside of our hours; everybody who was here had their hands full; nobody
   * who was here has the skill or the language; nobody was here; or it was put there), its owner has not answered, or it was settled
   * without. Null: somebody did.
   */
  missed: z.enum(missedWhys).nullable(),
  emotion: z.string(),
  openHours: z.number(),
  goodwill: z.array(z.object({ currency: z.string(), amount: z.number() })),
});
export type CellConversation = z.infer<typeof listed>;

export const listCell = defineRoute({
  id: 'measure.list_cell',
  method: 'GET',
  path: '/api/measure/touchpoints/conversations',
  summary: 'The conversations behind a figure of the matrix: open now, begun in the span, detected and engaged or missed',
  access: { action: 'measure.read' },
  query: z.strictObject({
    ...place,
    which: z.enum(cellLists).default('open'),
    limit: pageQuery.limit,
    offset: z.coerce.number().int().min(0).max(100_000).default(0),
  }),
  reply: z.object({ items: z.array(listed), total: z.number().int() }),
  refusals: [refusals.too_heavy],
});

export const saidInCell = defineRoute({
  id: 'measure.said_in_cell',
  method: 'GET',
  path: '/api/measure/touchpoints/said',
  summary: 'The words behind the quality of a cell, newest first',
  access: { action: 'measure.read' },
  query: z.strictObject({ ...place, ...pageQuery }),
  reply: pageOf(feedback).extend({ total: z.number().int() }),
  refusals: [refusals.too_heavy],
});

export const exportQuality = defineRoute({
  id: 'measure.export_quality',
  method: 'GET',
  path: '/api/measure/touchpoints/quality.csv',
  summary: 'What quality is made of, one line a record of voice or an audit, with its weight; at most 200,000 records',
  access: { action: 'customers.export' },
  query: z.strictObject(place),
  stream: 'text/csv; charset=utf-8',
  refusals: [refusals.too_heavy],
});

export const hole = z.object({
  kind: z.enum(['touchpoint', 'metric', 'theme', 'scenario', 'journey']),
  id,
  name: z.string(),
  /** Who answered for it before they left; null when nobody ever did. */
  left: z.string().nullable(),
});
export type Hole = z.infer<typeof hole>;

export const listHoles = defineRoute({
  id: 'measure.ownership_holes',
  method: 'GET',
  path: '/api/measure/ownership/holes',
  summary: 'Touchpoints, metrics, themes, scenarios and kept journeys nobody answers for, also because whoever did has left',
  access: { action: 'measure.read' },
  reply: z.object({ items: z.array(hole) }),
});
