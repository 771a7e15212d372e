import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Endpoint, listEndpoints } from '#listen/contract';
import { useRoute } from '../../../api.ts';
import { StateBadge } from '../../../ui/Badges.tsx';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { RelativeTime } from '../../../ui/Time.tsx';
import classes from './webhooks.module.css';

/** Whom we tell, and whether they hear us. */
export function WebhooksOut({ onNew, mayChange }: { onNew: () => void; mayChange: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, isPending, error, refetch } = useRoute(listEndpoints, undefined, { refetchInterval: 10_000 });
  const columns: Column<Endpoint>[] = [
    {
      id: 'url',
      title: t('webhooks.out.endpoint'),
      cell: ({ url, description }) => <span className={classes.url}>{description || url}</span>,
    },
    { id: 'state', title: t('webhooks.state'), width: '10rem', cell: (endpoint) => <EndpointState endpoint={endpoint} /> },
    { id: 'events', title: t('webhooks.out.events'), cell: ({ events }) => events.join(', ') },
    {
      id: 'last',
      title: t('webhooks.out.last'),
      cell: ({ lastDeliveredAt }) => (lastDeliveredAt ? <RelativeTime at={lastDeliveredAt} /> : t('webhooks.never')),
    },
    { id: 'waiting', title: t('webhooks.out.waiting'), align: 'end', cell: ({ waiting }) => format.whole(waiting) },
    { id: 'failed', title: t('webhooks.out.failed'), align: 'end', cell: ({ failed }) => format.whole(failed) },
  ];
  return (
    <DataTable
      label={t('webhooks.out.title')}
      columns={columns}
      rows={data?.items ?? []}
      rowKey={({ id }) => id}
      to={({ id }) => `/webhooks/out/${id}`}
      loading={isPending}
      problem={error}
      onRetry={() => void refetch()}
      empty={
        <EmptyState
          icon={IconSend}
          title={t('webhooks.out.empty_title')}
          lesson={t('webhooks.out.empty')}
          step={mayChange && <Button onClick={onNew}>{t('webhooks.out.new')}</Button>}
        />
      }
    />
  );
}

export function EndpointState({
  endpoint: { enabled, disabledBecause, failures, restsUntil, passedOver },
}: {
  endpoint: Endpoint;
}) {
  const { t } = useTranslation();
  if (!enabled && disabledBecause) return <StateBadge state="bad">{t('webhooks.out.given_up')}</StateBadge>;
  if (!enabled) return <StateBadge state="off">{t('webhooks.off')}</StateBadge>;
  if (passedOver > 0) return <StateBadge state="bad">{t('webhooks.out.overfull')}</StateBadge>;
  if (restsUntil) return <StateBadge state="bad">{t('webhooks.out.rests')}</StateBadge>;
  if (failures > 0) return <StateBadge state="waiting">{t('webhooks.out.failing', { count: failures })}</StateBadge>;
  return <StateBadge state="good">{t('webhooks.well')}</StateBadge>;
}
