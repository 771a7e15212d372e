/** Dashboards outside the console: a secret link anyone may open, and a letter at an hour one chooses. */
import { defineRefusals, defineRoute, id, instant, z } from '#platform/contract';
import { timeZone } from './events.ts';
import { savedRefusals } from './saved.ts';

export const toldRefusals = defineRefusals('measure', {
  employee_needed: { status: 403, title: 'Only an employee gets letters', cure: 'Sign in as a person: a key has no mailbox.' },
  personal_question: {
    status: 403,
    title: 'It asks by something that says who customers are',
    cure: 'Ask by something else, or open the dashboard in the console.',
  },
  no_such_link: { status: 404, title: 'No such link', cure: 'GET /api/measure/dashboards/{id}/links lists those there are.' },
  too_many_links: { status: 409, title: 'There are 50 open links to it', cure: 'Revoke one that nobody needs any longer.' },
});

const board = z.object({ id });

export const link = z.object({
  id,
  createdBy: z.string(),
  createdAt: instant,
  expiresAt: instant,
  revokedAt: instant.nullable(),
});

export const listLinks = defineRoute({
  id: 'measure.links',
  method: 'GET',
  path: '/api/measure/dashboards/{id}/links',
  summary: 'Secret links to a dashboard, newest first; never the secrets',
  access: { action: 'measure.write' },
  params: board,
  reply: z.object({ items: z.array(link) }),
  refusals: [savedRefusals.no_such_dashboard],
});

export const createLink = defineRoute({
  id: 'measure.create_link',
  method: 'POST',
  path: '/api/measure/dashboards/{id}/links',
  summary: 'Open a dashboard to whoever has the link: figures and tables, nobody behind them',
  access: { action: 'measure.write' },
  params: board,
  body: z.strictObject({ days: z.number().int().min(1).max(365).default(30) }),
  /** The address is told once: only its hash is kept. */
  reply: link.extend({ url: z.string() }),
  status: 201,
  refusals: [savedRefusals.no_such_dashboard, toldRefusals.too_many_links],
});

export const revokeLink = defineRoute({
  id: 'measure.revoke_link',
  method: 'DELETE',
  path: '/api/measure/dashboards/{id}/links/{link}',
  summary: 'Close a link at once',
  access: { action: 'measure.write' },
  params: board.extend({ link: id }),
  refusals: [savedRefusals.no_such_dashboard, toldRefusals.no_such_link],
});

export const digestWords = z.strictObject({
  every: z.enum(['day', 'week']),
  /** Of a weekly one; Monday is 1. */
  weekday: z.number().int().min(1).max(7).default(1),
  hour: z.number().int().min(0).max(23),
  timeZone,
});
export type DigestWords = z.infer<typeof digestWords>;

export const digest = digestWords.extend({ nextAt: instant, lastSentAt: instant.nullable() });

export const readDigest = defineRoute({
  id: 'measure.digest',
  method: 'GET',
  path: '/api/measure/dashboards/{id}/digest',
  summary: 'When this dashboard comes to me by mail',
  access: { action: 'measure.read' },
  params: board,
  reply: z.object({ digest: digest.nullable() }),
  refusals: [savedRefusals.no_such_dashboard],
});

export const setDigest = defineRoute({
  id: 'measure.set_digest',
  method: 'PUT',
  path: '/api/measure/dashboards/{id}/digest',
  summary: 'Get this dashboard by mail, daily or weekly at an hour',
  access: { action: 'measure.read' },
  params: board,
  body: digestWords,
  reply: z.object({ digest }),
  refusals: [savedRefusals.no_such_dashboard, toldRefusals.employee_needed],
});

export const stopDigest = defineRoute({
  id: 'measure.stop_digest',
  method: 'DELETE',
  path: '/api/measure/dashboards/{id}/digest',
  summary: 'No longer get this dashboard by mail',
  access: { action: 'measure.read' },
  params: board,
  refusals: [savedRefusals.no_such_dashboard],
});
