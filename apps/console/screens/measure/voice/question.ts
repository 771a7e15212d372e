/** What customers say, as the address asks for it and as the server takes it. Pure. */
import { type Mood, moods, type VoiceKind, type VoiceQuestion, voiceKinds } from '#measure/contract';
import { many } from '../address.ts';
import { among, type Days, one, readDays, type Search, spanOf } from '../question.ts';

export interface VoiceWords extends Days {
  kind: VoiceKind[];
  mood: Mood | undefined;
  theme: string | undefined;
  channel: string | undefined;
  language: string | undefined;
  /** Wants are put together by people: their words are listed, they are no part of the question. */
  want: string | undefined;
}

export function readVoice(search: Search, homeZone: string): VoiceWords {
  const kinds = many(search.kind);
  return {
    ...readDays(search, homeZone),
    kind: voiceKinds.filter((kind) => kinds.includes(kind)),
    mood: among(moods, search.mood),
    theme: one(search.theme),
    channel: one(search.channel),
    language: one(search.language),
    want: one(search.want),
  };
}

/** Undefined while the days are not chosen. */
export function voiceFor(words: VoiceWords, now: number): VoiceQuestion | undefined {
  const span = spanOf({ ...words, interval: 'day' }, now);
  if (!span) return undefined;
  const { kind, mood, theme, channel, language, timeZone } = words;
  return {
    ...(kind.length > 0 && { kind }),
    ...(mood !== undefined && { mood }),
    ...(theme !== undefined && { theme }),
    ...(channel !== undefined && { channel }),
    ...(language !== undefined && { language }),
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
    timeZone,
  };
}

const dayMs = 86_400_000;

/** By what the server counts the course: as fine as a picture bears. */
export function grainOf({ from, to }: Pick<VoiceQuestion, 'from' | 'to'>) {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs;
  if (days <= 2) return 'hour';
  return days <= 92 ? 'day' : 'week';
}
