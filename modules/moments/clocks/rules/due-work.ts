import type { Clock, StepAt } from './clock.ts';

/** What was fired already: `firedKey` of clock and step. */
export type Fired = ReadonlySet<string>;

/** What a fired step is remembered by: at most once per kind, turn and step, whatever the policy does meanwhile. */
export const firedKey = (clock: Pick<Clock, 'kind' | 'round'>, stepId: string): string =>
  `${clock.kind}:${clock.round}:${stepId}`;

export interface DueStep extends StepAt {
  key: string;
  dueAt: number;
  /** How long after it was due this is: seconds when all is well, hours after an outage. */
  lateMs: number;
}

export interface DueWork {
  /** What to fire now, soonest due first. */
  due: readonly DueStep[];
  /** When to look again if nothing else happens; null when that waits for something to happen. */
  nextAt: number | null;
}

/**
 * What the turns of a clock cause now. Nothing is fired twice, and nothing is lost while nobody was awake: it comes late and
 * says how late. A warning is not fired once the breach is due (it would warn of what has happened), and nobody is called to a
 * clock that has ended; that it ended late is still told, once.
 */
export function dueWork(turns: readonly Clock[], now: number, fired: Fired): DueWork {
  const open = turns.flatMap((clock) => waiting(clock, fired));
  const due = open.flatMap(({ key, step }): DueStep[] =>
    step.crossed && step.dueAt !== null ? [{ ...step, key, dueAt: step.dueAt, lateMs: now - step.dueAt }] : [],
  );
  const ahead = open.flatMap(({ step }) => (step.crossed || step.dueAt === null ? [] : [step.dueAt]));
  return { due: due.sort((a, b) => a.dueAt - b.dueAt), nextAt: ahead.length > 0 ? Math.min(...ahead) : null };
}

/** Steps of one turn that may still be fired, now or later. */
function waiting(clock: Clock, fired: Fired): { key: string; step: StepAt }[] {
  const steps = clock.steps.map((step) => ({ key: firedKey(clock, step.id), step }));
  return steps.filter(({ key, step }) => {
    if (fired.has(key)) return false;
    if (clock.endedAt !== null) return step.kind === 'breach' && step.crossed;
    return !(step.kind === 'warning' && clock.state === 'breached');
  });
}
