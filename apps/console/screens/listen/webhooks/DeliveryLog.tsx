import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Delivery,
  deliveryState,
  type Endpoint,
  listDeliveries,
  listEndpoints,
  replayDelivery,
  replayFailed,
} from '#listen/contract';
import { useCall, usePages } from '../../../api.ts';
import { StateBadge } from '../../../ui/Badges.tsx';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { FilterBar } from '../../../ui/FilterBar.tsx';
import { useFilter } from '../../../ui/filter.ts';
import { useFormat } from '../../../ui/format.ts';
import { KeyValue } from '../../../ui/KeyValue.tsx';
import { showDone } from '../../../ui/Problem.tsx';
import { DateTime, RelativeTime } from '../../../ui/Time.tsx';
import classes from './webhooks.module.css';

const day = 24 * 60 * 60 * 1000;

/** Every message to one endpoint: what it was, what came back, and the way to send it again. */
export function DeliveryLog({ endpoint }: { endpoint: Endpoint }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ state }] = useFilter({ state: deliveryState.optional() });
  const [open, setOpen] = useState<Delivery>();
  const query = state ? { state } : {};
  const log = usePages(listDeliveries, { params: { id: endpoint.id }, query });
  const replayAll = useCall(replayFailed, {
    refreshes: [listDeliveries, listEndpoints],
    onSuccess: ({ replayed }) => showDone(t('webhooks.log.replayed', { count: replayed })),
  });
  const columns: Column<Delivery>[] = [
    {
      id: 'type',
      title: t('webhooks.log.message'),
      cell: (delivery) => (
        <Button variant="transparent" size="compact-sm" px={0} c="inherit" onClick={() => setOpen(delivery)}>
          {delivery.name || delivery.type}
        </Button>
      ),
    },
    { id: 'state', title: t('webhooks.state'), cell: (delivery) => <DeliveryState delivery={delivery} /> },
    {
      id: 'status',
      title: t('webhooks.log.answer'),
      cell: ({ status, error }) => status ?? (error ? t('webhooks.log.no_answer') : ''),
    },
    { id: 'attempts', title: t('webhooks.log.attempts'), align: 'end', cell: ({ attempts }) => format.whole(attempts) },
    {
      id: 'took',
      title: t('webhooks.log.took'),
      align: 'end',
      cell: ({ durationMs }) => (durationMs === null ? '' : t('webhooks.log.ms', { ms: format.whole(durationMs) })),
    },
    { id: 'when', title: t('webhooks.log.when'), cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
  ];
  return (
    <>
      <FilterBar
        fields={[
          {
            key: 'state',
            kind: 'one',
            label: t('webhooks.state'),
            options: deliveryState.options.map((value) => ({ value, label: t(`webhooks.log.state.${value}`) })),
          },
        ]}
      >
        <Button variant="default" onClick={() => void log.refetch()}>
          {t('webhooks.log.refresh')}
        </Button>
        {endpoint.failed > 0 && (
          <Button
            variant="default"
            loading={replayAll.isPending}
            onClick={() =>
              replayAll.mutate({
                params: { id: endpoint.id },
                // As long as the log itself goes back.
                body: { since: new Date(Date.now() - 30 * day).toISOString() },
              })
            }
          >
            {t('webhooks.log.replay_failed', { count: endpoint.failed })}
          </Button>
        )}
      </FilterBar>
      <DataTable
        label={t('webhooks.log.title')}
        columns={columns}
        rows={log.rows}
        rowKey={({ id }) => id}
        loading={log.isPending}
        problem={log.error}
        onRetry={() => void log.refetch()}
        empty={<Text c="var(--ink-quiet)">{t('webhooks.log.empty')}</Text>}
        more={{ available: log.hasNextPage, loading: log.isFetchingNextPage, load: () => void log.fetchNextPage() }}
      />
      {open && <Opened endpointId={endpoint.id} delivery={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function DeliveryState({ delivery: { state, attempts } }: { delivery: Delivery }) {
  const { t } = useTranslation();
  if (state === 'delivered') return <StateBadge state="good">{t('webhooks.log.state.delivered')}</StateBadge>;
  if (state === 'failed') return <StateBadge state="bad">{t('webhooks.log.state.failed')}</StateBadge>;
  return (
    <StateBadge state="waiting">{attempts > 0 ? t('webhooks.log.tried_again') : t('webhooks.log.state.waiting')}</StateBadge>
  );
}

function Opened({ endpointId, delivery, onClose }: { endpointId: string; delivery: Delivery; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const replay = useCall(replayDelivery, {
    refreshes: [listDeliveries, listEndpoints],
    onSuccess: () => {
      showDone(t('webhooks.log.replayed', { count: 1 }));
      onClose();
    },
  });
  const { id, type, name, messageId, status, attempts, createdAt, triedAt, nextTry, error, response, durationMs } = delivery;
  return (
    <Modal opened onClose={onClose} title={name || type} size="lg" centered closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <Stack gap="md">
        <KeyValue
          rows={[
            { name: t('webhooks.state'), value: <DeliveryState delivery={delivery} /> },
            { name: t('webhooks.log.type'), value: <Code>{type}</Code> },
            { name: 'webhook-id', value: <Code>{messageId}</Code> },
            { name: t('webhooks.log.answer'), value: status },
            { name: t('webhooks.log.error'), value: error },
            { name: t('webhooks.log.attempts'), value: format.whole(attempts) },
            {
              name: t('webhooks.log.took'),
              value: durationMs === null ? undefined : t('webhooks.log.ms', { ms: format.whole(durationMs) }),
            },
            { name: t('webhooks.log.made'), value: <DateTime at={createdAt} /> },
            { name: t('webhooks.log.last_try'), value: triedAt && <DateTime at={triedAt} /> },
            { name: t('webhooks.log.next_try'), value: nextTry && <DateTime at={nextTry} /> },
          ]}
        />
        {response && (
          <Code block className={classes.answer ?? ''} tabIndex={0} role="region" aria-label={t('webhooks.log.response')}>
            {response}
          </Code>
        )}
        <Group justify="flex-end">
          <Button
            variant="default"
            loading={replay.isPending}
            onClick={() => replay.mutate({ params: { id: endpointId, deliveryId: id }, body: {} })}
          >
            {t('webhooks.log.replay')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
