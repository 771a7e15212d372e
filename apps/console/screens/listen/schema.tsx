import { IconSchema } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { listSources, schema } from '#listen/contract';
import type { ReplyOf } from '#platform/contract';
import { z } from '#platform/contract';
import { useRoute } from '../../api.ts';
import { KindBadge } from '../../ui/Badges.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { useFilter } from '../../ui/filter.ts';
import { useFormat } from '../../ui/format.ts';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { DateTime, RelativeTime } from '../../ui/Time.tsx';
import { everyDay } from './days.ts';
import type { EventKind } from './excerpt.ts';
import { SchemaDrawer } from './SchemaDrawer.tsx';

export type SchemaEvent = ReplyOf<typeof schema>['items'][number];

/** What customers' traffic consists of, learnt from the traffic itself: nobody declares anything first. */
export function Screen() {
  const { t } = useTranslation();
  const format = useFormat();
  const [filter, setFilter] = useFilter({ search: z.string().optional(), event: z.string().optional() });
  const read = useRoute(schema, { query: { search: filter.search } }, { refetchInterval: 10_000, keepPrevious: true });
  const sources = useRoute(listSources);
  const nameOf = (id: string) =>
    sources.data?.items.find((source) => source.id === id)?.name ?? t('listen.schema.removed_source');

  const columns: Column<SchemaEvent>[] = [
    { id: 'name', title: t('listen.schema.event'), cell: ({ name }) => name },
    { id: 'kind', title: t('listen.kind'), cell: ({ kind }) => <KindBadge kind={kind as EventKind} /> },
    { id: 'days', title: t('listen.schema.lately'), cell: ({ days }) => <Days days={days} /> },
    { id: 'seen', title: t('listen.schema.seen'), align: 'end', cell: ({ seen }) => format.whole(seen) },
    { id: 'first', title: t('listen.schema.first'), cell: ({ firstSeen }) => <DateTime at={firstSeen} dateOnly /> },
    { id: 'last', title: t('listen.schema.last'), cell: ({ lastSeen }) => <RelativeTime at={lastSeen} /> },
    { id: 'sources', title: t('listen.source.many'), cell: ({ sourceIds }) => format.list(sourceIds.map(nameOf)) },
  ];
  return (
    <>
      <PageHeader title={t('listen.schema.title')} lead={t('listen.schema.lead')} />
      <FilterBar fields={[{ key: 'search', kind: 'text', label: t('listen.schema.search') }]} />
      <DataTable
        label={t('listen.schema.title')}
        columns={columns}
        rows={read.data?.items ?? []}
        rowKey={({ kind, name }) => `${kind} ${name}`}
        to={({ name }) => `/schema?${new URLSearchParams({ ...(filter.search && { search: filter.search }), event: name })}`}
        loading={read.isPending}
        problem={read.error}
        onRetry={() => void read.refetch()}
        empty={
          filter.search ? (
            <EmptyState icon={IconSchema} title={t('listen.schema.none_match')} lesson={t('listen.schema.none_match_lesson')} />
          ) : (
            <EmptyState
              icon={IconSchema}
              title={t('listen.schema.none')}
              lesson={t('listen.schema.none_lesson')}
              step={<ButtonLink to="/sources">{t('listen.live.silent_step')}</ButtonLink>}
            />
          )
        }
      />
      <SchemaDrawer
        name={filter.event}
        known={read.data?.items.filter(({ name }) => name === filter.event) ?? []}
        onClose={() => setFilter({ event: undefined })}
      />
    </>
  );
}

function Days({ days }: { days: SchemaEvent['days'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const values = everyDay(days);
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return '–';
  const count = values.reduce((sum, one) => sum + one, 0);
  return (
    <Sparkline
      values={values}
      label={t('listen.schema.between', {
        count,
        from: format.date(`${first.day}T12:00:00Z`),
        to: format.date(`${last.day}T12:00:00Z`),
      })}
    />
  );
}
