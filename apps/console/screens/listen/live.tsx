import { Button, Switch } from '@mantine/core';
import { IconActivity, IconArrowUp, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LiveEvent, listSources, type Source } from '#listen/contract';
import { z } from '#platform/contract';
import { useRoute } from '../../api.ts';
import { kindIcons } from '../../ui/Badges.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { useFilter } from '../../ui/filter.ts';
import { useFormat } from '../../ui/format.ts';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { Announcer } from './Announcer.tsx';
import { EventDrawer } from './EventDrawer.tsx';
import type { EventKind } from './excerpt.ts';
import { LiveList } from './LiveList.tsx';
import classes from './live.module.css';
import { useLiveFeed } from './use-live-feed.ts';

const kinds = Object.keys(kindIcons) as EventKind[];

/** Every event as it is accepted. The list stands still whenever somebody reads: paused, scrolled down, or on a row. */
export function Screen() {
  const { t } = useTranslation();
  const [filter] = useFilter({ search: z.string().optional(), source: z.string().optional(), kind: z.string().optional() });
  const [paused, setPaused] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const [selected, setSelected] = useState<string>();
  const [opened, setOpened] = useState<LiveEvent>();
  const [announced, setAnnounced] = useState(false);
  const scroller = useRef<HTMLDivElement>(null);
  const held = paused || scrolled || selected !== undefined;
  const feed = useLiveFeed(filter, held);
  const sources = useRoute(listSources);
  const byId = useMemo(() => new Map(sources.data?.items.map((source) => [source.id, source])), [sources.data]);

  const follow = () => {
    setPaused(false);
    setSelected(undefined);
    setOpened(undefined);
    scroller.current?.scrollTo({ top: 0 });
  };
  const step = (by: 1 | -1) => {
    const at = feed.events.findIndex(({ id }) => id === selected);
    const next = feed.events[Math.max(0, Math.min(feed.events.length - 1, at + by))];
    if (!next) return;
    setSelected(next.id);
    if (opened) setOpened(next);
  };
  const open = (event: LiveEvent | undefined) => {
    if (!event) return;
    setSelected(event.id);
    setOpened(event);
  };
  useShortcut('j', t('listen.live.older'), () => step(1));
  useShortcut('k', t('listen.live.newer'), () => step(-1));
  useShortcut('Enter', t('listen.live.open'), () => open(feed.events.find(({ id }) => id === selected)), selected !== undefined);
  useShortcut('p', t('listen.live.toggle'), () => (held ? follow() : setPaused(true)));
  useShortcut('Escape', t('listen.live.follow'), follow, held);

  const problem = feed.problem ?? sources.error;
  const filtered = Boolean(filter.search || filter.source || filter.kind);
  return (
    <>
      <PageHeader
        title={t('listen.live.title')}
        lead={t('listen.live.lead')}
        actions={
          <Button
            variant={held ? 'filled' : 'default'}
            leftSection={held ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
            onClick={() => (held ? follow() : setPaused(true))}
          >
            {held ? t('listen.live.resume') : t('listen.live.pause')}
          </Button>
        }
      />
      <FilterBar
        fields={[
          { key: 'search', kind: 'text', label: t('listen.live.search') },
          {
            key: 'source',
            kind: 'one',
            label: t('listen.source.one'),
            options: [...byId.values()].map(({ id, name }) => ({ value: id, label: name })),
          },
          {
            key: 'kind',
            kind: 'one',
            label: t('listen.kind'),
            options: kinds.map((kind) => ({ value: kind, label: t(`ui.kind.${kind}`) })),
          },
        ]}
      />
      <div className={classes.status}>
        <Figures {...feed.figures} held={held} />
        <Switch
          size="xs"
          ms="auto"
          label={t('listen.live.announce')}
          checked={announced}
          onChange={(event) => setAnnounced(event.currentTarget.checked)}
        />
      </div>
      {announced && <Announcer events={feed.events} />}
      {problem && <Problem problem={problem} onRetry={feed.retry} />}
      {feed.refused && (
        <Problem problem={{ title: feed.refused.detail, detail: '', cure: t('listen.live.refused'), fields: [] }} />
      )}
      {feed.events.length === 0 && !problem ? (
        <Nothing filtered={filtered} loading={feed.loading} sources={sources.data?.items} />
      ) : (
        <div className={classes.frame}>
          {held && feed.waiting() > 0 && (
            <div className={classes.back}>
              <Button size="xs" radius="xl" leftSection={<IconArrowUp size={14} />} onClick={follow}>
                {t('listen.live.waiting', { count: feed.waiting() })}
              </Button>
            </div>
          )}
          <LiveList
            events={feed.events}
            sources={byId}
            selected={selected}
            onOpen={open}
            scroller={scroller}
            onScrolled={(fromTop) => setScrolled(fromTop > 4)}
          />
        </div>
      )}
      <EventDrawer
        event={opened}
        source={opened && byId.get(opened.sourceId)}
        onClose={() => setOpened(undefined)}
        onStep={step}
      />
    </>
  );
}

interface FiguresProps {
  perSecond: number;
  skipped: number;
  freshness: number | undefined;
  held: boolean;
}

function Figures({ perSecond, skipped, freshness, held }: FiguresProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const rate = perSecond > 0 && perSecond < 10 ? format.exact(perSecond) : format.whole(perSecond);
  return (
    <>
      <span className={classes.pulse} data-still={held || undefined}>
        {held ? t('listen.live.held') : t('listen.live.following')}
      </span>
      <span className="figure">
        <strong>{rate}</strong> {t('listen.live.per_second')}
      </span>
      {freshness !== undefined && (
        <span className="figure" title={t('listen.live.freshness_why')}>
          {t('listen.live.freshness')} <strong>{format.whole(freshness)} ms</strong>
        </span>
      )}
      {skipped > 0 && (
        <span className="figure" title={t('listen.live.skipped_why')}>
          <strong>{format.whole(skipped)}</strong> {t('listen.live.skipped')}
        </span>
      )}
    </>
  );
}

function Nothing({ filtered, loading, sources }: { filtered: boolean; loading: boolean; sources: Source[] | undefined }) {
  const { t } = useTranslation();
  if (loading || !sources) return null;
  if (filtered)
    return <EmptyState icon={IconActivity} title={t('listen.live.none_match')} lesson={t('listen.live.none_match_lesson')} />;
  return (
    <EmptyState
      icon={IconActivity}
      title={t('listen.live.silent')}
      lesson={t('listen.live.silent_lesson')}
      step={<ButtonLink to="/sources">{t('listen.live.silent_step')}</ButtonLink>}
    />
  );
}
