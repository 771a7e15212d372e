/** The list of the desk: which moments the address asks for, kept fresh while they change. */
import { useThrottledCallback } from '@mantine/hooks';
import { useState } from 'react';
import { countMoments, listMoments, momentChanged } from '#moments/contract';
import { z } from '#platform/contract';
import { usePages, useRefresh, useRoute } from '../../api.ts';
import { useFilter } from '../../ui/filter.ts';
import { useLive } from '../../use-live.ts';

export const views = ['mine', 'offered', 'team', 'queue', 'waiting', 'snoozed', 'all', 'settled'] as const;

export const filterShape = {
  view: z.enum(views).optional(),
  search: z.string().optional(),
  queue: z.uuid().optional(),
  owner: z.uuid().optional(),
  customer: z.string().optional(),
  kind: z.string().optional(),
  label: z.string().optional(),
  sort: z.enum(['changed', 'due']).optional(),
};

/** Bursts of changes are one look. */
const LOOK_MS = 300;

export function useInbox() {
  const [{ view = 'mine', ...filter }, setFilter] = useFilter(filterShape);
  const refresh = useRefresh();
  const look = useThrottledCallback(() => refresh(listMoments, countMoments), LOOK_MS);
  const list = usePages(listMoments, { query: { view, ...filter, limit: 50 } }, { keepPrevious: true });
  const { data: counts } = useRoute(countMoments);
  useLive(momentChanged, look, { onChanged: look });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  return { view, filter, setFilter, list, counts, chosen, setChosen };
}
export type Inbox = ReturnType<typeof useInbox>;
