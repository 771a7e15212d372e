/** Of which days it is told: the address holds it. */
import { useMemo } from 'react';
import { z } from '#platform/contract';
import { useFilter } from '../../../ui/filter.ts';
import { homeZone } from '../use-address.ts';

export const spans = ['30', '90', '365'] as const;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export function usePromiseSpan() {
  const [filter, setFilter] = useFilter({
    days: z.enum(spans).optional(),
    segment: z.array(z.string()).optional(),
    verdict: z.enum(['broken', 'kept']).optional(),
  });
  const days = filter.days ?? '90';
  // Until the end of this hour: the same address asks the same question for as long.
  const to = Math.ceil(Date.now() / hourMs) * hourMs;
  const span = useMemo(
    () => ({
      from: new Date(to - Number(days) * dayMs).toISOString(),
      to: new Date(to).toISOString(),
      timeZone: homeZone,
    }),
    [to, days],
  );
  return { span, days, filter, setFilter };
}
