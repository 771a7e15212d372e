import { Button } from '@mantine/core';
import { IconWebhook } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { listWebhooks, type Webhook } from '#listen/contract';
import { useRoute } from '../../../api.ts';
import { StateBadge } from '../../../ui/Badges.tsx';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { RelativeTime } from '../../../ui/Time.tsx';
import { fieldsOf } from './presets.ts';

/** Who posts to us, and how well that goes. */
export function WebhooksIn({ onNew, mayChange }: { onNew: () => void; mayChange: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, isPending, error, refetch } = useRoute(listWebhooks, undefined, { refetchInterval: 15_000 });
  const columns: Column<Webhook>[] = [
    { id: 'name', title: t('webhooks.name'), cell: ({ name }) => name },
    { id: 'state', title: t('webhooks.state'), cell: (webhook) => <WebhookState webhook={webhook} /> },
    {
      id: 'verify',
      title: t('webhooks.verify.label'),
      cell: ({ verification }) => t(`webhooks.verify.preset.${fieldsOf(verification).preset}`),
    },
    {
      id: 'last',
      title: t('webhooks.in.last'),
      cell: ({ lastEventAt }) => (lastEventAt ? <RelativeTime at={lastEventAt} /> : t('webhooks.never')),
    },
    { id: 'events', title: t('webhooks.in.events'), align: 'end', cell: ({ events }) => format.whole(events) },
  ];
  return (
    <DataTable
      label={t('webhooks.in.title')}
      columns={columns}
      rows={data?.items ?? []}
      rowKey={({ id }) => id}
      to={({ id }) => `/webhooks/in/${id}`}
      loading={isPending}
      problem={error}
      onRetry={() => void refetch()}
      empty={
        <EmptyState
          icon={IconWebhook}
          title={t('webhooks.in.empty_title')}
          lesson={t('webhooks.in.empty')}
          step={mayChange && <Button onClick={onNew}>{t('webhooks.in.new')}</Button>}
        />
      }
    />
  );
}

export function WebhookState({ webhook: { enabled, keptAside, lastRefusedAt, lastEventAt } }: { webhook: Webhook }) {
  const { t } = useTranslation();
  if (!enabled) return <StateBadge state="off">{t('webhooks.off')}</StateBadge>;
  if (keptAside > 0) return <StateBadge state="bad">{t('webhooks.in.kept_aside', { count: keptAside })}</StateBadge>;
  // Only while refusals are newer than what came through.
  if (lastRefusedAt && (!lastEventAt || lastRefusedAt > lastEventAt))
    return <StateBadge state="bad">{t('webhooks.in.refused')}</StateBadge>;
  if (!lastEventAt) return <StateBadge state="waiting">{t('webhooks.in.silent')}</StateBadge>;
  return <StateBadge state="good">{t('webhooks.well')}</StateBadge>;
}
