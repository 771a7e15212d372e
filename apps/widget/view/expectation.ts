/** When a human answers, as truly as we know. */
import type { ChatState } from '#listen/contract';
import { clock, duration, type Say } from './words.ts';

export function expectation(
  { owner, staffed, expectedSeconds, backAt }: ChatState,
  language: string,
  say: Say,
  now: Date = new Date(),
): string {
  const who = owner ? [say('answers', { name: owner.name })] : [];
  if (staffed) {
    if (expectedSeconds !== null) who.push(say('usually', { time: duration(language, expectedSeconds) }));
    else if (!owner) who.push(say('there'));
  } else {
    if (!owner) who.push(say('nobody'));
    // What was told a while ago may have passed by now; then nobody can say.
    if (backAt !== null && new Date(backAt) > now) who.push(say('back', { time: clock(language, new Date(backAt), now) }));
  }
  return who.join(' · ');
}
