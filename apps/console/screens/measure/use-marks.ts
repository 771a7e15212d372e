import { useMemo } from 'react';
import { listNotes } from '#measure/contract';
import { useRoute } from '../../api.ts';
import { marksOf } from './metrics/marks.ts';

/** What happened when, on any chart over time; `starts`: of its intervals, in order. A chart waits for none of it. */
export function useMarks(starts: readonly string[], timeZone: string): { x: string; text: string }[] {
  const { data } = useRoute(listNotes);
  const words = starts.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same instants are the same list, whichever render made it.
  return useMemo(() => marksOf(data?.items ?? [], starts, timeZone), [data, words, timeZone]);
}
