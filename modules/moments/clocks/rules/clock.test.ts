import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClockKind, Pause } from '../../contract/clocks.ts';
import { aLife, isOpen, type Life, length, slowBusinessMs } from '../testing.ts';
import { type Clock, clockAt } from './clock.ts';
import type { AppliedClause, AppliedTarget, Fact } from './facts.ts';
import { feltAt } from './felt.ts';
import type { OpenHours } from './open-time.ts';

const { minute, hour, day } = length;
const kinds: readonly ClockKind[] = ['first_reply', 'next_reply', 'resolution'];
const always: OpenHours = { timeZone: 'UTC', always: true, week: [], closed: [], days: [] };
const office: OpenHours = {
  ...always,
  always: false,
  week: [1, 2, 3, 4, 5].map((weekday) => ({ day: weekday, from: '09:00', to: '17:00' })),
};

const target = (withinMs: number, more: Partial<AppliedTarget> = {}): AppliedTarget => ({
  withinMs,
  hours: always,
  pausedBy: [],
  warn: [],
  onBreach: ['owner'],
  escalate: [],
  ...more,
});
const applied = (at: number, targets: AppliedClause['targets'], id = 'c'): Fact => ({
  at,
  what: 'clause_applied',
  clause: { id, name: id, targets },
});
/** Monday 2026-06-01 at a time of UTC. */
const on = (clock: string, days = 0) => Date.parse(`2026-06-01T${clock}Z`) + days * day;

