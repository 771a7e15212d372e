/** What customers tells the others. Sparingly: one event a batch of the log, not one a person. */

import { z } from '#platform/contract';
import { defineEvent } from '#platform/events';

const ids = z.array(z.uuid()).min(1).max(5000);

/** New customers, by their ids. */
export const peopleCreated = defineEvent('customers.people_created', z.object({ ids }));

/** Ids that became one customer. `absorbed` keep leading to `id`. */
export const peopleMerged = defineEvent(
  'customers.people_merged',
  z.object({ merges: z.array(z.object({ id: z.uuid(), absorbed: ids })).min(1) }),
);

/** One customer became several; `from` still leads to whoever holds that identifier now. */
export const peopleSeparated = defineEvent(
  'customers.people_separated',
  z.object({ separations: z.array(z.object({ from: z.uuid(), into: ids })).min(1) }),
);

/** Traits, consent, membership or names of these customers changed. */
export const profilesChanged = defineEvent('customers.profiles_changed', z.object({ ids }));

/** Everything about these ids is to be forgotten; the holders were asked already, this is for whoever only listens. */
export const peopleErased = defineEvent('customers.people_erased', z.object({ ids }));

/** People entered a segment. Not told while a segment is filled, after it was made or its rule was changed. */
export const segmentEntered = defineEvent('customers.segment_entered', z.object({ segment: z.uuid(), ids }));

/** People left a segment: by what they did or became, by time, or because they were merged into somebody. */
export const segmentLeft = defineEvent('customers.segment_left', z.object({ segment: z.uuid(), ids }));
