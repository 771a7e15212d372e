/** A figure by its address: the question, and which bar, edge or cell of the answer. What opens its people also keeps them. */
import { segmentRefusals } from '#customers/contract';
import { defineRoute, id, z } from '#platform/contract';
import { attributionFigure } from './attribution.ts';
import { conversationsFigure } from './conversations.ts';
import { answersFigure } from './drivers.ts';
import { funnelFigure } from './funnel.ts';
import { journeyFigure } from './journeys.ts';
import { lifetimeFigure } from './lifetime.ts';
import { metricFigure } from './metrics.ts';
import { pathFigure } from './paths.ts';
import { promiseFigure, promiseRefusals } from './promises.ts';
import { refusals } from './refusals.ts';
import { breadthFigure, lifecycleFigure, retentionFigure } from './retention.ts';
import { scenarioFigure, scenarioRefusals } from './scenarios.ts';
import { sessionsFigure } from './sessions.ts';
import { cellFigure } from './touchpoints.ts';
import { trendFigure } from './trend.ts';
import { voiceFigure } from './voice.ts';

/** Each as its own "people behind" asks for it, without the page. */
export const figure = z.discriminatedUnion('of', [
  trendFigure.extend({ of: z.literal('trend') }),
  funnelFigure.extend({ of: z.literal('funnel') }),
  pathFigure.extend({ of: z.literal('paths') }),
  retentionFigure.extend({ of: z.literal('retention') }),
  lifecycleFigure.extend({ of: z.literal('lifecycle') }),
  breadthFigure.extend({ of: z.literal('breadth') }),
  journeyFigure.extend({ of: z.literal('journeys') }),
  attributionFigure.extend({ of: z.literal('attribution') }),
  metricFigure.extend({ of: z.literal('metric'), metric: id }),
  sessionsFigure.extend({ of: z.literal('sessions') }),
  conversationsFigure.extend({ of: z.literal('conversations') }),
  voiceFigure.extend({ of: z.literal('voice') }),
  answersFigure.extend({ of: z.literal('answers') }),
  lifetimeFigure.extend({ of: z.literal('lifetime') }),
  scenarioFigure.extend({ of: z.literal('scenario') }),
  promiseFigure.extend({ of: z.literal('promise') }),
  cellFigure.extend({ of: z.literal('cell') }),
]);
export type Figure = z.infer<typeof figure>;
/** As it is sent: what has a standard may be left out. */
export type FigureWords = z.input<typeof figure>;

export const keepFigure = defineRoute({
  id: 'measure.keep_figure',
  method: 'POST',
  path: '/api/measure/segments',
  summary: 'Keep the people behind a figure as a segment: all of them, as they are now, at most 100,000',
  // It makes a segment. Whoever may do that may also ask questions.
  access: { action: 'customers.write' },
  body: z
    .strictObject({
      name: z.string().trim().min(1).max(120),
      description: z.string().trim().max(1000).default(''),
      /** What these people have in common, as a sentence; it stays with the list. */
      origin: z.string().trim().min(1).max(500),
      figure,
    })
    .meta({
      examples: [
        {
          name: 'Stopped before paying',
          origin: 'Added a product in January and did not order within 7 days',
          figure: {
            of: 'funnel',
            question: {
              steps: [{ event: 'Product Added' }, { event: 'Order Completed' }],
              window: { amount: 7, unit: 'day' },
              from: '2026-01-01T00:00:00Z',
              to: '2026-02-01T00:00:00Z',
            },
            step: 1,
            which: 'dropped',
          },
        },
      ],
    }),
  reply: z.object({
    /** The segment; its people come in within a second. */
    id,
    name: z.string(),
    /** How many were kept: whoever is behind the figure and known as a customer. */
    people: z.number().int(),
  }),
  status: 201,
  refusals: [
    refusals.no_such_property,
    refusals.not_a_number,
    refusals.no_such_span,
    refusals.no_such_step,
    refusals.no_such_metric,
    scenarioRefusals.no_such_scenario,
    scenarioRefusals.no_such_scenario_version,
    scenarioRefusals.no_such_scenario_segment,
    promiseRefusals.no_such_brand_promise,
    promiseRefusals.no_such_promise_segment,
    refusals.too_long,
    refusals.too_heavy,
    segmentRefusals.list_too_long,
    segmentRefusals.nobody_to_list,
    segmentRefusals.segment_name_taken,
    segmentRefusals.too_many_segments,
  ],
});
