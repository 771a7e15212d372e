/** Roles and the actions they are made of. Which role holds which action: `rules/policy.ts`. */
import { z } from '#platform/contract';

/** From most to least trusted; what each may do is a table, not this order. */
export const roles = ['owner', 'admin', 'analyst', 'agent', 'developer', 'viewer', 'guest'] as const;
export const role = z.enum(roles);
export type Role = z.infer<typeof role>;

/** Everything a role can be asked for, with what it means in a sentence a person can read. */
export const actions = {
  'people.read': 'See employees, departments, reporting lines, teams and availability',
  'people.self': 'Change their own availability and working hours',
  'people.write': 'Change employees, departments, reporting lines and teams',
  'people.invite': 'Invite people, see and withdraw invitations',
  'people.roles': 'Give roles, deactivate and reactivate people',
  'people.keys': 'Make, see and revoke API keys',
  'audit.read': 'Read the audit log',
  'settings.read': 'See the settings of the workspace',
  'settings.write': 'Change the settings of the workspace',
  'personal.read': 'See who customers are: their profiles and timelines, names and addresses, and what they said word for word',
  'listen.read': 'See sources, surveys and the schema catalogue',
  'listen.write': 'Change sources, keys, webhooks and mappings; retry parked events',
  'listen.import': 'Import files',
  'customers.read': 'See segments, and by what rules customers are told apart',
  'customers.write': 'Change customers, consent and segments',
  'customers.merge': 'Merge and separate customers',
  'customers.export': "Export customers' data",
  'customers.erase': 'Erase customers',
  'listen.channels': 'Change channels: web chat, mailboxes, open channels',
  'knowledge.read': 'Read articles, also those for colleagues only',
  'knowledge.write': 'Write, verify and publish articles, and settle gaps',
  'knowledge.site': 'Change the public help centre: its name, looks, languages, and whether it is open',
  'moments.read': 'See moments, conversations and clocks',
  'moments.own': 'Own moments: answer customers, hand over, resolve, give goodwill within their limit',
  'moments.lead': "Move others' moments, approve goodwill above a limit, listen in",
  'moments.write': 'Change queues, clocks, opening rules, macros and limits',
  'measure.read': 'Ask questions about events and metrics',
  'measure.write': 'Keep questions for everyone',
  'measure.sql': 'Ask questions in SQL, over every customer of the workspace',
} as const;
export type Action = keyof typeof actions;
