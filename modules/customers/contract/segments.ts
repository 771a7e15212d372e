/** Segments: who matches a rule tree, asked live while it is written and kept current once it is saved. */
import { defineRefusals, defineRoute, defineTopic, id, instant, pageOf, pageQuery, z } from '#platform/contract';
import { customerSummary, personParams } from './people.ts';
import { refusals } from './refusals.ts';
import { segmentRule } from './segment-rule.ts';

export const segmentRefusals = defineRefusals('customers', {
  no_such_segment: { status: 404, title: 'No such segment', cure: 'GET /api/customers/segments lists them.' },
  segment_name_taken: { status: 409, title: 'Another segment has this name', cure: 'Choose another name.' },
  segment_in_circle: {
    status: 422,
    title: 'Segments that wait for each other',
    cure: 'A segment may use others, never itself, not even through another one. "fields" names the condition to remove.',
  },
  segment_too_large: {
    status: 422,
    title: 'Too many conditions',
    cure: 'With the segments it uses, a segment may have 200 conditions. Simplify one of them.',
  },
  segment_in_use: {
    status: 409,
    title: 'Other segments use this one',
    cure: 'Take it out of the segments named in "detail" first.',
  },
  no_such_list: { status: 404, title: 'No such list', cure: 'GET /api/customers/segments tells which segments keep a list.' },
  list_too_long: {
    status: 422,
    title: 'Too many people for a list',
    cure: 'A list keeps at most 100,000 people. Ask about a shorter time or a narrower event, or write the rule as a segment.',
  },
  nobody_to_list: {
    status: 422,
    title: 'There is nobody to keep',
    cure: 'Nobody is behind this figure, or nobody of them is known as a customer any longer.',
  },
  too_many_segments: { status: 409, title: 'There are 500 segments', cure: 'Delete one that nobody uses any longer.' },
  segment_too_heavy: {
    status: 503,
    title: 'The question was too heavy',
    cure: 'Ask about a shorter time or a narrower event, and try again.',
  },
});
const refused = segmentRefusals;
/** People of one list. */
export const mostListed = 100_000;

/** One day of a segment's life; days without a change are left out. */
const sizeOfDay = z.object({
  day: z.iso.date(),
  /** At the end of the day (UTC). */
  size: z.number().int(),
  entered: z.number().int(),
  left: z.number().int(),
});

export const segment = z.object({
  id,
  name: z.string(),
  description: z.string(),
  rule: segmentRule,
  size: z.number().int(),
  /** `filling` until everybody has been looked at once under the present rule; people who enter then are not told. */
  state: z.enum(['filling', 'current', 'failing']),
  /** Why it could not be computed the last time. */
  problem: z.string().nullable(),
  /** Last time somebody entered or left. */
  changedAt: instant.nullable(),
  /** Last time everybody was looked at. In between, whoever does something is looked at within a second. */
  sweptAt: instant.nullable(),
  createdAt: instant,
  createdBy: z.string(),
  /** The last 90 days that brought a change, oldest first. */
  days: z.array(sizeOfDay),
  /** The people it was made with, when they were kept as they were found behind a figure. */
  list: z
    .object({
      /** What they had in common, as a sentence. */
      origin: z.string(),
      /** How many they were on that day. */
      people: z.number().int(),
    })
    .nullable(),
  /** Segments whose rules name this one, or its list. */
  usedBy: z.array(z.object({ id, name: z.string() })),
});
export type Segment = z.infer<typeof segment>;

const segmentParams = z.object({ id });
const definition = z.strictObject({
  name: z.string().trim().min(1).max(120),
  description: z.string().trim().max(1000).default(''),
  rule: segmentRule,
});
export type SegmentDefinition = z.infer<typeof definition>;
const ofRules = [refused.no_such_segment, refused.no_such_list, refused.segment_in_circle, refused.segment_too_large];

