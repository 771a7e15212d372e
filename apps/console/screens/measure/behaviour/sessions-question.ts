/** A question about sessions as the address carries it, and as the server takes it. Pure. */
import { type Interval, intervals, type SessionsQuestion } from '#measure/contract';
import { among, type Days, one, readDays, type Search, spanOf } from '../question.ts';
import { type Pause, pauses } from './paths-question.ts';
import { durationOf } from './steps.ts';

export interface SessionsWords extends Days {
  pause: Pause;
  /** Empty: not split. */
  split: string;
  interval: Interval;
}

export function readSessions(search: Search, homeZone: string): SessionsWords {
  return {
    ...readDays(search, homeZone),
    pause: among(pauses, search.pause) ?? '30m',
    split: one(search.split) ?? '',
    interval: among(intervals, search.by) ?? 'day',
  };
}

export function sessionsFor(words: SessionsWords, now: number): SessionsQuestion | undefined {
  const span = spanOf(words, now);
  if (!span) return undefined;
  const { split, interval, timeZone } = words;
  return {
    pause: durationOf(words.pause),
    ignore: [],
    ...(split !== '' && { breakdown: split }),
    interval,
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
    timeZone,
  };
}
