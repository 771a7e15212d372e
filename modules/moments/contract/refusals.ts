import { defineRefusals } from '#platform/contract';

export const refusals = defineRefusals('moments', {
  no_such_moment: { status: 404, title: 'No such moment', cure: 'GET /api/moments lists those you may see.' },
  not_yours_now: {
    status: 409,
    title: 'You do not own this moment now',
    cure: 'Read who owns it (in "owner" and "epoch" of this answer), then take it, or ask its owner.',
  },
  employee_needed: {
    status: 403,
    title: 'Only an employee can do this',
    cure: 'Sign in as a person: a key cannot own a moment or speak to a customer.',
  },
  not_open: { status: 409, title: 'This moment is settled', cure: 'Open it again first: POST /api/moments/{id}/reopen.' },
  still_open: { status: 409, title: 'This moment is open', cure: 'Resolve it first.' },
  owner_unable: {
    status: 409,
    title: 'They are not able to act now',
    cure: 'Choose somebody who is here, or give it to a queue. GET /api/moments/agents says who is able.',
  },
  offer_gone: {
    status: 409,
    title: 'This offer is settled',
    cure: 'Read the moment again: its owner, and whether another offer is on its way.',
  },
  offer_not_yours: {
    status: 403,
    title: 'This offer was made to somebody else',
    cure: 'Only whom it was made to can answer it.',
  },
  offer_under_way: {
    status: 409,
    title: 'It is offered to somebody already',
    cure: 'Withdraw that offer first, or wait until it is answered.',
  },
  to_oneself: { status: 422, title: 'It is yours already', cure: 'Offer it to somebody else.' },
  no_way_to_answer: {
    status: 422,
    title: 'There is no way to answer this customer here',
    cure: 'Nothing they said came through a channel that can be answered. Note what you know, or reach them otherwise.',
  },
  answer_too_long: {
    status: 422,
    title: 'The answer is too long for where it goes',
    cure: 'Shorten it; how much fits there stands in "detail".',
  },
  sender_not_believed: {
    status: 422,
    title: 'The sender could not be believed',
    cure: 'Their mail failed its checks; an answer could go to a stranger. Reach them by an address you know.',
  },
  too_late_to_undo: { status: 409, title: 'It is on its way', cure: 'Write another message that puts it right.' },
  no_such_queue: { status: 404, title: 'No such queue', cure: 'GET /api/moments/queues lists them.' },
  no_such_employee: { status: 404, title: 'No such employee', cure: 'GET /api/people/employees lists them.' },
  standard_queue_stays: { status: 409, title: 'The standard queue stays', cure: 'Make another queue the standard first.' },
  queue_in_use: { status: 409, title: 'This queue owns moments', cure: 'Give them to another queue first.' },
  name_taken: { status: 409, title: 'This name is in use', cure: 'Choose another.' },
  above_limit: {
    status: 403,
    title: 'That is above what you may give alone',
    cure: 'Send it with "ask": true; whoever answers for the queue can approve it. "limit" and "left" say what you may give.',
  },
  no_such_goodwill: { status: 404, title: 'No such goodwill waits', cure: 'GET /api/moments/goodwill lists what was asked for.' },
  own_approval: { status: 403, title: 'Nobody approves their own request', cure: 'Ask a colleague who may lead.' },
  not_mergeable: {
    status: 422,
    title: 'These two cannot be one',
    cure: 'Merge two open moments; a settled one can be linked instead.',
  },
  no_such_macro: { status: 404, title: 'No such macro', cure: 'GET /api/moments/macros lists them.' },
  no_such_view: { status: 404, title: 'No such view', cure: 'GET /api/moments/views lists yours.' },
  no_such_rule: { status: 404, title: 'No such rule', cure: 'GET /api/moments/rules lists them.' },
  rule_unfinished: {
    status: 422,
    title: 'This rule cannot be switched on yet',
    cure: 'Choose the segment it watches first: "body.trigger.segment".',
  },
  shipped_rule_stays: {
    status: 409,
    title: 'A rule that comes with Verona stays',
    cure: 'Switch it off: PATCH /api/moments/rules/{id} with "enabled": false.',
  },
  no_dry_run: {
    status: 422,
    title: 'Who entered a segment is not kept in the log',
    cure: 'Look at the segment itself: GET /api/customers/segments.',
  },
  no_such_promise: { status: 404, title: 'No such promise', cure: 'GET /api/moments/promises lists them.' },
  promise_settled: { status: 409, title: 'This promise is settled', cure: 'Make a new one if something is promised again.' },
  promise_not_yours: {
    status: 403,
    title: 'Somebody else promised this',
    cure: 'Take the moment first, or ask whoever promised or leads.',
  },
  not_promisable: { status: 422, title: 'That is not ahead', cure: 'Promise for an instant in the future, at most a year away.' },
  own_conversation: {
    status: 409,
    title: 'This conversation is yours',
    cure: 'One listens in to a colleague. Answer it, or offer it to somebody first.',
  },
  nobody_listens: {
    status: 403,
    title: 'Nobody listens in here',
    cure: 'The workspace rules it out: PUT /api/moments/listening/rule.',
  },
  customer_refused: {
    status: 403,
    title: 'The customer does not want anybody to listen in',
    cure: 'Leave it at that: their no holds for the whole moment.',
  },
  not_snoozable: { status: 422, title: 'That is not ahead', cure: 'Choose an instant in the future, at most a year away.' },
});