describe('F12: clocks', () => {
  test('the first reply counts from the opening until a human answers, and says why it stands as it does', () => {
    const facts: Fact[] = [
      { at: on('10:00'), what: 'opened', heldBy: 'care' },
      applied(on('10:00'), { first_reply: target(hour, { warn: [{ at: 0.75, tell: 'owner' }] }) }),
    ];
    const running = clockAt('first_reply', facts, on('10:30'));
    expect(running).toMatchObject({ state: 'running', dueAt: on('11:00'), warnAt: on('10:45'), remainingMs: 30 * minute });
    expect(running?.why).toEqual({ code: 'running', dueAt: on('11:00'), leftMs: 30 * minute });
    const answered: Fact[] = [...facts, { at: on('10:50'), what: 'human_replied' }];
    expect(clockAt('first_reply', answered, on('12:00'))?.why).toEqual({ code: 'met', at: on('10:50'), leftMs: 10 * minute });
    const late: Fact[] = [...facts, { at: on('11:20'), what: 'human_replied' }];
    const why = { code: 'breached', since: on('11:00'), lateMs: 20 * minute, stillOpen: false };
    expect(clockAt('first_reply', late, on('12:00'))?.why).toEqual(why);
    expect(clockAt('resolution', facts, on('12:00'))).toBeNull();
  });

  test('where nobody waits no first reply is owed until a customer speaks; the solution is', () => {
    const facts: Fact[] = [
      { at: on('10:00'), what: 'opened', heldBy: 'care', nobodyWaits: true },
      applied(on('10:00'), { first_reply: target(hour), resolution: target(day) }),
    ];
    expect(clockAt('first_reply', facts, on('20:00'))).toBeNull();
    expect(clockAt('resolution', facts, on('20:00'))).toMatchObject({ state: 'running', startedAt: on('10:00') });
    const spoken: Fact[] = [...facts, { at: on('12:00'), what: 'customer_spoke' }];
    expect(clockAt('first_reply', spoken, on('12:30'))).toMatchObject({ state: 'running', dueAt: on('13:00') });
  });

  test('due means before: an answer in the very millisecond it is due is late', () => {
    const facts: Fact[] = [
      { at: on('10:00'), what: 'opened', heldBy: 'care' },
      applied(on('10:00'), { first_reply: target(hour) }),
      { at: on('11:00'), what: 'human_replied' },
    ];
    expect(clockAt('first_reply', facts, on('11:00'))).toMatchObject({ state: 'breached', elapsedMs: hour });
  });

  test('each turn of the customer starts a new round of the next reply; more words in one turn do not', () => {
    const facts: Fact[] = [
      { at: on('10:00'), what: 'opened', heldBy: 'care' },
      applied(on('10:00'), { next_reply: target(hour) }),
      { at: on('10:05'), what: 'customer_spoke' },
      { at: on('10:10'), what: 'human_replied' },
      { at: on('12:00'), what: 'customer_spoke' },
      { at: on('12:30'), what: 'customer_spoke' },
    ];
    expect(clockAt('next_reply', facts.slice(0, 4), on('11:00'))).toBeNull();
    expect(clockAt('next_reply', facts, on('12:40'))).toMatchObject({ round: 1, startedAt: on('12:00'), elapsedMs: 40 * minute });
    facts.push({ at: on('12:50'), what: 'human_replied' }, { at: on('15:00'), what: 'customer_spoke' });
    expect(clockAt('next_reply', facts, on('15:01'))).toMatchObject({ round: 2, elapsedMs: minute, state: 'running' });
  });

  test('pauses stop what they may stop, conserve what has passed, and a snooze ends by itself', () => {
    const pausedBy: Pause[] = ['customer', 'snooze'];
    const facts: Fact[] = [
      { at: on('09:00'), what: 'opened', heldBy: 'care' },
      applied(on('09:00'), { resolution: target(4 * hour, { hours: office, pausedBy }), first_reply: target(8 * hour) }),
      { at: on('10:00'), what: 'waiting', for: 'customer' },
    ];
    const paused = clockAt('resolution', facts, on('16:00'));
    expect(paused).toMatchObject({ state: 'paused', dueAt: null, elapsedMs: hour });
    expect(paused?.why).toEqual({ code: 'paused', by: ['customer'], since: on('10:00'), leftMs: 3 * hour });
    expect(clockAt('first_reply', facts, on('16:00'))).toMatchObject({ state: 'running', elapsedMs: 7 * hour });
    // They answer at 16:00: an hour is left today, two more tomorrow from nine.
    facts.push({ at: on('16:00'), what: 'customer_spoke' });
    expect(clockAt('resolution', facts, on('16:00'))?.dueAt).toBe(on('11:00', 1));
    facts.push({ at: on('16:30'), what: 'snoozed', until: on('10:00', 1) });
    expect(clockAt('resolution', facts, on('20:00'))).toMatchObject({ state: 'paused', dueAt: on('12:30', 1) });
    expect(clockAt('resolution', facts, on('12:00', 1))).toMatchObject({ state: 'running', dueAt: on('12:30', 1) });
    // A third party may not stop this one.
    facts.push({ at: on('12:00', 1), what: 'waiting', for: 'third_party' });
    expect(clockAt('resolution', facts, on('12:10', 1))).toMatchObject({ state: 'running', dueAt: on('12:30', 1) });
  });

  test('re-opened, a resolution goes on where it stopped; the time in between is nobody’s', () => {
    const facts: Fact[] = [
      { at: on('09:00'), what: 'opened', heldBy: 'care' },
      applied(on('09:00'), { resolution: target(2 * hour) }),
      { at: on('10:00'), what: 'resolved' },
      { at: on('15:00'), what: 'reopened' },
    ];
    expect(clockAt('resolution', facts.slice(0, 3), on('14:00'))).toMatchObject({ state: 'met', remainingMs: hour });
    expect(clockAt('resolution', facts, on('15:30'))).toMatchObject({ state: 'running', round: 1, dueAt: on('16:00') });
  });

  test('another calendar, zone or target counts from then on; an ended clock keeps what it ended by', () => {
    const rome = { ...office, timeZone: 'Europe/Rome' };
    const facts: Fact[] = [
      { at: on('14:00'), what: 'opened', heldBy: 'care' },
      applied(on('14:00'), { resolution: target(4 * hour, { hours: office }), first_reply: target(hour) }),
      { at: on('14:30'), what: 'human_replied' },
      applied(on('14:45'), { resolution: target(4 * hour, { hours: rome }), first_reply: target(minute) }, 'other'),
    ];
    // Rome closes at 15:00 UTC in summer: 45 minutes by the old zone, 15 by the new one, three hours tomorrow from 07:00 UTC.
    expect(clockAt('resolution', facts, on('14:50'))?.dueAt).toBe(on('10:00', 1));
    expect(clockAt('first_reply', facts, on('20:00'))).toMatchObject({ state: 'met', clause: { id: 'c' }, withinMs: hour });
    const urgent = [...facts, applied(on('14:50'), { resolution: target(10 * minute, { hours: rome }) }, 'urgent')];
    expect(clockAt('resolution', urgent, on('14:50'))?.why).toMatchObject({ code: 'breached', since: on('14:50') });
    const relaxed = [...urgent, applied(on('14:55'), { resolution: target(day, { hours: rome }) }, 'relaxed')];
    expect(clockAt('resolution', relaxed, on('14:55'))).toMatchObject({ state: 'running', elapsedMs: 55 * minute });
  });
});

