/** Which part of what customers say is looked at: the address holds it. */
import { useMemo } from 'react';
import { moods, voiceKinds } from '#measure/contract';
import { z } from '#platform/contract';
import { useFilter } from '../../../ui/filter.ts';

export const spans = ['7', '30', '90', '365'] as const;
const standardSpan = '30';
const dayMs = 86_400_000;

export function useVoice() {
  const [filter, setFilter] = useFilter({
    kind: z.array(z.enum(voiceKinds)).optional(),
    mood: z.enum(moods).optional(),
    theme: z.string().optional(),
    channel: z.string().optional(),
    language: z.string().optional(),
    want: z.string().optional(),
    span: z.enum(spans).optional(),
  });
  const { span = standardSpan, ...rest } = filter;
  const words = JSON.stringify(rest);
  // The span is counted back from when it was chosen: every render would ask another question otherwise.
  const query = useMemo(() => {
    const asked = Object.entries(JSON.parse(words) as typeof rest).filter(([, value]) => value !== undefined);
    return { ...(Object.fromEntries(asked) as typeof rest), from: new Date(Date.now() - Number(span) * dayMs).toISOString() };
  }, [words, span]);
  return { filter, setFilter, query, span };
}
