/** What a visitor may know before anybody answers: whether somebody is there, how soon they answer, when they are back. */
import type { Tx } from '#platform/postgres';
import { hoursOf } from '../clocks/apply.ts';
import { chooseClause } from '../clocks/rules/policy.ts';
import { findPolicy, listCalendars } from '../clocks/store/settings.ts';
import { type Ground, policyFactsOf } from '../ground.ts';
import * as agents from '../store/agents.ts';
import { backAt } from './rules/back-at.ts';
import { typicalSeconds } from './rules/expectation.ts';

export async function staffingOf(ground: Ground, tx: Tx, workspaceId: string, channelId: string) {
  const taking = await agents.takingAgents(tx, workspaceId);
  if (taking.some(({ routed }) => routed)) {
    const lately = await agents.lateFirstReplies(tx, workspaceId);
    return { staffed: true, expectedSeconds: typicalSeconds(lately), backAt: null };
  }
  const now = ground.clock.now();
  const office = await officeOf(ground, tx, workspaceId, channelId, new Date(now).getUTCFullYear());
  const at = backAt(office, await shiftsOf(ground, tx, workspaceId), now);
  return { staffed: false, expectedSeconds: null, backAt: at === null ? null : new Date(at).toISOString() };
}

/** The calendar that the channel names; else the one that first replies to such a chat are counted in. */
async function officeOf({ listen }: Ground, tx: Tx, workspaceId: string, channelId: string, year: number) {
  const channel = await listen.channels.find(tx, workspaceId, channelId);
  const calendars = await listCalendars(tx, workspaceId);
  const named = calendars.find(({ id }) => id === channel?.settings.calendar);
  if (named) return hoursOf(named, year);
  const policy = await findPolicy(tx, workspaceId);
  const queue = (await agents.listQueues(tx, workspaceId)).find(({ standard }) => standard);
  if (policy === undefined || queue === undefined) return undefined;
  const anybody = { segments: [], value: null };
  const about = policyFactsOf({ queueId: queue.id, priority: '0', channelKind: 'web_chat', language: null }, anybody);
  const counted = chooseClause(policy, about)?.clause.targets.first_reply?.calendarId;
  const calendar = calendars.find(({ id }) => id === counted);
  return calendar && hoursOf(calendar, year);
}

/** Shifts of those whom routing would choose; none when not everybody's are known. */
async function shiftsOf({ people }: Ground, tx: Tx, workspaceId: string) {
  const routed = (await agents.listAgents(tx, workspaceId)).filter((agent) => agent.routed).map(({ id }) => id);
  const stated = routed.length === 0 ? [] : await people.workingHours(tx, routed);
  if (stated.some(({ hours }) => hours === null)) return [];
  return stated.flatMap(({ hours }) =>
    hours === null ? [] : [{ timeZone: hours.timeZone, always: false, week: hours.shifts, days: [], closed: [] }],
  );
}