// ---- the slow truth: a day lived minute by minute ------------------------------------------------------------------------

interface Slow {
  round: number;
  runs: boolean;
  elapsed: number;
  late: number | null;
  target: AppliedTarget | null;
}

function slowClock(kind: ClockKind, { facts, now }: Life): Slow {
  const slow: Slow = { round: 0, runs: false, elapsed: 0, late: null, target: null };
  let clause: AppliedClause | null = null;
  let waiting: 'customer' | 'third_party' | null = null;
  let snoozed = Number.NEGATIVE_INFINITY;
  let resolved = false;
  let answered = false;
  const retarget = (at: number) => {
    slow.target = clause?.targets[kind] ?? null;
    slow.late = slow.target && slow.elapsed >= slow.target.withinMs ? (slow.late ?? at) : null;
  };
  const restart = (at: number) => {
    Object.assign(slow, { round: slow.round + 1, runs: true, elapsed: 0, late: null });
    retarget(at);
  };
  const happens: { [K in Fact['what']]: (fact: Extract<Fact, { what: K }>) => void } = {
    opened: ({ at }) => kind !== 'next_reply' && restart(at),
    customer_spoke: ({ at }) => {
      snoozed = Number.NEGATIVE_INFINITY;
      if (waiting === 'customer') waiting = null;
      if (kind === 'next_reply' && answered && !slow.runs) restart(at);
    },
    human_replied: () => {
      answered = true;
      if (kind !== 'resolution') slow.runs = false;
    },
    waiting: (fact) => {
      waiting = fact.for === 'team' ? null : fact.for;
    },
    snoozed: (fact) => {
      snoozed = fact.until;
    },
    resolved: () => {
      [resolved, waiting, snoozed] = [true, null, Number.NEGATIVE_INFINITY];
      if (kind === 'resolution') slow.runs = false;
    },
    reopened: ({ at }) => {
      resolved = false;
      if (kind === 'resolution' && !slow.runs) {
        slow.runs = true;
        retarget(at);
      }
    },
    clause_applied: (fact) => {
      clause = fact.clause;
      if (slow.runs) retarget(fact.at);
    },
    handed_over: () => {},
  };
  let next = 0;
  for (let at = facts[0]?.at ?? now; at <= now; at += minute) {
    for (; facts[next]?.at === at; next += 1) {
      const fact = facts[next] as Fact;
      (happens[fact.what] as (fact: Fact) => void)(fact);
    }
    const { target } = slow;
    if (at === now || !slow.runs || !target || resolved) continue;
    if (waiting && target.pausedBy.includes(waiting)) continue;
    if (snoozed > at && target.pausedBy.includes('snooze')) continue;
    if (!isOpen(target.hours, at)) continue;
    slow.elapsed += minute;
    if (slow.elapsed >= target.withinMs) slow.late ??= at + minute;
  }
  return slow;
}

const summary = (clock: Clock) => {
  const late = clock.why.code === 'breached' ? clock.why.since : null;
  return { round: clock.round, elapsed: clock.elapsedMs, late, ended: clock.endedAt !== null };
};

