/** A customer's right to a copy, and to be forgotten. */
import { defineRoute, id, instant, pageOf, pageQuery, z } from '#platform/contract';
import { personParams } from './people.ts';
import { refusals } from './refusals.ts';

export const exportPerson = defineRoute({
  id: 'customers.export_person',
  method: 'POST',
  path: '/api/customers/people/{person}/export',
  summary: 'Everything every part of the system keeps about a customer, as one JSON file',
  access: { action: 'customers.export' },
  params: personParams,
  body: z.strictObject({}),
  stream: 'application/json',
  refusals: [refusals.no_such_customer, refusals.erased],
});

export const erasure = z.object({
  id,
  requestedAt: instant,
  requestedBy: z.string(),
  reason: z.string(),
  /** `erasing` until every copy has confirmed and every file is gone; the truth itself is gone from the first moment. */
  state: z.enum(['erasing', 'done']),
  doneAt: instant.nullable(),
  /** The proof: what each store held and removed, in rows. */
  removed: z.array(z.object({ holder: z.string(), store: z.string(), rows: z.number().int() })),
  /** Files that may speak of them and are still needed: an import that is not finished. Gone when it is, at the latest by `goneBy`. */
  waiting: z.array(z.object({ holder: z.string(), store: z.string(), name: z.string(), goneBy: instant })),
  /** Events that came later under an erased identifier and were removed in turn. */
  removedLater: z.number().int(),
});
export type Erasure = z.infer<typeof erasure>;

export const erasePerson = defineRoute({
  id: 'customers.erase_person',
  method: 'POST',
  path: '/api/customers/people/{person}/erase',
  summary: 'Forget a customer in every store, for good. What comes later under their identifiers is removed too',
  access: { action: 'customers.erase' },
  params: personParams,
  body: z.strictObject({
    reason: z.string().trim().min(1).max(1000),
    /** The customer's id once more. */
    confirm: id,
  }),
  reply: erasure,
  status: 202,
  refusals: [refusals.no_such_customer, refusals.erased, refusals.confirmation_differs],
});

export const getErasure = defineRoute({
  id: 'customers.get_erasure',
  method: 'GET',
  path: '/api/customers/erasures/{id}',
  summary: 'Proof of an erasure, with counts',
  access: { action: 'customers.erase' },
  params: z.object({ id }),
  reply: erasure,
  refusals: [refusals.no_such_erasure],
});

export const listErasures = defineRoute({
  id: 'customers.list_erasures',
  method: 'GET',
  path: '/api/customers/erasures',
  summary: 'Erasures, newest first',
  access: { action: 'customers.erase' },
  query: z.object({ ...pageQuery }),
  reply: pageOf(erasure),
});
