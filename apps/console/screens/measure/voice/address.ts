/** A kept question of what customers say as the address of the screen that asks it. Pure. */
import { type Range, type VoiceQuestion, voiceKinds } from '#measure/contract';
import { exactly, spanSearch } from '../dashboards/addresses.ts';
import { readVoice, voiceFor } from './question.ts';

/** One of a list is that one; the screen chooses one of everything but kinds. */
const alone = <T>(value: T | T[] | undefined) => (Array.isArray(value) && value.length === 1 ? value[0] : value);

export function voiceAddress({ kind, mood, channel, language, ...rest }: VoiceQuestion, range: Range | null): string | undefined {
  const kinds = [kind ?? []].flat();
  const question = {
    ...(kinds.length > 0 && { kind: voiceKinds.filter((one) => kinds.includes(one)) }),
    ...(mood !== undefined && { mood: alone(mood) }),
    ...(channel !== undefined && { channel: alone(channel) }),
    ...(language !== undefined && { language: alone(language) }),
    ...rest,
  } as VoiceQuestion;
  const { from: _from, to: _to, timeZone: _zone, ...search } = question;
  return exactly('/voice', { ...search, ...spanSearch(question, range) }, { question, range }, (read, now) =>
    voiceFor(readVoice(read, 'UTC'), now),
  );
}
