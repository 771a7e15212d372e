/** Many moments, few rows drawn. `j` and `k` walk, `Enter` opens, `x` chooses. */
import { Button, Skeleton } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { searchEverything } from '../../palette.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import classes from './desk.module.css';
import { MomentRow } from './MomentRow.tsx';
import { stepIn, toggled } from './steps.ts';
import type { Inbox } from './use-inbox.ts';

const ROW_HEIGHT = 84;
const NEAR_THE_END = 10;

export function MomentList({
  inbox: { list, view, filter, chosen, setChosen },
  open,
}: {
  inbox: Inbox;
  open: string | undefined;
}) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(open);
  const { rows } = list;
  const ids = rows.map(({ id }) => id);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (at) => ids[at] ?? at,
    overscan: 8,
  });
  const drawn = virtualizer.getVirtualItems();

  const lastDrawn = drawn.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastDrawn >= rows.length - NEAR_THE_END) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastDrawn, rows.length]);

  const walk = (by: 1 | -1) => {
    const next = stepIn(ids, current ?? open, by);
    if (next === undefined) return;
    setCurrent(next);
    virtualizer.scrollToIndex(ids.indexOf(next), { align: 'auto' });
    // The row may only be drawn by the scroll.
    requestAnimationFrame(() => frame.current?.querySelector<HTMLElement>(`[data-moment="${next}"] a`)?.focus());
  };
  useShortcut('j', t('moments.key.next'), () => walk(1));
  useShortcut('k', t('moments.key.previous'), () => walk(-1));
  useShortcut('x', t('moments.key.choose'), () => {
    const id = current ?? ids[0];
    if (id) setChosen(toggled(chosen, id));
  });

  if (list.error && rows.length === 0) return <Problem problem={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) {
    return (
      <div role="status" aria-label={t('ui.loading')} className={classes.bones}>
        {[1, 2, 3, 4].map((at) => (
          <Skeleton key={at} height={64} />
        ))}
      </div>
    );
  }
  if (rows.length === 0) {
    return (
      <EmptyState
        icon={IconInbox}
        title={t(filter.search ? 'moments.nothing_found' : 'moments.empty')}
        lesson={filter.search ? t('moments.nothing_found_lesson') : t(`moments.empty_lesson.${view}`)}
        step={
          filter.search && (
            <Button variant="default" size="xs" onClick={() => searchEverything(filter.search ?? '')}>
              {t('moments.search_everything')}
            </Button>
          )
        }
      />
    );
  }
  return (
    <div className={classes.list} ref={frame}>
      <ul style={{ height: virtualizer.getTotalSize() }} aria-label={t('moments.list')}>
        {drawn.map(({ index, start, key }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <li
              key={key}
              data-moment={row.id}
              style={{ transform: `translateY(${start}px)`, height: ROW_HEIGHT }}
              onFocus={() => setCurrent(row.id)}
            >
              <MomentRow
                moment={row}
                open={row.id === open}
                chosen={chosen.has(row.id)}
                onChoose={() => setChosen(toggled(chosen, row.id))}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
