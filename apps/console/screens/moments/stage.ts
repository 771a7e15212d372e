/** How a clock stands right now; counted on the page, so that nobody has to ask. */
import type { Moment } from '#moments/contract';

export type RunningClock = NonNullable<Moment['clock']>;
export type Stage = 'running' | 'soon' | 'late';

export function stageOf({ warnAt, dueAt }: Pick<RunningClock, 'warnAt' | 'dueAt'>, now: number): { stage: Stage; ms: number } {
  const ms = new Date(dueAt).getTime() - now;
  if (ms <= 0) return { stage: 'late', ms: Math.abs(ms) };
  return { stage: warnAt !== null && new Date(warnAt).getTime() <= now ? 'soon' : 'running', ms };
}
