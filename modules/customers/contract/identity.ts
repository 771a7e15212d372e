/** Who is whom: merging, separating, suggestions, and the workspace's rules of evidence. */
import { defineRoute, id, instant, pageOf, pageQuery, z } from '#platform/contract';
import { customerSummary, personParams, why } from './people.ts';
import { refusals } from './refusals.ts';
import { identitySettings } from './settings.ts';

const reason = z.string().trim().min(1).max(1000);

/** One customer as they would be, or now are. */
const resultingCustomer = z.object({
  id,
  name: z.string(),
  identifiers: z.array(z.object({ id, type: z.string(), value: z.string() })),
  events: z.number().int(),
});

export const mergeOutcome = z.object({
  dryRun: z.boolean(),
  /** Null on a dry run. */
  decisionId: id.nullable(),
  customer: resultingCustomer,
  /** Ids that now lead to this customer; they keep working for ever. */
  absorbed: z.array(id),
  /** What a reader should know before agreeing, one sentence each. */
  explanation: z.array(z.string()),
});
export type MergeOutcome = z.infer<typeof mergeOutcome>;

export const mergePeople = defineRoute({
  id: 'customers.merge_people',
  method: 'POST',
  path: '/api/customers/people/{person}/merge',
  summary: 'Say that others are this customer too. This one’s id survives; nothing is rewritten; it can be undone',
  access: { action: 'customers.merge' },
  params: personParams,
  body: z.strictObject({
    others: z.array(personParams.shape.person).min(1).max(20),
    reason: reason.optional(),
    /** Show the result, change nothing. */
    dryRun: z.boolean().default(false),
  }),
  reply: mergeOutcome,
  refusals: [refusals.no_such_customer, refusals.erased, refusals.same_customer, refusals.kinds_differ],
});

export const separateOutcome = z.object({
  dryRun: z.boolean(),
  decisionId: id.nullable(),
  customers: z.array(resultingCustomer),
  explanation: z.array(z.string()),
});
export type SeparateOutcome = z.infer<typeof separateOutcome>;

export const separatePeople = defineRoute({
  id: 'customers.separate_people',
  method: 'POST',
  path: '/api/customers/people/{person}/separate',
  summary: 'Say that these are different people: undo one merge wholly, or let identifiers go. No event is lost',
  access: { action: 'customers.merge' },
  params: personParams,
  body: z.strictObject({
    separate: z.discriminatedUnion('what', [
      /** The people as they were before an operator's merge. */
      z.strictObject({ what: z.literal('merge'), decisionId: id }),
      /** Each list becomes a person of its own; whatever is not named stays. */
      z.strictObject({ what: z.literal('identifiers'), groups: z.array(z.array(id).min(1)).min(1).max(50) }),
      /** Every identifier on its own. */
      z.strictObject({ what: z.literal('everything') }),
    ]),
    reason: reason.optional(),
    dryRun: z.boolean().default(false),
  }),
  reply: separateOutcome,
  refusals: [refusals.no_such_customer, refusals.erased, refusals.not_theirs, refusals.no_such_merge],
});

export const suggestion = z.object({
  id,
  /** Why the machine did not do it by itself. */
  reason: z.enum(['limit', 'two_known', 'verified']),
  /** The reason as a sentence. */
  because: z.string(),
  people: z.array(customerSummary),
  /** The evidence that would join them. */
  evidence: z.array(
    why.omit({ with: true, decisionId: true }).extend({ between: z.array(z.object({ type: z.string(), value: z.string() })) }),
  ),
  suggestedAt: instant,
});
export type Suggestion = z.infer<typeof suggestion>;

export const listSuggestions = defineRoute({
  id: 'customers.list_suggestions',
  method: 'GET',
  path: '/api/customers/suggestions',
  summary: 'Pairs of customers who may be one, with the evidence side by side, newest first',
  access: { action: 'personal.read' },
  query: z.object({ ...pageQuery, person: personParams.shape.person.optional() }),
  reply: pageOf(suggestion),
  refusals: [refusals.no_such_customer, refusals.erased],
});

export const acceptSuggestion = defineRoute({
  id: 'customers.accept_suggestion',
  method: 'POST',
  path: '/api/customers/suggestions/{id}/accept',
  summary: 'They are one: merge them',
  access: { action: 'customers.merge' },
  params: z.object({ id }),
  body: z.strictObject({ reason: reason.optional(), dryRun: z.boolean().default(false) }),
  reply: mergeOutcome,
  refusals: [refusals.no_such_suggestion, refusals.kinds_differ],
});

export const dismissSuggestion = defineRoute({
  id: 'customers.dismiss_suggestion',
  method: 'POST',
  path: '/api/customers/suggestions/{id}/dismiss',
  summary: 'They are two: remember it, and do not suggest it again',
  access: { action: 'customers.merge' },
  params: z.object({ id }),
  body: z.strictObject({ reason }),
  refusals: [refusals.no_such_suggestion],
});

export const getIdentitySettings = defineRoute({
  id: 'customers.get_identity_settings',
  method: 'GET',
  path: '/api/customers/identity-settings',
  summary: 'What counts as evidence that two identifiers are one person',
  access: { action: 'customers.read' },
  reply: identitySettings,
});

export const putIdentitySettings = defineRoute({
  id: 'customers.put_identity_settings',
  method: 'PUT',
  path: '/api/customers/identity-settings',
  summary: 'Change the rules of evidence; who is whom is worked out anew from all evidence ever seen',
  access: { action: 'settings.write' },
  body: identitySettings,
  reply: identitySettings,
  refusals: [refusals.unreadable_pattern],
});
