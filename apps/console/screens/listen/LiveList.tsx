/** The stream itself: only the rows in sight are drawn, and a row that is drawn is drawn once. */
import { UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, type RefObject, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveEvent, Source } from '#listen/contract';
import { kindIcons } from '../../ui/Badges.tsx';
import { useFormat } from '../../ui/format.ts';
import { type EventKind, excerptOf } from './excerpt.ts';
import classes from './live.module.css';

interface Props {
  events: readonly LiveEvent[];
  sources: Map<string, Source>;
  selected: string | undefined;
  onOpen: (event: LiveEvent) => void;
  scroller: RefObject<HTMLDivElement | null>;
  onScrolled: (fromTop: number) => void;
}

export function LiveList({ events, sources, selected, onOpen, scroller, onScrolled }: Props) {
  const { t } = useTranslation();
  const phone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const height = phone ? 56 : 40;
  const virtualizer = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => events[index]?.id ?? index,
    overscan: 6,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another width, another height of rows.
  useEffect(() => virtualizer.measure(), [height]);
  const at = events.findIndex(({ id }) => id === selected);
  useEffect(() => {
    if (at >= 0) virtualizer.scrollToIndex(at, { align: 'auto' });
  }, [at, virtualizer]);

  return (
    <div ref={scroller} className={classes.scroller} onScroll={(event) => onScrolled(event.currentTarget.scrollTop)}>
      <ol className={classes.list} aria-label={t('listen.live.events')} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start, size }) => {
          const event = events[index] as LiveEvent;
          return (
            <li
              key={key}
              aria-setsize={events.length}
              aria-posinset={index + 1}
              style={{ height: size, transform: `translateY(${start}px)` }}
            >
              <Row event={event} source={sources.get(event.sourceId)?.name} selected={event.id === selected} onOpen={onOpen} />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

interface RowProps {
  event: LiveEvent;
  source: string | undefined;
  selected: boolean;
  onOpen: (event: LiveEvent) => void;
}

const Row = memo(function Row({ event, source, selected, onOpen }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const Icon = kindIcons[event.kind];
  return (
    <UnstyledButton className={classes.row} data-selected={selected || undefined} onClick={() => onOpen(event)}>
      <time dateTime={event.receivedAt} className={classes.time}>
        {format.time(event.receivedAt)}
      </time>
      <span className={classes.icon}>
        {Icon && <Icon size={16} stroke={1.6} />}
        <span className="only-heard">{t(`ui.kind.${event.kind as EventKind}`)}</span>
      </span>
      <span className={classes.name}>{event.name}</span>
      <span className={classes.sender}>{event.sender.value}</span>
      <span className={classes.excerpt}>{excerptOf(event.body)}</span>
      <span className={classes.source}>{source}</span>
    </UnstyledButton>
  );
});
