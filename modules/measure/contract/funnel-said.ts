/** What people said and asked after a step of a funnel: those who went no further beside those who went on. */
import { defineRoute, instant, z } from '#platform/contract';
import { funnelQuestion, mostSteps } from './funnel.ts';
import { refusals } from './refusals.ts';
import { duration } from './steps.ts';
import { feedback } from './voice.ts';

const counted = z.object({ value: z.string(), records: z.number().int(), people: z.number().int() });

/** All of it counted from the moment each of them came to the step, for as long as was asked. */
const heardFrom = z.object({
  /** Who came to the step and went no further, or went on. */
  people: z.number().int(),
  /** How many of them said something, by any channel. */
  spoke: z.number().int(),
  records: z.number().int(),
  kinds: z.array(counted),
  moods: z.array(counted),
  themes: z.array(counted.extend({ name: z.string() })),
  /** Conversations that began then, and those of them that are open still. */
  conversations: z.object({ people: z.number().int(), began: z.number().int(), open: z.number().int() }),
  /** What they looked for, where the log has it: `query` of the event "Products Searched". */
  searches: z.array(counted),
});
export type HeardFrom = z.infer<typeof heardFrom>;

export const funnelSaid = defineRoute({
  id: 'measure.funnel_said',
  method: 'POST',
  path: '/api/measure/funnel/said',
  summary: 'What people said or asked next who went no further than a step, beside those who went on',
  access: { action: 'measure.read' },
  body: z.strictObject({
    question: funnelQuestion,
    step: z
      .number()
      .int()
      .min(1)
      .max(mostSteps - 1),
    /** How long after they came to the step. */
    within: duration.default({ amount: 7, unit: 'day' }),
  }),
  reply: z.object({
    stopped: heardFrom,
    wentOn: heardFrom,
    /** The very words of those who went no further: the last 20. */
    words: z.array(feedback),
    asOf: instant,
  }),
  refusals: [refusals.no_such_property, refusals.no_such_span, refusals.no_such_step, refusals.too_heavy],
});
