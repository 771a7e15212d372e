/**
 * The one clock the customer feels: time on their own wall from the first word until it is resolved, nights included, whoever
 * held it. Every instant of it belongs to exactly one holder, so the holds sum to it, to the millisecond.
 */
import { type Fact, life, type Situation } from './facts.ts';
import { businessMs, type OpenHours } from './open-time.ts';

export type Holder = { by: 'team'; id: string } | { by: 'customer' } | { by: 'third_party' };

export interface Hold {
  holder: Holder;
  ms: number;
  /** Of it, what was open time of the calendar asked for. */
  openMs: number;
}

export interface Felt {
  startedAt: number;
  /** Null while it is open. Time between a resolution and a re-opening is not felt. */
  endedAt: number | null;
  totalMs: number;
  openMs: number;
  /** Longest first. */
  holds: readonly Hold[];
  /** Who held it when, in order; neighbours differ. */
  band: readonly { from: number; until: number; holder: Holder }[];
}

function holderOf({ holder, waitingFor }: Situation): Holder {
  if (waitingFor) return { by: waitingFor };
  return { by: 'team', id: holder ?? '' };
}

const same = (a: Holder, b: Holder) => a.by === b.by && (a.by !== 'team' || b.by !== 'team' || a.id === b.id);

/** Null before anything happened. `hours` says what counts as open time for the second figure. */
export function feltAt(facts: readonly Fact[], now: number, hours: OpenHours): Felt | null {
  const [first] = facts;
  if (!first || first.at > now) return null;
  const band: { from: number; until: number; holder: Holder }[] = [];
  let resolvedAt: number | null = null;
  for (const { from, until, situation, fact } of life(facts, now)) {
    if (fact?.what === 'resolved') resolvedAt ??= fact.at;
    if (fact?.what === 'reopened') resolvedAt = null;
    if (situation.resolved || from === until) continue;
    const holder = holderOf(situation);
    const last = band.at(-1);
    if (last && last.until === from && same(last.holder, holder)) last.until = until;
    else band.push({ from, until, holder });
  }
  const holds: Hold[] = [];
  for (const { from, until, holder } of band) {
    let hold = holds.find((one) => same(one.holder, holder));
    if (!hold) {
      hold = { holder, ms: 0, openMs: 0 };
      holds.push(hold);
    }
    hold.ms += until - from;
    hold.openMs += businessMs(hours, from, until);
  }
  const sum = (of: 'ms' | 'openMs') => holds.reduce((total, hold) => total + hold[of], 0);
  return {
    startedAt: first.at,
    endedAt: resolvedAt,
    totalMs: sum('ms'),
    openMs: sum('openMs'),
    holds: holds.sort((a, b) => b.ms - a.ms),
    band,
  };
}
