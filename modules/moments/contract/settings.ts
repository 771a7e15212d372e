/** How care is organised: queues, who takes part, macros, saved views, goodwill. */
import { refusals as customers } from '#customers/contract';
import { defineRoute, id, instant, z } from '#platform/contract';
import { momentFilter } from './moments.ts';
import { refusals } from './refusals.ts';

const one = z.object({ id });
const name = z.string().trim().min(1).max(120);
const word = z.string().trim().min(1).max(60);

export const queue = z.object({
  id,
  name: z.string(),
  standard: z.boolean(),
  /** Who answers for what waits here; null only while there is nobody who could be named. */
  accountable: z.object({ id, name: z.string() }).nullable(),
  teamId: id.nullable(),
  returnMinutes: z.number().int(),
  waiting: z.number().int(),
  /** Since when its oldest moment has waited without a person. */
  oldestSince: instant.nullable(),
});
export type Queue = z.infer<typeof queue>;

export const listQueues = defineRoute({
  id: 'moments.queues',
  method: 'GET',
  path: '/api/moments/queues',
  summary: 'Queues with what waits in them',
  access: { action: 'moments.read' },
  reply: z.object({ items: z.array(queue) }),
});

const queueFields = {
  accountableId: id.optional(),
  teamId: id.nullable().optional(),
  returnMinutes: z.number().int().min(1).max(10_080).optional(),
};

export const createQueue = defineRoute({
  id: 'moments.create_queue',
  method: 'POST',
  path: '/api/moments/queues',
  summary: 'Make a queue; somebody answers for it',
  access: { action: 'moments.write' },
  body: z.strictObject({ name, ...queueFields }),
  reply: queue,
  status: 201,
  refusals: [refusals.name_taken, refusals.no_such_employee],
});

export const changeQueue = defineRoute({
  id: 'moments.change_queue',
  method: 'PATCH',
  path: '/api/moments/queues/{id}',
  summary: 'Change a queue, or archive an empty one',
  access: { action: 'moments.write' },
  params: one,
  body: z.strictObject({
    name: name.optional(),
    ...queueFields,
    standard: z.literal(true).optional(),
    archived: z.literal(true).optional(),
  }),
  reply: queue,
  refusals: [
    refusals.no_such_queue,
    refusals.name_taken,
    refusals.no_such_employee,
    refusals.standard_queue_stays,
    refusals.queue_in_use,
  ],
});

export const agent = z.object({
  id,
  name: z.string(),
  able: z.boolean(),
  taking: z.boolean(),
  routed: z.boolean(),
  capacity: z.number().int(),
  load: z.number().int(),
  skills: z.array(z.string()),
  languages: z.array(z.string()),
  senior: z.boolean(),
});

export const listAgents = defineRoute({
  id: 'moments.agents',
  method: 'GET',
  path: '/api/moments/agents',
  summary: 'Who could own moments: who is able, who has room, what they know',
  access: { action: 'moments.read' },
  reply: z.object({ items: z.array(agent) }),
});

export const changeAgent = defineRoute({
  id: 'moments.change_agent',
  method: 'PATCH',
  path: '/api/moments/agents/{id}',
  summary: 'Change what routing knows of an employee',
  access: { action: 'moments.write' },
  params: one,
  body: z.strictObject({
    routed: z.boolean().optional(),
    capacity: z.number().int().min(0).max(1_000).optional(),
    skills: z.array(word).max(50).optional(),
    languages: z.array(z.string().max(35)).max(20).optional(),
    senior: z.boolean().optional(),
  }),
  reply: agent,
  refusals: [refusals.no_such_employee],
});

export const macro = z.object({
  id,
  name: z.string(),
  text: z.string(),
  /** Who wrote it as it stands, and when. */
  changedBy: z.string(),
  changedAt: instant,
});

export const listMacros = defineRoute({
  id: 'moments.macros',
  method: 'GET',
  path: '/api/moments/macros',
  summary: 'Texts with variables, such as {{customer.name}}',
  access: { action: 'moments.read' },
  reply: z.object({ items: z.array(macro) }),
});

export const saveMacro = defineRoute({
  id: 'moments.create_macro',
  method: 'POST',
  path: '/api/moments/macros',
  summary: 'Keep a text for everybody',
  access: { action: 'moments.own' },
  body: z.strictObject({ name, text: z.string().trim().min(1).max(20_000) }),
  reply: macro,
  status: 201,
  refusals: [refusals.name_taken],
});

export const changeMacro = defineRoute({
  id: 'moments.change_macro',
  method: 'PATCH',
  path: '/api/moments/macros/{id}',
  summary: 'Change a kept text; what was said with it stays as it was said',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({ name: name.optional(), text: z.string().trim().min(1).max(20_000).optional() }),
  reply: macro,
  refusals: [refusals.no_such_macro, refusals.name_taken],
});

export const deleteMacro = defineRoute({
  id: 'moments.delete_macro',
  method: 'DELETE',
  path: '/api/moments/macros/{id}',
  summary: 'Let a text go',
  access: { action: 'moments.own' },
  params: one,
  refusals: [refusals.no_such_macro],
});

