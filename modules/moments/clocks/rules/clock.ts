/**
 * A clock is a fold over what happened: never a countdown that somebody has to keep.
 *
 * - `first_reply` runs from the opening until a human answers; where no customer waits, from their first word.
 * - `next_reply` runs from each first unanswered word after that until a human answers; each turn is a new round from zero.
 * - `resolution` runs from the opening until it is resolved; re-opened, it goes on where it stopped.
 *
 * Open time that passed is never given back: not by a pause, an owner, another policy or a re-opening. What is late at an
 * instant stays known with that instant, so that it can be told even when nobody was awake then.
 */
import type { ClockKind, Pause } from '../../contract/clocks.ts';
import { type AppliedClause, type AppliedTarget, type Fact, life, type Situation } from './facts.ts';
import { addBusiness, businessMs } from './open-time.ts';
import { type ClockStep, stepsOf } from './steps.ts';

export type PauseReason = Pause | 'resolved';

/** Why a clock stands as it does, as data: the console says it in the reader's language. Instants and lengths in milliseconds. */
export type ClockReason =
  | { code: 'running'; dueAt: number | null; leftMs: number }
  | { code: 'paused'; by: readonly PauseReason[]; since: number; leftMs: number }
  | { code: 'met'; at: number; leftMs: number }
  | { code: 'breached'; since: number; lateMs: number; stillOpen: boolean };

export interface StepAt extends ClockStep {
  /** When it came due, or will when nothing changes; null while that cannot be said (paused, or never open). */
  dueAt: number | null;
  crossed: boolean;
}

export interface Clock {
  kind: ClockKind;
  /** 1 for the first turn. What was fired is remembered by kind, round and step. */
  round: number;
  state: 'running' | 'paused' | 'met' | 'breached';
  clause: { id: string; name: string };
  withinMs: number;
  startedAt: number;
  endedAt: number | null;
  elapsedMs: number;
  /** Below zero once it is late. */
  remainingMs: number;
  dueAt: number | null;
  /** The first warning; null when there is none, or as `dueAt`. */
  warnAt: number | null;
  steps: readonly StepAt[];
  why: ClockReason;
}

/** What is remembered while facts go by. */
interface Running {
  round: number;
  startedAt: number | null;
  endedAt: number | null;
  elapsedMs: number;
  /** What holds for the moment now… */
  applied: AppliedClause | null;
  /** …and what counts for this clock: a clock that has ended keeps what it ended by. */
  clause: { id: string; name: string } | null;
  target: AppliedTarget | null;
  steps: readonly ClockStep[];
  /** Steps whose time is up, and when it was. */
  crossed: Map<string, number>;
  pausedSince: number | null;
  /** A human has answered at least once: from then on words start the clock of the next reply. */
  answered: boolean;
}

function pausesOf(target: AppliedTarget, { resolved, waitingFor, snoozedUntil }: Situation): PauseReason[] {
  const reasons: PauseReason[] = [];
  if (resolved) reasons.push('resolved');
  if (waitingFor && target.pausedBy.includes(waitingFor)) reasons.push(waitingFor);
  if (snoozedUntil !== null && target.pausedBy.includes('snooze')) reasons.push('snooze');
  return reasons;
}

/** Time goes by: counts what is open, and notes what comes due on the way. */
function pass(clock: Running, from: number, until: number, situation: Situation): void {
  const { target } = clock;
  if (clock.startedAt === null || clock.endedAt !== null || !target) {
    clock.pausedSince = null;
    return;
  }
  if (pausesOf(target, situation).length > 0) {
    clock.pausedSince ??= from;
    return;
  }
  clock.pausedSince = null;
  const elapsed = clock.elapsedMs + businessMs(target.hours, from, until);
  for (const { id, afterMs } of clock.steps) {
    if (afterMs > elapsed || clock.crossed.has(id)) continue;
    clock.crossed.set(id, addBusiness(target.hours, from, afterMs - clock.elapsedMs) ?? until);
  }
  clock.elapsedMs = elapsed;
}

/** Another target: what passed stays passed. What was late by the old one and is not by the new one is not late. */
function adopt(clock: Running, kind: ClockKind, at: number): void {
  const { applied } = clock;
  const target = applied?.targets[kind] ?? null;
  clock.clause = target && applied ? { id: applied.id, name: applied.name } : null;
  clock.target = target;
  clock.steps = target ? stepsOf(target) : [];
  const reached = clock.steps.filter(({ afterMs }) => clock.startedAt !== null && afterMs <= clock.elapsedMs);
  clock.crossed = new Map(reached.map(({ id }) => [id, clock.crossed.get(id) ?? at]));
}

function begin(clock: Running, kind: ClockKind, at: number): void {
  Object.assign(clock, { round: clock.round + 1, startedAt: at, endedAt: null, elapsedMs: 0 });
  clock.crossed = new Map();
  adopt(clock, kind, at);
}

function goOn(clock: Running, kind: ClockKind, at: number): void {
  clock.endedAt = null;
  adopt(clock, kind, at);
}

