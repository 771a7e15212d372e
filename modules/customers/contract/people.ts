/** Customers as screens and callers see them: the directory, one customer then and now, and what was ever said about them. */
import { defineRoute, defineTopic, id, instant, pageOf, pageQuery, z } from '#platform/contract';
import { refusals } from './refusals.ts';
import { identifierType } from './settings.ts';

/** Somebody, a company, or somebody we cannot name yet. All three are customers. */
export const customerKind = z.enum(['person', 'organisation', 'visitor']);
export type CustomerKind = z.infer<typeof customerKind>;

/** Any id the customer ever had (of any identifier, before any merge), or an identifier as `type:value`. */
export const personParams = z.object({ person: z.string().min(3).max(600) });

export const customerSummary = z.object({
  /** The id to use from now on. Every older id keeps working. */
  id,
  kind: customerKind,
  /** What to call them: a name, else an address, else "Visitor 3f2a". */
  name: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  /** A trusted source vouches for them; otherwise all we know is what browsers claim. */
  verified: z.boolean(),
  identifiers: z.number().int(),
  firstSeen: instant,
  /** To the hour; the timeline has it exactly. */
  lastSeen: instant,
});
export type CustomerSummary = z.infer<typeof customerSummary>;

export const listPeople = defineRoute({
  id: 'customers.list_people',
  method: 'GET',
  path: '/api/customers/people',
  summary:
    'The directory: newest activity first, or whoever matches a search in names, addresses, phones and ids, typing slips forgiven',
  access: { action: 'personal.read' },
  query: z.object({
    ...pageQuery,
    search: z.string().trim().max(200).optional(),
    /** One kind only; everybody but visitors when left out and nothing is searched. `all` for everybody. */
    kind: z.enum([...customerKind.options, 'all']).optional(),
  }),
  reply: pageOf(customerSummary).extend({
    /** True when nothing matched as typed and these only sound alike. */
    similar: z.boolean(),
  }),
});

export const why = z.object({
  /** What joined it: seen together in an event, an alias call, or an operator's merge. */
  by: z.enum(['identify', 'alias', 'merge']),
  with: z.object({ type: z.string(), value: z.string() }),
  trusted: z.boolean(),
  at: instant,
  sourceId: id.nullable(),
  /** The event in the log, to be shown beside. */
  eventId: z.string().nullable(),
  decisionId: id.nullable(),
});

export const identifier = z.object({
  id,
  type: z.string(),
  value: z.string(),
  /** Stated by a trusted source; otherwise a browser's claim. */
  verified: z.boolean(),
  firstSeen: instant,
  /** Seen with too many others to be anybody's: its evidence is set aside. */
  crowded: z.enum(['no', 'claims', 'all']),
  why: z.array(why),
});
export type CustomerIdentifier = z.infer<typeof identifier>;

export const origin = z.object({
  /** Where a fact came from: the source and event it was said in, or the employee who wrote it. */
  sourceId: id.nullable(),
  eventId: z.string().nullable(),
  editor: z.string().nullable(),
  trusted: z.boolean(),
});

export const traitNow = origin.extend({ name: z.string(), value: z.json(), since: instant });
export const traitChange = origin.extend({
  name: z.string(),
  from: z.json(),
  to: z.json(),
  at: instant,
});

export const portrait = z.object({
  /** The profile as it stood one day after the first thing was said about them. Null while nothing was. */
  start: z.object({ at: instant, traits: z.record(z.string(), z.json()) }).nullable(),
  now: z.array(traitNow),
  /** Everything that changed between the two, newest first. */
  changes: z.array(traitChange),
  /** What browsers claim about a person a trusted source vouches for: shown, never used. */
  claimed: z.array(traitNow),
});
export type Portrait = z.infer<typeof portrait>;

export const consentStatus = z.enum(['granted', 'denied', 'unknown']);
export const consent = z.object({
  purpose: z.string(),
  status: consentStatus,
  /** When the statement that decides was made. */
  since: instant.nullable(),
  /** In words, for whoever has to answer for it. */
  because: z.string(),
  statements: z.array(
    origin.extend({
      status: z.enum(['granted', 'denied']),
      at: instant,
      until: instant.nullable(),
      evidence: z.string().nullable(),
      identifier: z.object({ type: z.string(), value: z.string() }),
    }),
  ),
});
export type Consent = z.infer<typeof consent>;