export const renderMacro = defineRoute({
  id: 'moments.render_macro',
  method: 'POST',
  path: '/api/moments/macros/{id}/render',
  summary: "A macro with this moment's names in place of its variables",
  access: { action: 'moments.read' },
  params: one,
  body: z.strictObject({ moment: id }),
  reply: z.object({ text: z.string(), missing: z.array(z.string()) }),
  refusals: [refusals.no_such_macro, refusals.no_such_moment],
});

export const savedView = z.object({
  id,
  name: z.string(),
  shared: z.boolean(),
  filter: z.object(momentFilter).partial(),
});

export const listViews = defineRoute({
  id: 'moments.views',
  method: 'GET',
  path: '/api/moments/views',
  summary: 'My saved views, and those for everybody',
  access: { action: 'moments.read' },
  reply: z.object({ items: z.array(savedView) }),
});

export const saveView = defineRoute({
  id: 'moments.create_view',
  method: 'POST',
  path: '/api/moments/views',
  summary: 'Keep a view of the inbox',
  access: { action: 'moments.own' },
  body: z.strictObject({ name, shared: z.boolean().default(false), filter: z.strictObject(momentFilter).partial() }),
  reply: savedView,
  status: 201,
  refusals: [refusals.employee_needed, customers.no_such_customer, customers.erased],
});

export const deleteView = defineRoute({
  id: 'moments.delete_view',
  method: 'DELETE',
  path: '/api/moments/views/{id}',
  summary: 'Let a view go',
  access: { action: 'moments.own' },
  params: one,
  refusals: [refusals.no_such_view],
});

const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR')
  .meta({ examples: ['EUR'] });
/** Minor units: cents. */
const money = z.number().int().min(1).max(100_000_000);

export const goodwillLine = z.object({
  id,
  momentId: id,
  momentNo: z.number().int(),
  employee: z.object({ id, name: z.string() }),
  amount: z.number().int(),
  currency: z.string(),
  reason: z.string(),
  state: z.enum(['given', 'asked', 'approved', 'declined']),
  at: instant,
  settledBy: z.string().nullable(),
  settledReason: z.string().nullable(),
});

export const giveGoodwill = defineRoute({
  id: 'moments.give_goodwill',
  method: 'POST',
  path: '/api/moments/{id}/goodwill',
  summary: 'Give goodwill in money, within your limit; above it, ask',
  access: { action: 'moments.own' },
  params: one,
  body: z.strictObject({
    epoch: z.number().int().min(1),
    amount: money,
    currency,
    reason: z.string().trim().min(1).max(500),
    /** Ask for approval when it is above the limit, instead of being refused. */
    ask: z.boolean().default(false),
  }),
  reply: goodwillLine,
  status: 201,
  refusals: [refusals.no_such_moment, refusals.not_yours_now, refusals.not_open, refusals.employee_needed, refusals.above_limit],
});

export const listGoodwill = defineRoute({
  id: 'moments.goodwill',
  method: 'GET',
  path: '/api/moments/goodwill',
  summary: 'The ledger of goodwill, newest first, at most 200; one moment, or what waits for approval',
  access: { action: 'moments.read' },
  query: z.strictObject({ moment: id.optional(), state: z.enum(['given', 'asked', 'approved', 'declined']).optional() }),
  reply: z.object({ items: z.array(goodwillLine) }),
});

export const settleGoodwill = defineRoute({
  id: 'moments.settle_goodwill',
  method: 'POST',
  path: '/api/moments/goodwill/{id}/settle',
  summary: 'Approve or decline what was asked for; never by whoever asked',
  access: { action: 'moments.lead' },
  params: one,
  body: z.strictObject({ verdict: z.enum(['approved', 'declined']), reason: z.string().trim().max(500).default('') }),
  reply: goodwillLine,
  refusals: [refusals.no_such_goodwill, refusals.own_approval, refusals.employee_needed],
});

export const limit = z.object({
  /** A role's name, or an employee's id. */
  who: z.string(),
  currency: z.string(),
  perMoment: z.number().int(),
  perPeriod: z.number().int(),
  periodDays: z.number().int(),
});

export const listLimits = defineRoute({
  id: 'moments.limits',
  method: 'GET',
  path: '/api/moments/limits',
  summary: 'How much goodwill each role, or one person, may give without asking, in minor units',
  access: { action: 'moments.read' },
  reply: z.object({ items: z.array(limit) }),
});

export const setLimit = defineRoute({
  id: 'moments.set_limit',
  method: 'PUT',
  path: '/api/moments/limits',
  summary: 'Set what a role, or one person, may give',
  access: { action: 'moments.write' },
  body: z.strictObject({
    who: z.string().min(1).max(60),
    currency,
    perMoment: z.number().int().min(0),
    perPeriod: z.number().int().min(0),
    periodDays: z.number().int().min(1).max(366).default(30),
  }),
  reply: limit,
  refusals: [refusals.no_such_employee],
});

export const auditReport = defineRoute({
  id: 'moments.ownership_audit',
  method: 'GET',
  path: '/api/moments/ownership/audit',
  summary: 'Looks now: open moments without exactly one owner who is able to act. An empty list is the only good answer',
  access: { action: 'moments.read' },
  reply: z.object({
    at: instant,
    open: z.number().int(),
    breaches: z.array(z.object({ momentId: id, breach: z.string() })),
    inQueues: z.number().int(),
    oldestInQueueSince: instant.nullable(),
  }),
});

export type Agent = z.infer<typeof agent>;
export type Goodwill = z.infer<typeof goodwillLine>;
