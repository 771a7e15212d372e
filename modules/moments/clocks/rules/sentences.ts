/** What a clock asks for, in one sentence a person can read. The parts stand beside it for other languages. */
import type { ClockFired, ClockKind } from '../../contract/clocks.ts';

const what: Record<ClockKind, string> = { first_reply: 'The first answer', next_reply: 'An answer', resolution: 'A solution' };
const minute = 60_000;

export function sentenceOf(
  { clock, step, lateMs }: Pick<ClockFired, 'clock' | 'step' | 'lateMs'>,
  told: readonly string[],
): string {
  const news = { warning: 'is due soon', breach: 'is late', escalation: 'is still late' }[step];
  const heard = told.length > 0 ? `; ${told.join(', ')} ${told.length > 1 ? 'were' : 'was'} told` : '';
  const delay = lateMs >= minute ? `, ${Math.floor(lateMs / minute)} min after it was to be` : '';
  return `${what[clock]} ${news}${heard}${heard && delay}.`;
}
