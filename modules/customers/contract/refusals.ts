import { defineRefusals } from '#platform/contract';

export const refusals = defineRefusals('customers', {
  no_such_customer: {
    status: 404,
    title: 'No such customer',
    cure: 'Use the id of a person, organisation or visitor, or an identifier as "type:value" (email:ann@example.org).',
  },
  erased: {
    status: 410,
    title: 'This customer was erased',
    cure: 'Nothing is kept but the proof of the erasure: GET /api/customers/erasures/{id}.',
  },
  same_customer: {
    status: 409,
    title: 'These are one customer already',
    cure: 'GET /api/customers/people/{person} shows the identifiers and why they belong together.',
  },
  not_theirs: {
    status: 422,
    title: 'Not an identifier of this customer',
    cure: 'Name identifiers by their ids as GET /api/customers/people/{person} lists them, and leave at least one behind.',
  },
  kinds_differ: {
    status: 422,
    title: 'A person and an organisation cannot be one customer',
    cure: 'Make the person a member of the organisation with a group call.',
  },
  no_such_merge: {
    status: 404,
    title: 'No such merge to undo',
    cure: 'Decisions of a customer are listed in GET /api/customers/people/{person}, with their ids.',
  },
  no_such_suggestion: {
    status: 404,
    title: 'No such suggestion',
    cure: 'GET /api/customers/suggestions lists the open ones; it may have been settled by new evidence.',
  },
  unreadable_pattern: {
    status: 400,
    title: 'A blocked pattern cannot be read',
    cure: 'Use RE2 syntax: no look-around and no back-references.',
  },
  confirmation_differs: {
    status: 422,
    title: 'The confirmation does not match',
    cure: 'Repeat the id of the customer in "confirm": erasing cannot be undone.',
  },
  no_such_erasure: {
    status: 404,
    title: 'No such erasure',
    cure: 'GET /api/customers/erasures lists them.',
  },
});
