/** What moments tell the others. */
import { z } from '#platform/contract';
import { defineEvent } from '#platform/events';

const about = { id: z.uuid(), no: z.number().int(), kind: z.string() };
const owner = z.object({ kind: z.enum(['employee', 'queue']), id: z.uuid() });

export const momentOpened = defineEvent('moments.opened', z.object({ ...about, owner, rule: z.string() }));
/** Somebody else owns it from now on. */
export const ownerChanged = defineEvent(
  'moments.owner_changed',
  z.object({ ...about, owner, epoch: z.number().int(), rule: z.string() }),
);
export const momentOffered = defineEvent('moments.offered', z.object({ ...about, offer: z.uuid(), to: z.uuid() }));
/** A human answered the customer. */
export const customerAnswered = defineEvent('moments.answered', z.object({ ...about, entry: z.uuid(), by: z.uuid().nullable() }));
export const customerWrote = defineEvent('moments.customer_wrote', z.object({ ...about, entry: z.uuid() }));
/** For whom it waits has changed. */
export const stateChanged = defineEvent('moments.state_changed', z.object({ ...about, state: z.string() }));
export const momentResolved = defineEvent('moments.resolved', z.object({ ...about, outcome: z.string() }));
export const momentReopened = defineEvent('moments.reopened', z.object({ ...about, why: z.string() }));
/** Its time came, and nobody had said that it was kept. */
export const promiseMissed = defineEvent(
  'moments.promise_missed',
  z.object({ ...about, promise: z.uuid(), by: z.uuid(), dueAt: z.iso.datetime() }),
);
/** The customer said how it was. */
export const momentRated = defineEvent('moments.rated', z.object({ ...about, score: z.number().int() }));
export const goodwillSettled = defineEvent(
  'moments.goodwill_settled',
  z.object({ ...about, goodwill: z.uuid(), state: z.enum(['given', 'asked', 'approved', 'declined']) }),
);

/** Everything told of a moment: for whoever counts what happened in it. */
export const momentEvents = [
  ...[momentOpened, ownerChanged, momentOffered, customerAnswered, customerWrote, stateChanged, momentResolved, momentReopened],
  ...[promiseMissed, goodwillSettled, momentRated],
];
