import type { Calendar, ClockPolicy, Target } from '../../contract/clocks.ts';

const minute = 60_000;
const hour = 60 * minute;

/** What a workspace starts with, until somebody says when they work. */
export const standardCalendar: Calendar = {
  name: 'Always open',
  timeZone: 'UTC',
  always: true,
  week: [],
  holidays: null,
  days: [],
};

/** What is promised from the first day on: modest, and the same for everybody who writes in the same way. */
export function standardPolicy(calendarId: string): ClockPolicy {
  const reply = (withinMs: number): Target => ({
    withinMs,
    calendarId,
    pausedBy: [],
    warn: [{ at: 0.75, tell: 'owner' }],
    onBreach: ['owner', 'accountable'],
    escalate: [{ afterMs: withinMs, tell: 'manager' }],
  });
  const resolution: Target = { ...reply(72 * hour), pausedBy: ['customer', 'third_party'] };
  return {
    clauses: [
      {
        id: 'chat',
        name: 'Chat',
        when: { channels: ['web_chat'] },
        targets: { first_reply: reply(2 * minute), next_reply: reply(5 * minute), resolution },
      },
      {
        id: 'everything',
        name: 'Everything else',
        when: {},
        targets: { first_reply: reply(8 * hour), next_reply: reply(8 * hour), resolution },
      },
    ],
  };
}
