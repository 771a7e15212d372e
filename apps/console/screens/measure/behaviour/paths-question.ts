/** A question about paths as the address carries it, and as the server takes it. Pure. */
import { type PathsQuestion, pathDirections } from '#measure/contract';
import { among, type Days, one, readDays, type Search, spanOf } from '../question.ts';
import { durationOf, readSteps, type StepWords, stepOf } from './steps.ts';

export const pauses = ['30m', '1h', '6h', '1d', '7d'] as const;
export type Pause = (typeof pauses)[number];
export const lengths = ['3', '4', '5', '6', '8'] as const;

export interface PathsWords extends Days {
  /** Empty event: where visits begin or end. */
  anchor: StepWords;
  direction: PathsQuestion['direction'];
  length: (typeof lengths)[number];
  pause: Pause;
  ignore: string[];
}

export function readPaths(search: Search, homeZone: string): PathsWords {
  return {
    ...readDays(search, homeZone),
    anchor: readSteps(search, 1)[0] ?? { event: '', where: [] },
    direction: among(pathDirections, search.way) ?? 'after',
    length: among(lengths, search.length) ?? '5',
    pause: among(pauses, search.pause) ?? '30m',
    ignore: [search.ignore]
      .flat()
      .flatMap((event) => one(event) ?? [])
      .slice(0, 20),
  };
}

export function pathsFor(words: PathsWords, now: number): PathsQuestion | undefined {
  const span = spanOf({ ...words, interval: 'day' }, now);
  if (!span) return undefined;
  return {
    ...(words.anchor.event !== '' && { anchor: stepOf(words.anchor) }),
    direction: words.direction,
    length: Number(words.length),
    pause: durationOf(words.pause),
    ignore: words.ignore,
    shown: 6,
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
    timeZone: words.timeZone,
  };
}
