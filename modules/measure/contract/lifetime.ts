/** Lifetime value: what customers may be expected to buy yet, each figure with the method it came by. */
import { customerName, defineRoute, id, instant, pageQuery, z } from '#platform/contract';
import { property } from './events.ts';
import { refusals } from './refusals.ts';

export const lifetimeSetting = z.strictObject({
  /** The event that is a purchase. */
  event: z.string().trim().min(1).max(1000),
  /** The number on it that is its value. */
  property,
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .meta({ examples: ['EUR'] }),
  /** Which property names the currency; purchases in another one are left out. */
  currencyIn: property.nullable(),
  /** How far ahead purchases are counted. */
  days: z.number().int().min(7).max(1825),
  /** By how much a purchase a year away is worth less, in percent a year. */
  discount: z.number().min(0).max(100),
});
export type LifetimeSetting = z.infer<typeof lifetimeSetting>;

export const lifetimeFit = z.object({
  id,
  at: instant,
  /** How the figures came about: stands beside every one of them. */
  method: z.string(),
  setting: lifetimeSetting,
  /** Customers it was fitted on, and those of them who came back. */
  customers: z.number().int(),
  returned: z.number().int(),
  purchases: z.object({ r: z.number(), alpha: z.number(), a: z.number(), b: z.number(), logLikelihood: z.number() }),
  spending: z.object({ p: z.number(), q: z.number(), gamma: z.number(), logLikelihood: z.number() }),
  /** Between how often and how much: the method supposes that it is near nought. */
  correlation: z.number().nullable(),
  /** False: the search was stopped before it came to rest, and the figures are to be doubted. */
  settled: z.boolean(),
  /** Over everybody, in the setting's days. */
  expectedPurchases: z.number(),
  value: z.number(),
});
export type LifetimeFit = z.infer<typeof lifetimeFit>;

export const readLifetime = defineRoute({
  id: 'measure.read_lifetime',
  method: 'GET',
  path: '/api/measure/lifetime',
  summary: 'What counts as a purchase, and the last fits of lifetime value',
  access: { action: 'measure.read' },
  reply: z.object({ setting: lifetimeSetting, fits: z.array(lifetimeFit) }),
});

export const fitLifetime = defineRoute({
  id: 'measure.fit_lifetime',
  method: 'POST',
  path: '/api/measure/lifetime',
  summary: 'Fit lifetime value on the purchases there are, and keep what counts as one',
  access: { action: 'measure.write' },
  body: lifetimeSetting.meta({
    examples: [{ event: 'Order Completed', property: 'total', currency: 'EUR', currencyIn: 'currency', days: 365, discount: 10 }],
  }),
  reply: lifetimeFit,
  status: 201,
  refusals: [refusals.too_few_purchases, refusals.too_heavy],
});

/** Most valuable fifth; bought more than once, or once; less likely still a customer than not. */
export const lifetimeParts = ['all', 'best', 'returned', 'once', 'leaving'] as const;
export type LifetimePart = (typeof lifetimeParts)[number];

/** Some of the customers whom the last fit expects something of. */
export const lifetimeFigure = z.strictObject({ part: z.enum(lifetimeParts).default('all') });

export const lifetimePeople = defineRoute({
  id: 'measure.lifetime_people',
  method: 'GET',
  path: '/api/measure/lifetime/people',
  summary: 'Each customer’s expected purchases and value by the last fit, most valuable first',
  access: { action: 'measure.read' },
  query: lifetimeFigure.extend({ limit: pageQuery.limit, offset: z.coerce.number().int().min(0).max(1_000_000).default(0) }),
  reply: z.object({
    method: z.string().nullable(),
    at: instant.nullable(),
    /** Of the part that was asked for. */
    total: z.number().int(),
    people: z.array(
      z.object({
        id,
        name: customerName,
        /** Days with a purchase, the first one included. */
        purchases: z.number().int(),
        /** The chance that they are still a customer, from 0 to 1. */
        alive: z.number(),
        expectedPurchases: z.number(),
        /** Of what they are expected to buy, discounted. */
        value: z.number(),
      }),
    ),
  }),
});
