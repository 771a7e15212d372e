import { Button } from '@mantine/core';
import { useDisclosure, useThrottledCallback } from '@mantine/hooks';
import { IconBroadcast, IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { listSources, live, reported, type Source, sourceRates } from '#listen/contract';
import { useRefresh, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { SourceBadge } from '../../ui/Badges.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFormat } from '../../ui/format.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { RelativeTime } from '../../ui/Time.tsx';
import { useLive } from '../../use-live.ts';
import { NewSource } from './NewSource.tsx';
import { SourceState } from './SourceState.tsx';

/** Everywhere customers are heard, and how each place is doing. */
export function Screen() {
  const { t } = useTranslation();
  const { can } = useSession();
  const format = useFormat();
  const refresh = useRefresh();
  const [adding, { open, close }] = useDisclosure(false);
  const sources = useRoute(listSources);
  const rates = useRoute(sourceRates, { query: { span: 'hour' } }, { refetchInterval: 30_000 });
  const soon = useThrottledCallback(() => refresh(listSources), 2_000);
  useLive(live, soon);
  useLive(reported, soon);
  const mayAdd = can('listen.write');
  useShortcut('n', t('listen.source.add'), open, mayAdd);

  const received = new Map(rates.data?.items.map(({ sourceId, received }) => [sourceId, received]));
  const columns: Column<Source>[] = [
    { id: 'name', title: t('listen.source.one'), cell: ({ name }) => name },
    { id: 'kind', title: t('listen.kind'), cell: ({ kind }) => <SourceBadge kind={kind} /> },
    { id: 'state', title: t('listen.source.state'), cell: (source) => <SourceState {...source} /> },
    {
      id: 'rate',
      title: t('listen.source.last_hour'),
      cell: ({ id }) => <LastHour received={received.get(id)} />,
    },
    {
      id: 'last',
      title: t('listen.source.last_event'),
      cell: ({ health: { lastEventAt } }) => (lastEventAt ? <RelativeTime at={lastEventAt} /> : t('listen.source.never')),
    },
    { id: 'today', title: t('listen.source.today'), align: 'end', cell: ({ health }) => format.whole(health.eventsToday) },
    { id: 'events', title: t('listen.source.events'), align: 'end', cell: ({ health }) => format.whole(health.events) },
  ];
  const add = mayAdd && (
    <Button leftSection={<IconPlus size={16} />} onClick={open}>
      {t('listen.source.add')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('listen.source.many')} lead={t('listen.source.lead')} actions={add} />
      <DataTable
        label={t('listen.source.many')}
        columns={columns}
        rows={sources.data?.items ?? []}
        rowKey={({ id }) => id}
        to={({ id }) => `/sources/${id}`}
        loading={sources.isPending}
        problem={sources.error}
        onRetry={() => void sources.refetch()}
        empty={
          <EmptyState icon={IconBroadcast} title={t('listen.source.none')} lesson={t('listen.source.none_lesson')} step={add} />
        }
      />
      <NewSource opened={adding} onClose={close} />
    </>
  );
}

function LastHour({ received }: { received: number[] | undefined }) {
  const { t } = useTranslation();
  if (!received) return '–';
  const total = received.reduce((sum, one) => sum + one, 0);
  return <Sparkline values={received} label={t('listen.source.in_last_hour', { count: total })} />;
}
