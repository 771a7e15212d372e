/**
 * What the house itself did that webhooks may tell the outside: a promise to other people's programs, so named one by one.
 * Only this floor knows every room; each type is declared in its room's `events.ts`.
 */
export const domainEvents = [
  'customers.people_created',
  'customers.people_merged',
  'customers.people_separated',
  'customers.profiles_changed',
  'customers.people_erased',
  'moments.opened',
  'moments.owner_changed',
  'moments.offered',
  'moments.answered',
  'moments.customer_wrote',
  'moments.state_changed',
  'moments.resolved',
  'moments.reopened',
  'moments.goodwill_settled',
  'moments.promise_missed',
  'moments.rated',
  'knowledge.article_published',
  'knowledge.article_withdrawn',
  'knowledge.article_due',
  'knowledge.article_expired',
  'knowledge.gap_found',
];