test('K8: clocks of random lives equal the minute-stepping oracle', () => {
  let clocks = 0;
  fc.assert(
    fc.property(aLife, (life) => {
      for (const kind of kinds) {
        const slow = slowClock(kind, life);
        const clock = clockAt(kind, life.facts, life.now);
        if (clock === null) {
          expect(slow.round === 0 || slow.target === null).toBe(true);
          continue;
        }
        clocks += 1;
        expect(summary(clock)).toEqual({ round: slow.round, elapsed: slow.elapsed, late: slow.late, ended: !slow.runs });
        expect(clock.elapsedMs + clock.remainingMs).toBe(clock.withinMs);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(clocks).toBeGreaterThan(2_000);
}, 30_000);

test('what a clock says is due comes true to the millisecond when nothing else happens', () => {
  fc.assert(
    fc.property(aLife, ({ facts, now }) => {
      const past = facts.filter(({ at }) => at <= now);
      for (const kind of kinds) {
        const clock = clockAt(kind, past, now);
        if (!clock || clock.dueAt === null || clock.state === 'breached' || clock.endedAt !== null) continue;
        expect(clockAt(kind, past, clock.dueAt)?.why).toMatchObject({ code: 'breached', since: clock.dueAt });
        expect(clockAt(kind, past, clock.dueAt - 1)?.state).not.toBe('breached');
        for (const step of clock.steps.filter(({ crossed, dueAt }) => !crossed && dueAt !== null)) {
          const then = clockAt(kind, past, step.dueAt as number)?.steps.find(({ id }) => id === step.id);
          expect(then).toMatchObject({ crossed: true, dueAt: step.dueAt });
        }
      }
    }),
    { numRuns: 1_000 },
  );
}, 30_000);

test('another owner never moves the clocks of the customer', () => {
  fc.assert(
    fc.property(aLife, ({ facts, now }) => {
      const stayed = facts.filter(({ what }) => what !== 'handed_over');
      for (const kind of kinds) expect(clockAt(kind, facts, now)).toEqual(clockAt(kind, stayed, now));
    }),
    { numRuns: 1_000 },
  );
});

/** Total and holder by holder, without the fold: the life cut at every instant at which anything may change. */
function slowFelt({ facts, now }: Life): number {
  let total = 0;
  let openedAt: number | null = facts[0]?.at ?? null;
  for (const { at, what } of facts.filter((fact) => fact.at <= now)) {
    if (what === 'resolved' && openedAt !== null) {
      total += at - openedAt;
      openedAt = null;
    }
    if (what === 'reopened') openedAt ??= at;
  }
  return openedAt === null ? total : total + now - openedAt;
}

test('the clock the customer feels is the difference on the wall, and the holds sum to it', () => {
  fc.assert(
    fc.property(aLife, (life) => {
      const felt = feltAt(life.facts, life.now, life.hours);
      if (!felt) throw new Error('a life has begun');
      expect(felt.totalMs).toBe(slowFelt(life));
      expect(felt.holds.reduce((sum, { ms }) => sum + ms, 0)).toBe(felt.totalMs);
      expect(felt.holds.reduce((sum, { openMs }) => sum + openMs, 0)).toBe(felt.openMs);
      expect(felt.openMs).toBe(felt.band.reduce((sum, { from, until }) => sum + slowBusinessMs(life.hours, from, until), 0));
      for (const [i, { from, until }] of felt.band.entries()) {
        expect(until).toBeGreaterThan(from);
        const next = felt.band[i + 1];
        if (next) expect(next.from).toBeGreaterThanOrEqual(until);
      }
    }),
    { numRuns: 1_000 },
  );
}, 30_000);

test('care, billing, the customer and care again: one clock, and who held it how long', () => {
  const facts: Fact[] = [
    { at: on('09:00'), what: 'opened', heldBy: 'care' },
    { at: on('09:30'), what: 'handed_over', to: 'billing' },
    { at: on('11:00'), what: 'waiting', for: 'customer' },
    { at: on('12:00'), what: 'customer_spoke' },
    { at: on('12:10'), what: 'handed_over', to: 'care' },
    { at: on('12:30'), what: 'resolved' },
    { at: on('18:00'), what: 'reopened' },
    { at: on('18:05'), what: 'resolved' },
  ];
  expect(feltAt(facts, on('20:00'), office)).toMatchObject({
    startedAt: on('09:00'),
    endedAt: on('18:05'),
    totalMs: 215 * minute,
    openMs: 210 * minute,
    holds: [
      { holder: { by: 'team', id: 'billing' }, ms: 100 * minute },
      { holder: { by: 'customer' }, ms: 60 * minute },
      { holder: { by: 'team', id: 'care' }, ms: 55 * minute, openMs: 50 * minute },
    ],
  });
  expect(feltAt(facts, on('08:59'), office)).toBeNull();
});