export const membership = z.object({
  /** The organisation (on a person) or the member (on an organisation). */
  customer: customerSummary.pick({ id: true, kind: true, name: true }),
  role: z.string().nullable(),
  since: instant,
  until: instant.nullable(),
});

export const decision = z.object({
  id,
  kind: z.enum(['merge', 'separate']),
  at: instant,
  by: z.string(),
  reason: z.string().nullable(),
  groups: z.array(z.array(z.object({ type: z.string(), value: z.string() }))),
});

export const customer = customerSummary.omit({ identifiers: true }).extend({
  /** Same as `id`; differs from the id you asked with when that one was merged into this. */
  canonicalId: id,
  identifiers: z.array(identifier),
  portrait,
  consent: z.array(consent),
  /** Organisations they belong to, or members they have, current ones first. */
  accounts: z.array(membership),
  decisions: z.array(decision),
  openSuggestions: z.number().int(),
});
export type Customer = z.infer<typeof customer>;

const aboutOne = [refusals.no_such_customer, refusals.erased];

export const getPerson = defineRoute({
  id: 'customers.get_person',
  method: 'GET',
  path: '/api/customers/people/{person}',
  summary: 'One customer by any id they ever had: then and now, identifiers with why, consent, accounts',
  access: { action: 'personal.read' },
  params: personParams,
  reply: customer,
  refusals: aboutOne,
});

export const timelineEvent = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  sourceId: id,
  sender: z.object({ type: z.string(), value: z.string() }),
  trusted: z.boolean(),
  occurredAt: instant,
  receivedAt: instant,
  properties: z.record(z.string(), z.json()),
  context: z.record(z.string(), z.json()),
});
export type TimelineEvent = z.infer<typeof timelineEvent>;

export const getTimeline = defineRoute({
  id: 'customers.get_timeline',
  method: 'GET',
  path: '/api/customers/people/{person}/timeline',
  summary: 'Everything they did and said, over all sources and identifiers, newest first',
  access: { action: 'personal.read' },
  params: personParams,
  query: z.object({
    ...pageQuery,
    kind: z.enum(['track', 'page', 'screen', 'identify', 'group', 'alias']).optional(),
    name: z.string().max(1000).optional(),
    sourceId: id.optional(),
    from: instant.optional(),
    to: instant.optional(),
  }),
  reply: pageOf(timelineEvent),
  refusals: aboutOne,
});

export const setTraits = defineRoute({
  id: 'customers.set_traits',
  method: 'PATCH',
  path: '/api/customers/people/{person}/traits',
  summary: 'Write down what we learnt about a customer; null clears a trait. History is kept',
  access: { action: 'customers.write' },
  params: personParams,
  body: z.strictObject({
    traits: z
      .record(z.string().min(1).max(200), z.json())
      .refine((traits) => Object.keys(traits).length > 0 && Object.keys(traits).length <= 100, 'one to a hundred traits')
      .meta({ examples: [{ plan: 'gold' }] }),
  }),
  reply: portrait,
  refusals: aboutOne,
});

export const setConsent = defineRoute({
  id: 'customers.set_consent',
  method: 'PUT',
  path: '/api/customers/people/{person}/consent/{purpose}',
  summary: 'Record that a customer allowed or refused a purpose, with the evidence; holds for all their identifiers',
  access: { action: 'customers.write' },
  params: personParams.extend({ purpose: z.string().min(1).max(100) }),
  body: z.strictObject({
    status: z.enum(['granted', 'denied']),
    /** What shows it: "told me on the phone", a form's id. */
    evidence: z.string().trim().min(1).max(1000),
  }),
  reply: z.object({ items: z.array(consent) }),
  refusals: aboutOne,
});

export const recognised = defineTopic({
  id: 'customers.recognised',
  summary: 'More of what was heard is now known of customers: who they are, what they did, how they are reached',
  action: 'customers.read',
  message: z.object({}),
});

export const listIdentifierTypes = defineRoute({
  id: 'customers.list_identifier_types',
  method: 'GET',
  path: '/api/customers/identifier-types',
  summary: 'Types of identifiers in use, with how many of each',
  access: { action: 'customers.read' },
  reply: z.object({ items: z.array(z.object({ type: identifierType, count: z.number().int() })) }),
});
