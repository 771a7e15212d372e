import type { EscalationRole, Target } from '../../contract/clocks.ts';

/** Something that a clock causes when so much open time has passed. */
export interface ClockStep {
  /** Stable for ever: what was fired is remembered by it. */
  id: string;
  kind: 'warning' | 'breach' | 'escalation';
  afterMs: number;
  tell: readonly EscalationRole[];
}

/** What a target causes, soonest first. */
export function stepsOf(target: Pick<Target, 'withinMs' | 'warn' | 'onBreach' | 'escalate'>): ClockStep[] {
  const { withinMs, warn, onBreach, escalate } = target;
  const steps: ClockStep[] = [
    ...warn.map(({ at, tell }) => ({
      id: `warn:${at}:${tell}`,
      kind: 'warning' as const,
      afterMs: Math.floor(withinMs * at),
      tell: [tell],
    })),
    { id: 'breach', kind: 'breach', afterMs: withinMs, tell: onBreach },
    ...escalate.map(({ afterMs, tell }) => ({
      id: `after:${afterMs}:${tell}`,
      kind: 'escalation' as const,
      afterMs: withinMs + afterMs,
      tell: [tell],
    })),
  ];
  const once = new Map(steps.map((step) => [step.id, step]));
  return [...once.values()].sort((a, b) => a.afterMs - b.afterMs || a.id.localeCompare(b.id));
}