const runs = ({ startedAt, endedAt }: Running): boolean => startedAt !== null && endedAt === null;

function begins(kind: ClockKind, clock: Running, fact: Fact): boolean {
  const spoke = fact.what === 'customer_spoke';
  if (kind === 'next_reply') return spoke && clock.answered && !runs(clock);
  if (kind === 'first_reply' && spoke) return clock.round === 0;
  return fact.what === 'opened' && !(kind === 'first_reply' && fact.nobodyWaits);
}

function happen(clock: Running, kind: ClockKind, fact: Fact): void {
  if (fact.what === 'clause_applied') clock.applied = fact.clause;
  const ends = fact.what === (kind === 'resolution' ? 'resolved' : 'human_replied');
  if (begins(kind, clock, fact)) begin(clock, kind, fact.at);
  else if (runs(clock) && ends) clock.endedAt = fact.at;
  else if (runs(clock) && fact.what === 'clause_applied') adopt(clock, kind, fact.at);
  else if (kind === 'resolution' && clock.endedAt !== null && fact.what === 'reopened') goOn(clock, kind, fact.at);
  if (fact.what === 'human_replied') clock.answered = true;
}

const unstarted = (): Running => ({
  round: 0,
  startedAt: null,
  endedAt: null,
  elapsedMs: 0,
  applied: null,
  clause: null,
  target: null,
  steps: [],
  crossed: new Map(),
  pausedSince: null,
  answered: false,
});

/** Turns that ended before another began, as they ended, and the latest one as it stands at `now`. */
function fold(kind: ClockKind, facts: readonly Fact[], now: number): { past: Clock[]; latest: Clock | null } {
  const clock = unstarted();
  const past: Clock[] = [];
  let last: Situation | undefined;
  for (const { from, until, situation, fact } of life(facts, now)) {
    last = situation;
    pass(clock, from, until, situation);
    if (!fact) continue;
    const ended = begins(kind, clock, fact) ? asSeen(kind, clock, situation, fact.at) : null;
    if (ended) past.push(ended);
    happen(clock, kind, fact);
  }
  return { past, latest: last ? asSeen(kind, clock, last, now) : null };
}

/** Every turn of a kind until `now` that a target held for, oldest first. */
export function turnsAt(kind: ClockKind, facts: readonly Fact[], now: number): Clock[] {
  const { past, latest } = fold(kind, facts, now);
  return latest ? [...past, latest] : past;
}

/** The clock of a kind as it stands at `now`; null when nothing started it yet, or no target holds for it. */
export function clockAt(kind: ClockKind, facts: readonly Fact[], now: number): Clock | null {
  return fold(kind, facts, now).latest;
}

/** From when on open time counts when nothing else happens; null when that waits for somebody. */
function countsFrom(pauses: readonly PauseReason[], situation: Situation, now: number): number | null {
  if (pauses.length === 0) return now;
  return pauses.every((pause) => pause === 'snooze') ? situation.snoozedUntil : null;
}

function asSeen(kind: ClockKind, clock: Running, situation: Situation, now: number): Clock | null {
  const { target, clause, startedAt, endedAt, elapsedMs, round } = clock;
  if (!target || !clause || startedAt === null) return null;
  const pauses = endedAt === null ? pausesOf(target, situation) : [];
  const from = endedAt === null ? countsFrom(pauses, situation, now) : null;
  const steps = clock.steps.map((step): StepAt => {
    const crossedAt = clock.crossed.get(step.id);
    const ahead = from === null ? null : addBusiness(target.hours, from, step.afterMs - elapsedMs);
    return { ...step, dueAt: crossedAt ?? ahead, crossed: crossedAt !== undefined };
  });
  const dueAt = steps.find(({ kind }) => kind === 'breach')?.dueAt ?? null;
  const leftMs = target.withinMs - elapsedMs;
  const why = reasonOf({ clock, pauses, dueAt, leftMs, now });
  return {
    kind,
    round,
    state: why.code,
    clause,
    withinMs: target.withinMs,
    startedAt,
    endedAt,
    elapsedMs,
    remainingMs: leftMs,
    dueAt,
    warnAt: steps.find(({ kind }) => kind === 'warning')?.dueAt ?? null,
    steps,
    why,
  };
}

interface Seen {
  clock: Running;
  pauses: readonly PauseReason[];
  dueAt: number | null;
  leftMs: number;
  now: number;
}

function reasonOf({ clock, pauses, dueAt, leftMs, now }: Seen): ClockReason {
  const { endedAt, pausedSince } = clock;
  const since = clock.crossed.get('breach');
  if (since !== undefined) return { code: 'breached', since, lateMs: -leftMs, stillOpen: endedAt === null };
  if (endedAt !== null) return { code: 'met', at: endedAt, leftMs };
  if (pauses.length > 0) return { code: 'paused', by: pauses, since: pausedSince ?? now, leftMs };
  return { code: 'running', dueAt, leftMs };
}
