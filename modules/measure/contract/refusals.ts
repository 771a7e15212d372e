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
  no_such_metric: {
    status: 404,
    title: 'No such metric',
    cure: 'GET /api/measure/metrics lists them.',
  },
  metric_name_taken: {
    status: 409,
    title: 'Another metric has this name',
    cure: 'Choose another name, or change the metric that has it.',
  },
  metric_changed_meanwhile: {
    status: 409,
    title: 'Somebody has changed the definition meanwhile',
    cure: 'Read the metric again and make the change to its present version.',
  },
  metric_is_shipped: {
    status: 409,
    title: 'Metrics that come with Verona stay',
    cure: 'Change its definition, or define another one.',
  },
  too_many_metrics: {
    status: 409,
    title: 'So many metrics that nobody reads them',
    cure: 'Remove one first; at most 500 are kept.',
  },
  no_such_owner: {
    status: 422,
    title: 'No such colleague',
    cure: 'GET /api/people/employees lists them; they must be active.',
  },
  no_such_note: {
    status: 404,
    title: 'No such annotation',
    cure: 'GET /api/measure/metrics/{id} lists those of a metric.',
  },
  too_few_purchases: {
    status: 422,
    title: 'Too few customers came back to learn from',
    cure: 'At least 20 customers with a second purchase are needed; look whether event, number and currency are named rightly.',
  },
  no_such_feedback: {
    status: 404,
    title: 'Nobody said this here',
    cure: 'GET /api/measure/voice lists what customers said; it may have been erased with its customer.',
  },
  no_such_theme: {
    status: 404,
    title: 'No such theme',
    cure: 'GET /api/measure/voice/themes lists them; a merged theme lives on in another.',
  },
  theme_exists: {
    status: 409,
    title: 'There is a theme of this name',
    cure: 'Choose another name, or merge the two.',
  },
  not_its_phrases: {
    status: 422,
    title: 'The theme does not have these phrases',
    cure: 'Split off phrases the theme has, and leave it at least one.',
  },
  no_such_department: { status: 404, title: 'No such department', cure: 'GET /api/people/departments lists them.' },
  no_such_touchpoint: { status: 404, title: 'No such touchpoint', cure: 'GET /api/measure/touchpoints lists them.' },
  touchpoint_exists: {
    status: 409,
    title: 'There is a touchpoint of this name',
    cure: 'Choose another name, or change the touchpoint that has it.',
  },
  too_many_touchpoints: {
    status: 409,
    title: 'So many touchpoints that nobody reads the matrix',
    cure: 'Take one away first; at most 100 are kept.',
  },
  not_their_order: {
    status: 422,
    title: 'An order names every touchpoint once',
    cure: 'Read GET /api/measure/touchpoints and send all of their ids.',
  },
  no_such_audit: { status: 404, title: 'No such audit', cure: 'GET /api/measure/audits/templates lists them.' },
  audit_exists: {
    status: 409,
    title: 'There is an audit of this name',
    cure: 'Choose another name, or change the audit that has it.',
  },
  not_a_sheet: {
    status: 422,
    title: 'These criteria make no sheet',
    cure: 'Give each criterion a key of its own and a scale whose highest lies above its lowest.',
  },
  audit_changed_meanwhile: {
    status: 409,
    title: 'Somebody has changed the audit meanwhile',
    cure: 'Read it again (GET /api/measure/audits/templates) and answer its present criteria.',
  },
  not_answered: {
    status: 422,
    title: 'The sheet is not filled in rightly',
    cure: 'Answer every criterion within its scale, with `na` where it did not apply, and at least one otherwise.',
  },
  filled_before: {
    status: 409,
    title: 'This very sheet is kept already',
    cure: 'Nothing needs to be done; withdraw the one that is kept if it is wrong.',
  },
  rows_refused: {
    status: 422,
    title: 'The file has lines that cannot be kept',
    cure: 'Mend the rows that are named and send the whole file again: nothing of it was kept.',
  },
  no_such_sheet: { status: 404, title: 'No such sheet', cure: 'GET /api/measure/audits/sheets lists them.' },
  withdrawn_before: { status: 409, title: 'The sheet was withdrawn before', cure: 'Nothing needs to be done.' },
  no_such_want: {
    status: 404,
    title: 'No such want',
    cure: 'GET /api/measure/voice/wants lists them; a merged one lives on in another.',
  },
  settled_before: {
    status: 409,
    title: 'It was answered, used or settled before',
    cure: 'Read it again: GET /api/measure/voice/ignored lists what is still open.',
  },
  sql_refused: {
    status: 422,
    title: 'This question reaches further than it may',
    cure: 'GET /api/measure/sql lists the tables and their columns.',
  },
  sql_failed: {
    status: 422,
    title: 'The engine could not answer this question',
    cure: 'GET /api/measure/sql lists tables, columns and how much one question may take.',
  },
  sql_running: {
    status: 409,
    title: 'Your last question is still running',
    cure: 'Wait for its answer, or cancel it by closing that request.',
  },
  no_such_finding: { status: 404, title: 'No such finding', cure: 'GET /api/measure/voice/findings lists them.' },
  not_that_dimension: {
    status: 422,
    title: 'This kind of evidence does not show that side',
    cure: 'The fields say which dimensions it can have; leave "dimension" out for the usual one.',
  },
  no_such_evidence: {
    status: 422,
    title: 'What the evidence names is not there',
    cure: 'Name a theme, a metric, a scenario, a sheet that counts, a survey that was answered, or a question kept for everyone.',
  },
  no_such_piece: {
    status: 404,
    title: 'The finding has no such piece of evidence',
    cure: 'GET /api/measure/voice/findings lists each finding with its evidence.',
  },
  too_much_evidence: {
    status: 409,
    title: 'More evidence than anybody reads',
    cure: 'Remove a piece first; at most 50 stand beside the words.',
  },
  cannot_move: {
    status: 422,
    title: 'A finding does not move like that',
    cure: 'Move one stage on; or back, with a note that says why. From "decided" on it needs a date (dueOn).',
  },
});
