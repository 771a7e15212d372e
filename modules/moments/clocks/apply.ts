/** From what is known of a moment to the clause that counts for it, with its hours: what clocks are given to count by. */
import { createHash } from 'node:crypto';
import type { Calendar, ClockKind, ClockPolicy, SavedCalendar, Target } from '../contract/clocks.ts';
import { publicHolidays } from './holidays.ts';
import type { AppliedClause, AppliedTarget } from './rules/facts.ts';
import type { OpenHours } from './rules/open-time.ts';
import { type Because, chooseClause, type PolicyFacts } from './rules/policy.ts';

export interface Applied {
  /** Of the content: the same clause with the same hours is the same. */
  hash: string;
  body: AppliedClause;
  because: readonly Because[];
}

/** Holidays of the year before (a clock may have begun in it) and the two after. */
export async function hoursOf({ timeZone, always, week, days, holidays }: Calendar, year: number): Promise<OpenHours> {
  const closed = holidays && !always ? await publicHolidays(holidays, { from: year - 1, to: year + 2 }) : [];
  return { timeZone, always, week, days, closed };
}

const kinds: readonly ClockKind[] = ['first_reply', 'next_reply', 'resolution'];

/** Null when no clause holds: then nothing is promised. */
export async function applyPolicy(
  policy: ClockPolicy,
  calendars: readonly SavedCalendar[],
  about: PolicyFacts,
  now: number,
): Promise<Applied | null> {
  const choice = chooseClause(policy, about);
  if (!choice) return null;
  const { clause, because } = choice;
  const year = new Date(now).getUTCFullYear();
  const targets: { [K in ClockKind]?: AppliedTarget } = {};
  for (const kind of kinds) {
    const target: Target | undefined = clause.targets[kind];
    const calendar = calendars.find(({ id }) => id === target?.calendarId);
    if (!target || !calendar) continue;
    const { calendarId: _, ...rest } = target;
    targets[kind] = { ...rest, hours: await hoursOf(calendar, year) };
  }
  const body: AppliedClause = { id: clause.id, name: clause.name, targets };
  return { hash: createHash('sha256').update(JSON.stringify(body)).digest('base64url'), body, because };
}
