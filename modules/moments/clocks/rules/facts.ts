/** What happens to a moment, as its clocks see it, and the situation it is in between two happenings. */
import type { ClockKind, Target } from '../../contract/clocks.ts';
import type { OpenHours } from './open-time.ts';

/** A target with the hours of its calendar, as they were when it was applied. */
export interface AppliedTarget extends Omit<Target, 'calendarId'> {
  hours: OpenHours;
}

export interface AppliedClause {
  id: string;
  name: string;
  targets: { readonly [K in ClockKind]?: AppliedTarget | undefined };
}

/** `at` in milliseconds. Facts stand in order of time; those of one instant in the order in which they happened. */
export type Fact = {
  at: number;
} & ( // The customer's first word, or what they did that calls for someone. `nobodyWaits`: opened for a colleague, without a customer.
  | { what: 'opened'; heldBy: string; nobodyWaits?: true }
  | { what: 'customer_spoke' }
  | { what: 'human_replied' }
  | { what: 'waiting'; for: 'customer' | 'third_party' | 'team' }
  | { what: 'snoozed'; until: number } // until now or earlier: wakes it
  | { what: 'resolved' }
  | { what: 'reopened' }
  | { what: 'clause_applied'; clause: AppliedClause | null } // also when a policy, a priority or a calendar changed
  | { what: 'handed_over'; to: string } // to another team
);

export interface Situation {
  /** The team that holds it; null before it is opened. */
  holder: string | null;
  resolved: boolean;
  waitingFor: 'customer' | 'third_party' | null;
  snoozedUntil: number | null;
}

const before: Situation = { holder: null, resolved: false, waitingFor: null, snoozedUntil: null };

function after(situation: Situation, fact: Fact): Situation {
  switch (fact.what) {
    case 'opened':
      return { ...before, holder: fact.heldBy };
    case 'handed_over':
      return { ...situation, holder: fact.to };
    case 'customer_spoke':
      // Their word is what we waited for, and it wakes what sleeps. A third party still owes its answer.
      return { ...situation, snoozedUntil: null, waitingFor: situation.waitingFor === 'customer' ? null : situation.waitingFor };
    case 'waiting':
      return { ...situation, waitingFor: fact.for === 'team' ? null : fact.for };
    case 'snoozed':
      return { ...situation, snoozedUntil: fact.until > fact.at ? fact.until : null };
    case 'resolved':
      return { ...situation, resolved: true, waitingFor: null, snoozedUntil: null };
    case 'reopened':
      return { ...situation, resolved: false };
    case 'human_replied':
    case 'clause_applied':
      return situation;
    default:
      return fact satisfies never;
  }
}

/** One step of a life: a stretch in which nothing changes, then what happens at its end (nothing at the last one, or on waking). */
export interface Step {
  from: number;
  until: number;
  situation: Situation;
  fact: Fact | null;
}

/** A moment's life until `now`: stretches without gaps or overlaps, from its first fact on. Facts after `now` do not count yet. */
export function* life(facts: readonly Fact[], now: number): Generator<Step> {
  let situation = before;
  let from = facts[0]?.at ?? now;
  function* quiet(until: number): Generator<Step> {
    const { snoozedUntil } = situation;
    if (snoozedUntil === null || snoozedUntil > until) return;
    yield { from, until: snoozedUntil, situation, fact: null };
    situation = { ...situation, snoozedUntil: null };
    from = snoozedUntil;
  }
  for (const fact of facts) {
    if (fact.at > now) break;
    yield* quiet(fact.at);
    yield { from, until: fact.at, situation, fact };
    situation = after(situation, fact);
    from = fact.at;
  }
  yield* quiet(now);
  if (facts.length > 0 && from <= now) yield { from, until: now, situation, fact: null };
}