export const listSegments = defineRoute({
  id: 'customers.list_segments',
  method: 'GET',
  path: '/api/customers/segments',
  summary: 'Segments by name, with size and what it was before',
  access: { action: 'customers.read' },
  reply: z.object({ items: z.array(segment) }),
});

export const getSegment = defineRoute({
  id: 'customers.get_segment',
  method: 'GET',
  path: '/api/customers/segments/{id}',
  summary: 'One segment: its rule, size and history',
  access: { action: 'customers.read' },
  params: segmentParams,
  reply: segment,
  refusals: [refused.no_such_segment],
});

export const createSegment = defineRoute({
  id: 'customers.create_segment',
  method: 'POST',
  path: '/api/customers/segments',
  summary: 'Save a rule as a segment that is kept current from now on',
  access: { action: 'customers.write' },
  body: definition,
  reply: segment,
  status: 201,
  refusals: [refused.segment_name_taken, refused.too_many_segments, ...ofRules],
});

export const updateSegment = defineRoute({
  id: 'customers.update_segment',
  method: 'PUT',
  path: '/api/customers/segments/{id}',
  summary: 'Rename a segment or change its rule; with another rule everybody is looked at anew',
  access: { action: 'customers.write' },
  params: segmentParams,
  body: definition,
  reply: segment,
  refusals: [refused.segment_name_taken, ...ofRules],
});

export const deleteSegment = defineRoute({
  id: 'customers.delete_segment',
  method: 'DELETE',
  path: '/api/customers/segments/{id}',
  summary: 'Delete a segment, its list and its history; the people stay',
  access: { action: 'customers.write' },
  params: segmentParams,
  refusals: [refused.no_such_segment, refused.segment_in_use],
});

export const previewSegment = defineRoute({
  id: 'customers.preview_segment',
  method: 'POST',
  path: '/api/customers/segments/preview',
  summary: 'How many match a rule right now, and some of them; nothing is saved. Hanging up stops the question',
  access: { action: 'personal.read' },
  body: z.strictObject({
    rule: segmentRule,
    /** The segment being edited, so that a rule that would name itself is refused. */
    segment: id.optional(),
  }),
  reply: z.object({
    size: z.number().int(),
    /** All customers of the workspace, to compare with. */
    of: z.number().int(),
    sample: z.array(customerSummary),
  }),
  refusals: [...ofRules, refused.segment_too_heavy],
});

export const segmentPeople = defineRoute({
  id: 'customers.segment_people',
  method: 'GET',
  path: '/api/customers/segments/{id}/people',
  summary: 'The people of a segment, who entered last first',
  access: { action: 'personal.read' },
  params: segmentParams,
  query: z.object(pageQuery),
  reply: pageOf(customerSummary.extend({ enteredAt: instant })),
  refusals: [refused.no_such_segment],
});

export const exportSegment = defineRoute({
  id: 'customers.export_segment',
  method: 'GET',
  path: '/api/customers/segments/{id}/people.csv',
  summary: 'The people of a segment as CSV',
  access: { action: 'customers.export' },
  params: segmentParams,
  stream: 'text/csv; charset=utf-8',
  refusals: [refused.no_such_segment],
});

export const segmentsOfPerson = defineRoute({
  id: 'customers.segments_of_person',
  method: 'GET',
  path: '/api/customers/people/{person}/segments',
  summary: 'The segments a customer is in, and since when; and those they left',
  access: { action: 'personal.read' },
  params: personParams,
  reply: z.object({
    items: z.array(z.object({ id, name: z.string(), enteredAt: instant, leftAt: instant.nullable() })),
  }),
  refusals: [refusals.no_such_customer, refusals.erased],
});

export const segmentSizes = defineTopic({
  id: 'customers.segment_sizes',
  summary: 'Segments whose size or state has changed',
  action: 'customers.read',
  message: z.object({ segments: z.array(z.object({ id, size: z.number().int() })) }),
});
