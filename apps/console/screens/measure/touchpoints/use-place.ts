/** Which span of the matrix is looked at, and which figure of it is open: the address holds both. */
import { useMemo } from 'react';
import { cellLists } from '#measure/contract';
import { z } from '#platform/contract';
import { useFilter } from '../../../ui/filter.ts';

export const spans = ['7', '30', '90', '365'] as const;
const dayMs = 86_400_000;

export const lists = [...cellLists, 'said'] as const;
export type List = (typeof lists)[number];

/** `touchpoint:department`: each an id, `none`, or `all`. */
const cellForm = /^([0-9a-f-]{36}|none|all):([0-9a-f-]{36}|none|all)$/;

export function usePlace() {
  const [filter, setFilter] = useFilter({
    span: z.enum(spans).optional(),
    cell: z.string().regex(cellForm).optional(),
    list: z.enum(lists).optional(),
  });
  const { span = '30', cell, list = 'open' } = filter;
  // Counted back from when it was chosen: every render would ask another question otherwise.
  const query = useMemo(() => {
    const now = Date.now();
    // To the end of tomorrow: what begins while one looks is counted, too.
    return { from: new Date(now - Number(span) * dayMs).toISOString(), to: new Date(now + dayMs).toISOString() };
  }, [span]);
  const [touchpoint = 'all', department = 'all'] = cell?.split(':') ?? [];
  const place = {
    ...(touchpoint !== 'all' && { touchpoint }),
    ...(department !== 'all' && { department }),
    ...query,
  };
  const open = (next: string | undefined, which?: List) => setFilter({ cell: next, list: which });
  return {
    span,
    setSpan: (next: string | null) => setFilter({ span: next }),
    query,
    place,
    cell,
    touchpoint,
    department,
    list,
    open,
  };
}
