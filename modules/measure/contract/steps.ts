/** What questions about behaviour are made of: steps, spans, and the people behind an answer. */
import { customerName, id, instant, z } from '#platform/contract';
import { filter, property, timeZone } from './events.ts';

const eventName = z.string().min(1).max(1000);

/** An event, and what it must have carried. */
export const step = z.strictObject({ event: eventName, filters: z.array(filter).max(10).default([]) });
export type Step = z.infer<typeof step>;
export { eventName, property };

export const span = {
  /** Included. */
  from: instant,
  /** Excluded. */
  to: instant,
};

/** Of a question that can be kept: whose days they are, for there "the last 30 days" begin and end. */
export const days = { ...span, timeZone };

export const minutesOf = { minute: 1, hour: 60, day: 1440 } as const;

/** A length of time; at most a year. */
export const duration = z
  .strictObject({ amount: z.number().int().min(1).max(527_040), unit: z.enum(['minute', 'hour', 'day']) })
  .refine(({ amount, unit }) => amount * minutesOf[unit] <= 527_040, { path: ['amount'], message: 'at most a year' });
export type Duration = z.infer<typeof duration>;

export const page = {
  limit: z.number().int().min(1).max(500).default(100),
  offset: z.number().int().min(0).max(100_000).default(0),
};

/** People behind a bar, an edge or a cell. */
export const peopleReply = z.object({
  total: z.number().int(),
  people: z.array(
    z.object({
      id,
      name: customerName,
      kind: z.string(),
      /** When they did what the bar, edge or cell counts. */
      lastAt: instant,
    }),
  ),
});
