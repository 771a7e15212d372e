import { defineRefusals } from '#platform/contract';

export const refusals = defineRefusals('people', {
  not_found: {
    status: 404,
    title: 'Nothing here by that id',
    cure: 'Check the id, and that you are in the right workspace (header "Verona-Workspace").',
  },
  no_such_workspace: {
    status: 404,
    title: 'You have no such workspace',
    cure: 'Leave out the header "Verona-Workspace", or send one of yours: GET /api/people/me lists them.',
  },
  too_many_tries: {
    status: 429,
    title: 'Too many keys or links that led nowhere',
    cure: 'Wait for the seconds in the Retry-After header, then send the right one.',
  },
  setup_done: {
    status: 410,
    title: 'Verona is set up already',
    cure: 'Sign in, or ask an administrator for an invitation.',
  },
  setup_link_wrong: {
    status: 401,
    title: 'This set-up link does not open anything',
    cure: 'Use the newest link: the server prints one at every start until set-up is done.',
  },
  weak_password: {
    status: 422,
    title: 'This password is too easy to guess',
    cure: 'Choose a longer one: four unrelated words are easy to keep and hard to guess.',
  },
  account_exists: {
    status: 409,
    title: 'This address already has an account',
    cure: 'Sign in with it first, then open the invitation again.',
  },
  email_taken: {
    status: 409,
    title: 'Someone in this workspace already has this address',
    cure: 'Open that person instead, or use another address.',
  },
  invitation_gone: {
    status: 410,
    title: 'This invitation is no longer open',
    cure: 'Ask whoever invited you for a new one: invitations expire, work once and can be withdrawn.',
  },
  invitation_not_yours: {
    status: 403,
    title: 'This invitation is for another address',
    cure: 'Sign in with the address the invitation was sent to.',
  },
  role_above_own: {
    status: 403,
    title: 'You cannot give or take a role that may do more than yours',
    cure: 'Ask someone with a higher role, such as an owner of the workspace.',
  },
  last_owner: {
    status: 409,
    title: 'A workspace keeps at least one active owner',
    cure: 'Make someone else an owner first.',
  },
  deactivated: {
    status: 409,
    title: 'This person is deactivated',
    cure: 'Reactivate them first.',
  },
  reporting_cycle: {
    status: 409,
    title: 'Nobody can report to themselves, not even through others',
    cure: 'Change the line between the two people first, or choose a later date.',
  },
  department_cycle: {
    status: 409,
    title: 'A department cannot lie inside itself',
    cure: 'Choose a parent outside of this department.',
  },
  department_in_use: {
    status: 409,
    title: 'This department still holds people or departments',
    cure: 'Move them elsewhere, then archive it.',
  },
  name_taken: {
    status: 409,
    title: 'This name is in use',
    cure: 'Choose another name.',
  },
  not_an_employee: {
    status: 403,
    title: 'Only a person can do this, not an API key',
    cure: 'Sign in and do it in the console.',
  },
  workspace_not_allowed: {
    status: 403,
    title: 'Only the owner of a workspace can open another one',
    cure: 'Ask an owner to make the workspace and invite you.',
  },
});
