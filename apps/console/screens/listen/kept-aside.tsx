import { IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { listParked, listSources, overview } from '#listen/contract';
import type { ReplyOf } from '#platform/contract';
import { z } from '#platform/contract';
import { usePages, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { StateBadge } from '../../ui/Badges.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { useFilter } from '../../ui/filter.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { ParkedDrawer } from './ParkedDrawer.tsx';
import { SettleAll } from './SettleAll.tsx';

export type Parked = ReplyOf<typeof listParked>['items'][number];

/** Nothing a customer said is thrown away: what could not be used waits here for somebody's decision. */
export function Screen() {
  const { t } = useTranslation();
  const [filter, setFilter] = useFilter({ source: z.string().optional(), id: z.string().optional() });
  const parked = usePages(listParked, { query: { sourceId: filter.source } });
  const sources = useRoute(listSources);
  const total = useRoute(overview);
  const nameOf = (id: string | null) => sources.data?.items.find((source) => source.id === id)?.name ?? '–';
  const { can } = useSession();
  const waiting =
    (filter.source ? sources.data?.items.find(({ id }) => id === filter.source)?.health.keptAside : total.data?.keptAside) ??
    parked.rows.length;
  const opened = parked.rows.find(({ id }) => id === filter.id);

  const columns: Column<Parked>[] = [
    { id: 'reason', title: t('listen.aside.reason'), cell: ({ field, reason }) => (field ? `${field}: ${reason}` : reason) },
    {
      id: 'stage',
      title: t('listen.aside.stage'),
      cell: ({ stage }) => <StateBadge state="bad">{t(`listen.aside.stages.${stage}.name`)}</StateBadge>,
    },
    { id: 'source', title: t('listen.source.one'), cell: ({ sourceId }) => nameOf(sourceId) },
    { id: 'at', title: t('listen.aside.since'), cell: ({ parkedAt }) => <RelativeTime at={parkedAt} /> },
  ];
  return (
    <>
      <PageHeader
        title={t('listen.aside.title')}
        lead={
          total.data && total.data.keptAside > 0
            ? t('listen.aside.lead_count', { count: total.data.keptAside })
            : t('listen.aside.lead')
        }
        actions={parked.rows.length > 1 && can('listen.write') && <SettleAll sourceId={filter.source} count={waiting} />}
      />
      <FilterBar
        fields={[
          {
            key: 'source',
            kind: 'one',
            label: t('listen.source.one'),
            options: sources.data?.items.map(({ id, name }) => ({ value: id, label: name })) ?? [],
          },
        ]}
      />
      <DataTable
        label={t('listen.aside.title')}
        columns={columns}
        rows={parked.rows}
        rowKey={({ id }) => id}
        to={({ id }) => `/kept-aside?${new URLSearchParams({ ...(filter.source && { source: filter.source }), id })}`}
        loading={parked.isPending}
        problem={parked.error}
        onRetry={() => void parked.refetch()}
        empty={<EmptyState icon={IconShieldCheck} title={t('listen.aside.none')} lesson={t('listen.aside.none_lesson')} />}
        more={{
          available: parked.hasNextPage,
          loading: parked.isFetchingNextPage,
          load: () => void parked.fetchNextPage(),
        }}
      />
      <ParkedDrawer item={opened} source={opened && nameOf(opened.sourceId)} onClose={() => setFilter({ id: undefined })} />
    </>
  );
}
