import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClockKind } from '../../contract/clocks.ts';
import { aLife, length } from '../testing.ts';
import { turnsAt } from './clock.ts';
import { type DueStep, dueWork, firedKey } from './due-work.ts';
import type { AppliedTarget, Fact } from './facts.ts';

const { minute, hour } = length;
const kinds: readonly ClockKind[] = ['first_reply', 'next_reply', 'resolution'];
const on = (clock: string) => Date.parse(`2026-06-01T${clock}Z`);
const target: AppliedTarget = {
  withinMs: hour,
  hours: { timeZone: 'UTC', always: true, week: [], closed: [], days: [] },
  pausedBy: ['customer'],
  warn: [{ at: 0.75, tell: 'owner' }],
  onBreach: ['owner', 'accountable'],
  escalate: [
    { afterMs: 30 * minute, tell: 'manager' },
    { afterMs: 60 * minute, tell: 'manager_above' },
  ],
};
const opened: Fact[] = [
  { at: on('10:00'), what: 'opened', heldBy: 'care' },
  { at: on('10:00'), what: 'clause_applied', clause: { id: 'c', name: 'c', targets: { first_reply: target } } },
];
const reached = (facts: readonly Fact[], now: number, fired: ReadonlySet<string> = new Set()) =>
  dueWork(turnsAt('first_reply', facts, now), now, fired);
const told = (steps: readonly DueStep[]) => steps.map(({ kind, tell, lateMs }) => [kind, tell.join(), lateMs / minute]);

test('the chain: the owner is warned, the breach is told, then it climbs; each once', () => {
  expect(reached(opened, on('10:44'))).toEqual({ due: [], nextAt: on('10:45') });
  expect(told(reached(opened, on('10:45')).due)).toEqual([['warning', 'owner', 0]]);
  const warned = new Set(['first_reply:1:warn:0.75:owner']);
  expect(reached(opened, on('10:50'), warned)).toEqual({ due: [], nextAt: on('11:00') });
  expect(told(reached(opened, on('11:00'), warned).due)).toEqual([['breach', 'owner,accountable', 0]]);
  const breached = new Set([...warned, 'first_reply:1:breach']);
  expect(reached(opened, on('11:01'), breached).nextAt).toBe(on('11:30'));
  expect(told(reached(opened, on('11:30'), breached).due)).toEqual([['escalation', 'manager', 0]]);
  const climbed = new Set([...breached, 'first_reply:1:after:1800000:manager']);
  expect(told(reached(opened, on('12:05'), climbed).due)).toEqual([['escalation', 'manager_above', 5]]);
});

test('after an outage everything that is still true is told at once, with how late it is', () => {
  expect(told(reached(opened, on('11:40')).due)).toEqual([
    ['breach', 'owner,accountable', 40],
    ['escalation', 'manager', 10],
  ]);
});

test('an answer ends the chain; that it came late is told even so, that it came in time is not', () => {
  const late: Fact[] = [...opened, { at: on('11:10'), what: 'human_replied' }];
  expect(told(reached(late, on('13:00')).due)).toEqual([['breach', 'owner,accountable', 120]]);
  expect(reached(late, on('13:00'), new Set(['first_reply:1:breach']))).toEqual({ due: [], nextAt: null });
  const inTime: Fact[] = [...opened, { at: on('10:50'), what: 'human_replied' }];
  expect(reached(inTime, on('13:00'))).toEqual({ due: [], nextAt: null });
});

test('a paused clock waits without a date; a warning that came due before the pause is still given', () => {
  const paused: Fact[] = [...opened, { at: on('10:50'), what: 'waiting', for: 'customer' }];
  expect(told(reached(paused, on('12:00')).due)).toEqual([['warning', 'owner', 75]]);
  expect(reached(paused, on('12:00')).nextAt).toBeNull();
});

test('a turn that came late and was answered while nobody was awake is told when somebody is, though the next turn runs', () => {
  const facts: Fact[] = [
    ...opened,
    { at: on('10:00'), what: 'clause_applied', clause: { id: 'c', name: 'c', targets: { next_reply: target } } },
    { at: on('10:01'), what: 'human_replied' },
    { at: on('10:30'), what: 'customer_spoke' },
    { at: on('12:00'), what: 'human_replied' },
    { at: on('12:10'), what: 'customer_spoke' },
  ];
  const { due, nextAt } = dueWork(turnsAt('next_reply', facts, on('12:20')), on('12:20'), new Set());
  expect(due.map(({ key, lateMs }) => [key, lateMs])).toEqual([['next_reply:1:breach', 50 * minute]]);
  expect(nextAt).toBe(on('12:55'));
});

test('K8: somebody who wakes when told to, or after outages, fires everything that became late, once, and says how late', () => {
  let fired = 0;
  fc.assert(
    fc.property(aLife, fc.array(fc.nat(600), { maxLength: 6 }), ({ facts, now }, outages) => {
      const reappliedAt = (at: number) => facts.some((fact) => fact.what === 'clause_applied' && fact.at === at);
      for (const kind of kinds) {
        const done = new Set<string>();
        // Awake at each fact (whoever writes it looks), at each date asked for, and after outages not before their end.
        let at = facts[0]?.at ?? now;
        let outage = 0;
        for (let turns = 0; at <= now && turns < 200; turns += 1) {
          const clocks = turnsAt(kind, facts, at);
          const work = dueWork(clocks, at, done);
          for (const step of work.due) {
            expect(done.has(step.key)).toBe(false);
            expect(step.lateMs).toBe(at - step.dueAt);
            // Another clause may say, when it is applied, that the time was over long ago.
            if (outages.length === 0 && !reappliedAt(at)) expect(step.lateMs).toBe(0);
            done.add(step.key);
            fired += 1;
          }
          for (const clock of clocks.filter(({ state }) => state === 'breached')) {
            expect(done.has(firedKey(clock, 'breach'))).toBe(true);
          }
          const here = at;
          const soonest = Math.min(work.nextAt ?? Infinity, ...facts.filter((fact) => fact.at > here).map((fact) => fact.at));
          expect(soonest).toBeGreaterThan(at);
          const gap = (outages[outage++ % Math.max(1, outages.length)] ?? 0) * minute;
          at = soonest + gap;
        }
      }
    }),
    { numRuns: 1_000 },
  );
  expect(fired).toBeGreaterThan(1_000);
}, 30_000);
