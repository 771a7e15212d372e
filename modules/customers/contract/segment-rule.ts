/**
 * The rule tree of a segment. Closed: every operator is one of a list, every text is a value, and nothing else can be said
 * (reliability cases E01, E04). Depth is part of the schema, so that a hostile tree ends where the schema ends.
 */
import { id, instant, z } from '#platform/contract';
import { customerKind } from './people.ts';
import { identifierType } from './settings.ts';

const eventName = z.string().trim().min(1).max(1000);
/** A trait or property; `.` leads into objects, as in the schema catalogue. */
const factName = z.string().trim().min(1).max(200);
const words = z.string().min(1).max(1000);
const number = z.number();

/** What is asked of one trait or property. Text and numbers are different things: `5` is not `"5"`. */
export const factTest = z.discriminatedUnion('operator', [
  // True also of whoever lacks the fact, as the opposite of `equals`.
  z.strictObject({ operator: z.literal('not_equals'), value: z.union([z.string().max(1000), number]) }),
  z.strictObject({ operator: z.literal('equals'), value: z.union([z.string().max(1000), number]) }),
  // Small and capital letters alike.
  z.strictObject({ operator: z.literal('contains'), value: words }),
  z.strictObject({ operator: z.literal('starts_with'), value: words }),
  z.strictObject({ operator: z.literal('greater'), value: number }),
  z.strictObject({ operator: z.literal('less'), value: number }),
  // Both ends included.
  z.strictObject({ operator: z.literal('between'), from: number, to: number }),
  z.strictObject({ operator: z.literal('exists') }),
  z.strictObject({ operator: z.literal('absent') }),
]);
export type FactTest = z.infer<typeof factTest>;

export const timeUnit = z.enum(['hour', 'day']);
/** Counted back from the moment of asking: a day is 24 hours. */
const last = z.strictObject({ in: z.literal('last'), amount: z.number().int().min(1).max(36_500), unit: timeUnit });
/** `to` excluded. */
const between = z
  .strictObject({ in: z.literal('between'), from: instant, to: instant })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), { path: ['to'], message: 'must lie after from' });
const ever = z.strictObject({ in: z.literal('ever') });
/** Longer ago than that. */
const beforeLast = last.extend({ in: z.literal('before_last') });

export const segmentWindow = z.discriminatedUnion('in', [ever, last, between]);
export type SegmentWindow = z.infer<typeof segmentWindow>;
export const segmentMoment = z.discriminatedUnion('in', [last, beforeLast, between]);
export type SegmentMoment = z.infer<typeof segmentMoment>;

/** Events by name and by what they carried. */
const events = {
  event: eventName,
  where: z
    .array(z.strictObject({ property: factName, test: factTest }))
    .max(10)
    .default([]),
};

const leaves = [
  z.strictObject({ kind: z.literal('trait'), trait: factName, test: factTest }),
  /** Took the value it has now within that time. */
  z.strictObject({ kind: z.literal('trait_changed'), trait: factName, within: last }),
  z.strictObject({
    kind: z.literal('event'),
    ...events,
    window: segmentWindow,
    measure: z.discriminatedUnion('of', [
      z.strictObject({ of: z.literal('count') }),
      z.strictObject({ of: z.literal('sum'), property: factName }),
    ]),
    operator: z.enum(['at_least', 'at_most', 'exactly']),
    amount: number,
  }),
  z.strictObject({ kind: z.literal('no_event'), ...events, window: segmentWindow }),
  /** When they did it for the first or the last time. Nobody who never did. */
  z.strictObject({ kind: z.literal('event_time'), which: z.enum(['first', 'last']), ...events, when: segmentMoment }),
  z.strictObject({ kind: z.literal('segment'), segment: id, member: z.boolean() }),
  /** Was found behind a figure on the day a list was kept. A list has the id of the segment it was kept for. */
  z.strictObject({ kind: z.literal('list'), list: id, on: z.boolean() }),
  z.strictObject({ kind: z.literal('customer'), is: z.array(customerKind).min(1).max(3) }),
  z.strictObject({
    kind: z.literal('consent'),
    purpose: factName,
    is: z.enum(['granted', 'denied', 'unknown', 'not_granted']),
  }),
  z.strictObject({ kind: z.literal('identifier'), type: identifierType, has: z.boolean() }),
] as const;

const match = z.enum(['all', 'any', 'none']);
const groupOf = <T extends z.ZodType>(inner: T) =>
  z.strictObject({ kind: z.literal('group'), match, rules: z.array(inner).min(1).max(20) });

const deepest = groupOf(z.discriminatedUnion('kind', leaves));
const deeper = groupOf(z.discriminatedUnion('kind', [...leaves, deepest]));
const deep = groupOf(z.discriminatedUnion('kind', [...leaves, deeper]));

export const segmentLeaf = z.discriminatedUnion('kind', leaves);
export type SegmentLeaf = z.infer<typeof segmentLeaf>;
export interface SegmentGroup {
  kind: 'group';
  /** `none` is the opposite of `any`. */
  match: z.infer<typeof match>;
  rules: SegmentRule[];
}
export type SegmentRule = SegmentLeaf | SegmentGroup;

/** Most conditions of one segment, and of one with all the segments it uses. */
export const mostConditions = { own: 50, withUsed: 200 };
/** A group within a group within a group. */
export const deepestGroup = 3;

export const countConditions = (rule: SegmentRule): number =>
  rule.kind === 'group' ? rule.rules.reduce((sum, inner) => sum + countConditions(inner), 0) : 1;

/** What is saved: one condition, or a group. Typed by hand, because a tree's own type ends as deep as its schema does. */
export const segmentRule: z.ZodType<SegmentRule, SegmentRule> = z
  .discriminatedUnion('kind', [...leaves, deep])
  .refine((rule) => countConditions(rule) <= mostConditions.own, {
    message: `at most ${mostConditions.own} conditions`,
  }) as never;
