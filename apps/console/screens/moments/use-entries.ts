/** One conversation, whole and live: read once, then every new entry as it is said. */
import { useThrottledCallback } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { type Entry, listEntries, momentChanged, momentEntries } from '#moments/contract';
import { call } from '../../api.ts';
import type { ProblemError } from '../../problem.ts';
import { useLive } from '../../use-live.ts';
import { useWorkspaceId } from '../../workspace.ts';
import { firstUnsettled, merged } from './entries.ts';

const PAGE = 500;
const LOOK_MS = 250;

async function readAfter(id: string, after: number, signal?: AbortSignal): Promise<Entry[]> {
  const all: Entry[] = [];
  for (let from = after; ; ) {
    const query = { after: from, limit: PAGE };
    const { items } = await call(listEntries, { params: { id }, query }, signal ? { signal } : {});
    all.push(...items);
    const last = items.at(-1);
    if (!last || items.length < PAGE) return all;
    from = last.seq;
  }
}

export function useEntries(id: string) {
  const client = useQueryClient();
  const queryKey = ['desk.entries', useWorkspaceId(), id];
  const read = useQuery<Entry[], ProblemError>({ queryKey, queryFn: ({ signal }) => readAfter(id, 0, signal) });
  const keep = (news: Entry[]) => client.setQueryData<Entry[]>(queryKey, (known = []) => merged(known, news));

  // The stream starts where the first reading ended, and stays that stream.
  const start = useRef<string>(undefined);
  if (read.data && start.current === undefined) start.current = String(read.data.at(-1)?.seq ?? 0);
  const again = useThrottledCallback(() => void client.invalidateQueries({ queryKey }), LOOK_MS);
  useLive(momentEntries, (entry) => keep([entry]), {
    key: id,
    enabled: start.current !== undefined,
    ...(start.current !== undefined && { cursor: start.current }),
    onChanged: again,
  });

  // New entries come by the stream; what became of earlier ones (sent, failed, undone) does not.
  const lookBack = useThrottledCallback(() => {
    const from = firstUnsettled(client.getQueryData<Entry[]>(queryKey) ?? []);
    if (from !== undefined) void readAfter(id, from - 1).then(keep, () => undefined);
  }, LOOK_MS);
  useLive(momentChanged, (news) => news.id === id && lookBack(), { onChanged: lookBack });
  return { entries: read.data, problem: read.error, retry: () => void read.refetch(), keep };
}
