/** Everything they did and said, over all sources and channels, day by day. What happens now appears by itself. */
import { Button, Drawer, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconTimeline } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { getTimeline, type TimelineEvent } from '#customers/contract';
import { z } from '#platform/contract';
import { usePages } from '../../api.ts';
import { KindBadge, kindIcons, SourceBadge } from '../../ui/Badges.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { useFilter } from '../../ui/filter.ts';
import { useFormat } from '../../ui/format.ts';
import { Json } from '../../ui/Json.tsx';
import { KeyValue } from '../../ui/KeyValue.tsx';
import { ButtonLink } from '../../ui/Link.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { excerptOf } from '../listen/excerpt.ts';
import classes from './person.module.css';
import { useSources } from './use-sources.ts';

const kinds = ['track', 'page', 'screen', 'identify', 'group', 'alias'] as const;
const day = z.iso.date();
const shape = {
  kind: z.enum(kinds).optional(),
  name: z.string().optional(),
  source: z.uuid().optional(),
  from: day.optional(),
  to: day.optional(),
  event: z.string().optional(),
};
/** A day of the reader's calendar, not of Greenwich's. */
const startOf = (date: string) => new Date(`${date}T00:00:00`).toISOString();
const endOf = (date: string) => new Date(`${date}T23:59:59.999`).toISOString();
const JUST_NOW_MS = 8_000;

export function PersonTimeline({ person }: { person: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sources = useSources();
  const [{ kind, name, source, from, to, event }, setFilter] = useFilter(shape);
  const query = {
    limit: 50,
    kind,
    name,
    sourceId: source,
    from: from && startOf(from),
    to: to && endOf(to),
  };
  const read = usePages(getTimeline, { params: { person }, query }, { keepPrevious: true });
  const list = useRef<HTMLDivElement>(null);
  const step = (by: 1 | -1) => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>('[data-event]') ?? [])];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
  };
  useShortcut('j', t('customers.timeline.older'), () => step(1));
  useShortcut('k', t('customers.timeline.newer'), () => step(-1));

  const filtered = kind || name || source || from || to;
  const opened = read.rows.find(({ id }) => id === event);
  return (
    <Panel title={t('customers.timeline.title')}>
      <FilterBar
        fields={[
          { key: 'name', kind: 'text', label: t('customers.timeline.name') },
          {
            key: 'kind',
            kind: 'one',
            label: t('customers.timeline.kind'),
            options: kinds.map((value) => ({ value, label: t(`ui.kind.${value}`) })),
          },
          {
            key: 'source',
            kind: 'one',
            label: t('customers.timeline.source'),
            options: sources.all.map(({ id, name }) => ({ value: id, label: name })),
          },
          { key: 'from', kind: 'day', label: t('customers.timeline.from') },
          { key: 'to', kind: 'day', label: t('customers.timeline.to') },
        ]}
      />
      {read.error && <Problem problem={read.error} onRetry={() => void read.refetch()} />}
      {!read.isPending && !read.error && read.rows.length === 0 && (
        <EmptyState
          icon={IconTimeline}
          title={t(filtered ? 'customers.timeline.none_match' : 'customers.timeline.none')}
          lesson={t(filtered ? 'customers.timeline.none_match_lesson' : 'customers.timeline.none_lesson')}
        />
      )}
      <div ref={list}>
        {byDay(read.rows).map(({ day, events }) => (
          <section key={day} aria-label={format.date(`${day}T12:00:00`)}>
            <h3 className={classes.day}>{format.date(`${day}T12:00:00`)}</h3>
            <ul className={classes.events}>
              {events.map((one) => (
                <li key={one.id}>
                  <Row
                    event={one}
                    source={sources.nameOf(one.sourceId)}
                    selected={one.id === event}
                    onOpen={() => setFilter({ event: one.id })}
                  />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      {read.hasNextPage && (
        <Button variant="subtle" fullWidth mt="xs" loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          {t('ui.table.more', { count: read.rows.length })}
        </Button>
      )}
      <Drawer
        opened={opened !== undefined}
        onClose={() => setFilter({ event: undefined })}
        position="right"
        size="lg"
        title={opened?.name}
        closeButtonProps={{ 'aria-label': t('ui.close') }}
      >
        {opened && <Detail event={opened} />}
      </Drawer>
    </Panel>
  );
}

interface RowProps {
  event: TimelineEvent;
  source: string;
  selected: boolean;
  onOpen: () => void;
}

function Row({ event: { kind, name, properties, occurredAt, receivedAt }, source, selected, onOpen }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const Icon = kindIcons[kind] ?? IconTimeline;
  const excerpt = excerptOf(JSON.stringify({ properties }));
  const isNew = Date.now() - Date.parse(receivedAt) < JUST_NOW_MS;
  return (
    <UnstyledButton
      className={classes.event ?? ''}
      data-event
      data-selected={selected || undefined}
      data-new={isNew || undefined}
      onClick={onOpen}
    >
      <span className={classes.dot} aria-hidden="true">
        <Icon size={16} stroke={1.7} />
      </span>
      <span style={{ minWidth: 0 }}>
        <span className="only-heard">{t(`ui.kind.${kind as (typeof kinds)[number]}`)} </span>
        <span className={classes.name}>{name}</span>
        <span className={classes.excerpt}>{excerpt}</span>
      </span>
      <span className={classes.when}>
        <time dateTime={occurredAt}>{format.clock(occurredAt)}</time>
        <br />
        {source}
      </span>
    </UnstyledButton>
  );
}

function Detail({ event }: { event: TimelineEvent }) {
  const { t } = useTranslation();
  const format = useFormat();
  const source = useSources().of(event.sourceId);
  const { kind, name, sender, trusted, occurredAt, receivedAt, properties, context } = event;
  return (
    <Stack gap="lg">
      <Group gap="xs">
        <KindBadge kind={kind as (typeof kinds)[number]} />
        {source && <SourceBadge kind={source.kind} name={source.name} />}
      </Group>
      <KeyValue
        rows={[
          { name: t('customers.timeline.occurred'), value: format.dateTime(occurredAt) },
          { name: t('customers.timeline.received'), value: format.dateTime(receivedAt) },
          { name: t('customers.timeline.sender'), value: `${sender.type} ${sender.value}` },
          { name: t('customers.timeline.trust'), value: t(trusted ? 'customers.trusted' : 'customers.claimed') },
        ]}
      />
      <div>
        <Text size="sm" fw={500} mb={4}>
          {t('customers.timeline.said')}
        </Text>
        <Json text={JSON.stringify(properties)} label={t('customers.timeline.said')} />
      </div>
      {Object.keys(context).length > 0 && (
        <div>
          <Text size="sm" fw={500} mb={4}>
            {t('customers.timeline.context')}
          </Text>
          <Json text={JSON.stringify(context)} label={t('customers.timeline.context')} />
        </div>
      )}
      <Group>
        <ButtonLink to="/schema" search={{ event: name }} variant="default" size="xs">
          {t('customers.timeline.schema')}
        </ButtonLink>
      </Group>
    </Stack>
  );
}

function byDay(events: TimelineEvent[]): { day: string; events: TimelineEvent[] }[] {
  const days = new Map<string, TimelineEvent[]>();
  for (const event of events) {
    const at = new Date(event.occurredAt);
    const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
    days.set(day, [...(days.get(day) ?? []), event]);
  }
  return [...days].map(([day, events]) => ({ day, events }));
}
