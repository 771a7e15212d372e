/** Opening rules: which events open a moment by themselves. Data only; nothing in a rule runs. */
import { defineRoute, id, instant, z } from '#platform/contract';
import { refusals } from './refusals.ts';

const eventName = z.string().trim().min(1).max(200);
/** A property of the event; dots lead into objects: `delivery.promised_at`. */
const property = z.string().trim().min(1).max(200);
const scalar = z.union([z.string().max(1_000), z.number(), z.boolean()]);

export const eventCondition = z.discriminatedUnion('is', [
  z.strictObject({ property, is: z.literal('equal'), value: scalar }),
  z.strictObject({ property, is: z.literal('not_equal'), value: scalar }),
  z.strictObject({ property, is: z.literal('one_of'), values: z.array(scalar).min(1).max(100) }),
  z.strictObject({ property, is: z.literal('at_least'), value: z.number() }),
  z.strictObject({ property, is: z.literal('at_most'), value: z.number() }),
  z.strictObject({ property, is: z.literal('present') }),
  z.strictObject({ property, is: z.literal('absent') }),
  /** Says one of these: whole words, whatever their case and accents. None named: the curses Verona knows in five languages. */
  z.strictObject({ property, is: z.literal('says'), words: z.array(z.string().trim().min(1).max(60)).max(200) }),
]);
export type EventCondition = z.output<typeof eventCondition>;

/** An event of that name for which all conditions hold. */
export const eventMatch = z.strictObject({ event: eventName, where: z.array(eventCondition).max(20).default([]) });
export type EventMatch = z.output<typeof eventMatch>;

export const trigger = z.discriminatedUnion('kind', [
  /** One of these happens. */
  z.strictObject({ kind: z.literal('event'), any: z.array(eventMatch).min(1).max(10) }),
  /** Something begins and is not finished in time. */
  z.strictObject({
    kind: z.literal('begun_not_finished'),
    begins: eventMatch,
    finishes: z.array(eventMatch).min(1).max(10),
    /** What tells one from another, on both sides (an order's number, say); null: whoever did it. */
    key: property.nullable(),
    due: z.discriminatedUnion('by', [
      z.strictObject({
        by: z.literal('minutes'),
        minutes: z
          .number()
          .int()
          .min(1)
          .max(366 * 1_440),
      }),
      /** An instant in the event that begins it, or a day: then to the end of that day (UTC). */
      z.strictObject({ by: z.literal('property'), property }),
    ]),
  }),
  /** A customer enters a segment; null: not chosen yet, the rule cannot be switched on. */
  z.strictObject({ kind: z.literal('segment_entered'), segment: id.nullable() }),
]);
export type Trigger = z.output<typeof trigger>;

export const ruleBody = z.strictObject({
  trigger,
  /** `{{properties.order_id}}`, `{{event}}`, `{{customer.name}}` (of a segment) are filled in as text. */
  title: z.string().trim().min(1).max(200),
  /** What kind of moment it opens. */
  kind: z
    .string()
    .regex(/^[a-z][a-z_]{0,39}$/, 'lower-case letters and _')
    .default('event'),
  priority: z.number().int().min(0).max(2).default(0),
  skills: z.array(z.string().trim().min(1).max(60)).max(20).default([]),
  queue: id.nullable().default(null),
});
export type RuleBody = z.output<typeof ruleBody>;

const name = z.string().trim().min(1).max(120);

export const openingRule = z.object({
  id,
  name: z.string(),
  enabled: z.boolean(),
  /** Its name among those that come with Verona; null when it was made here. */
  shipped: z.string().nullable(),
  /** What was received before opens nothing by it. */
  since: instant,
  body: ruleBody,
});
export type OpeningRule = z.output<typeof openingRule>;

const one = z.object({ id });
const inTheWay = [refusals.no_such_queue, refusals.rule_unfinished];

export const listRules = defineRoute({
  id: 'moments.rules',
  method: 'GET',
  path: '/api/moments/rules',
  summary: 'Which events open a moment by themselves',
  access: { action: 'moments.read' },
  reply: z.object({ items: z.array(openingRule) }),
});

export const createRule = defineRoute({
  id: 'moments.create_rule',
  method: 'POST',
  path: '/api/moments/rules',
  summary: 'Make a rule that opens moments from now on',
  access: { action: 'moments.write' },
  body: z.strictObject({ name, enabled: z.boolean().default(true), body: ruleBody }),
  reply: openingRule,
  status: 201,
  refusals: inTheWay,
});

export const changeRule = defineRoute({
  id: 'moments.change_rule',
  method: 'PATCH',
  path: '/api/moments/rules/{id}',
  summary: 'Change a rule, or switch it on and off; it begins anew with what is received from then on',
  access: { action: 'moments.write' },
  params: one,
  body: z.strictObject({ name: name.optional(), enabled: z.boolean().optional(), body: ruleBody.optional() }),
  reply: openingRule,
  refusals: [refusals.no_such_rule, ...inTheWay],
});

export const deleteRule = defineRoute({
  id: 'moments.delete_rule',
  method: 'DELETE',
  path: '/api/moments/rules/{id}',
  summary: 'Let a rule go; the moments it opened stay',
  access: { action: 'moments.write' },
  params: one,
  refusals: [refusals.no_such_rule, refusals.shipped_rule_stays],
});

export const tryRule = defineRoute({
  id: 'moments.try_rule',
  method: 'POST',
  path: '/api/moments/rules/dry-run',
  summary: 'What a rule would have opened in the last days; opens nothing',
  access: { action: 'moments.write' },
  body: z.strictObject({ body: ruleBody, days: z.number().int().min(1).max(90).default(7) }),
  reply: z.object({
    /** Newest first, at most 200. Of one customer, what comes while a moment is open would be added to it instead. */
    items: z.array(
      z.object({
        at: instant,
        title: z.string(),
        sentence: z.string(),
        sender: z.object({ type: z.string(), value: z.string() }).nullable(),
      }),
    ),
    /** How many there would have been altogether. */
    count: z.number().int(),
    /** From when on the log was looked at: later than asked for where it is very long. */
    lookedFrom: instant,
  }),
  refusals: [refusals.no_dry_run],
});
