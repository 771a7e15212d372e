/** Why measure refuses. */
import { defineRefusals } from '#platform/contract';

export const refusals = defineRefusals('measure', {
  no_such_property: {
    status: 422,
    title: 'No event carries this property',
    cure: 'GET /api/listen/schema/{event} lists the properties seen.',
  },
  not_a_number: {
    status: 422,
    title: 'This property is not a number',
    cure: 'Sum, average and percentile need a property that was sent as a number.',
  },
  too_long: {
    status: 422,
    title: 'Too many points',
    cure: 'Ask for a shorter span or a wider interval; at most 1,100 points a series.',
  },
  no_such_span: {
    status: 422,
    title: 'This span of time is empty',
    cure: 'Give a `to` that lies after `from`, at most ten years later.',
  },
  no_such_step: {
    status: 422,
    title: 'The question has no such step',
    cure: 'Steps are numbered from 1; an exclusion stands between a step and a later one.',
  },
  too_heavy: {
    status: 503,
    title: 'The question was too heavy',
    cure: 'Ask for a shorter span, fewer breakdown values or a narrower filter.',
  },
});
