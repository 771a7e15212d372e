/** Which passages are asked about: the span, the segment and the version in the address. */
import type { PassagesAsked } from '#measure/contract';
import { useAsked } from '../QuestionPage.tsx';
import { one, readDays, type Search, spanOf } from '../question.ts';
import { homeZone, useAddress } from '../use-address.ts';

const wordsOf = (search: Search) => ({
  ...readDays(search, homeZone),
  segment: one(search.segment),
  version: Number(one(search.version)) || undefined,
});
type Words = ReturnType<typeof wordsOf>;

function askedFor(words: Words, now: number): PassagesAsked | undefined {
  const span = spanOf({ ...words, interval: 'day' }, now);
  return (
    span && {
      from: new Date(span.from).toISOString(),
      to: new Date(span.to).toISOString(),
      ...(words.segment !== undefined && { segmentId: words.segment }),
      ...(words.version !== undefined && { scenarioVersion: words.version }),
    }
  );
}

export function usePassages() {
  const [search, change] = useAddress();
  const words = wordsOf(search);
  return { words, search, change, asked: useAsked(words, askedFor) };
}

/** The parts of the address that say which passages; they go along from screen to screen. */
export const spanSearch = (search: Search): Record<string, string> =>
  Object.fromEntries(
    ['range', 'from', 'until', 'zone', 'segment', 'version'].flatMap((key) => {
      const value = one(search[key]);
      return value === undefined ? [] : [[key, value]];
    }),
  );
