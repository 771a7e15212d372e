/** What was promised to customers, and how a customer's value is known to routing. */
import { refusals as customers, segmentRefusals } from '#customers/contract';
import { defineRoute, id, instant, z } from '#platform/contract';
import { refusals } from './refusals.ts';

export const promise = z.object({
  id,
  momentId: id,
  momentNo: z.number().int(),
  momentTitle: z.string(),
  employee: z.object({ id, name: z.string() }),
  text: z.string(),
  madeAt: instant,
  dueAt: instant,
  /** Its time passed before it was kept. */
  missed: z.boolean(),
  outcome: z.enum(['kept', 'withdrawn']).nullable(),
  settledAt: instant.nullable(),
  settledBy: z.string().nullable(),
  note: z.string(),
});

const note = z.string().trim().max(500).default('');

export const makePromise = defineRoute({
  id: 'moments.promise',
  method: 'POST',
  path: '/api/moments/{id}/promises',
  summary: 'Promise the customer something by a time: the moment comes back before it, and to whoever promised',
  access: { action: 'moments.own' },
  params: z.object({ id }),
  body: z.strictObject({
    epoch: z.number().int().min(1),
    text: z.string().trim().min(1).max(500),
    /** Ahead, at most a year. */
    dueAt: instant,
  }),
  reply: promise,
  status: 201,
  refusals: [
    refusals.no_such_moment,
    refusals.not_yours_now,
    refusals.not_open,
    refusals.employee_needed,
    refusals.not_promisable,
  ],
});

export const listPromises = defineRoute({
  id: 'moments.promises',
  method: 'GET',
  path: '/api/moments/promises',
  summary: 'What was promised, open ones first, the nearest due first; at most 200',
  access: { action: 'moments.read' },
  query: z.strictObject({
    moment: id.optional(),
    customer: id.optional(),
    employee: id.optional(),
    state: z.enum(['open', 'all']).default('open'),
  }),
  reply: z.object({ items: z.array(promise) }),
  refusals: [customers.no_such_customer, customers.erased],
});

export const settlePromise = defineRoute({
  id: 'moments.settle_promise',
  method: 'POST',
  path: '/api/moments/promises/{id}/settle',
  summary: 'It was kept, or taken back with the customer’s knowledge: by whoever promised, owns the moment, or leads',
  access: { action: 'moments.own' },
  params: z.object({ id }),
  body: z.strictObject({ outcome: z.enum(['kept', 'withdrawn']), note }),
  reply: promise,
  refusals: [refusals.no_such_promise, refusals.promise_settled, refusals.promise_not_yours, refusals.employee_needed],
});

export const valuing = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('segment'), segment: id }),
  z.strictObject({
    by: z.literal('trait'),
    trait: z.string().trim().min(1).max(200),
    /** From this number on a customer counts in full; below it, in proportion. */
    full: z.number().positive().max(1e12),
  }),
]);

const settings = z.object({ value: valuing.nullable() });

export const readRouting = defineRoute({
  id: 'moments.routing',
  method: 'GET',
  path: '/api/moments/routing',
  summary: 'How routing knows that a customer is valued',
  access: { action: 'moments.read' },
  reply: settings,
});

export const setRouting = defineRoute({
  id: 'moments.set_routing',
  method: 'PUT',
  path: '/api/moments/routing',
  summary: 'Say how a customer’s value is known: by a segment, by a number among their traits, or not at all',
  access: { action: 'moments.write' },
  body: z.strictObject({ value: valuing.nullable() }),
  reply: settings,
  refusals: [segmentRefusals.no_such_segment],
});

export type Promised = z.output<typeof promise>;
export type Valuing = z.output<typeof valuing>;
