import { Button, Group, Select, Text } from '@mantine/core';
import { IconDownload, IconMessageReport } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Conversation, conversationOrders, exportConversations, listConversations } from '#measure/contract';
import type { QueryOf, ReplyOf } from '#platform/contract';
import { useCall, useRoute } from '../../../api.ts';
import { save } from '../../../save.ts';
import { useSession } from '../../../session.ts';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { PageHeader } from '../../../ui/PageHeader.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { writeDays } from '../behaviour/days.ts';
import { Keep } from '../keep/Keep.tsx';
import { MakeSegment } from '../keep/MakeSegment.tsx';
import { useAsked } from '../QuestionPage.tsx';
import { readyRange } from '../question.ts';
import { Span } from '../Span.tsx';
import trends from '../trends.module.css';
import { homeZone, useAddress } from '../use-address.ts';
import { useNameless } from '../use-nameless.ts';
import { conversationsFor, readConversations } from './question.ts';

type Channel = ReplyOf<typeof listConversations>['channels'][number];
const PAGE = 100;

/** Conversations of every channel by one measure: the same columns, no holes; each row opens its moment. */
export function Screen() {
  const { t } = useTranslation();
  const [search, change] = useAddress();
  const may = useSession().can('customers.export');
  const [shown, setShown] = useState(PAGE);
  const words = readConversations(search, homeZone);
  const { order, channel } = words;
  const question = useAsked(words, conversationsFor);
  const { timeZone: _zone, ...asked } = question ?? { from: '', to: '', timeZone: '' };
  const query = { ...asked, order, limit: Math.min(shown, 200) };
  const read = useRoute(listConversations, { query }, { keepPrevious: true, enabled: question !== undefined });
  const { data, error, isPending, isFetching, refetch } = read;
  const columns = useColumns();
  return (
    <>
      <PageHeader
        title={t('metrics.conversations.title')}
        lead={t('metrics.conversations.lead')}
        actions={
          question && (
            <>
              {data !== undefined && data.total > 0 && (
                <MakeSegment
                  size="sm"
                  figure={{ of: 'conversations', ...asked }}
                  clicked={[
                    t('metrics.conversations.title'),
                    ...(channel === undefined ? [] : [t(`metrics.conversations.channels.${channel}`, channel)]),
                  ].join(' · ')}
                />
              )}
              {may && <Export asked={asked} />}
              <Keep
                asked={{ kind: 'conversations', question }}
                range={readyRange(words)}
                title={t('metrics.conversations.title')}
              />
            </>
          )
        }
      />
      <Group mb="lg" gap="sm">
        <Span question={words} ask={(patch) => change(writeDays(patch))} />
        <Select
          w="13rem"
          aria-label={t('metrics.conversations.order.label')}
          value={order}
          allowDeselect={false}
          onChange={(value) => change({ order: value ?? undefined })}
          data={conversationOrders.map((value) => ({ value, label: t(`metrics.conversations.order.${value}`) }))}
        />
        <Select
          w="13rem"
          clearable
          aria-label={t('metrics.conversations.channel')}
          placeholder={t('metrics.conversations.every_channel')}
          value={channel ?? null}
          onChange={(value) => change({ channel: value ?? undefined })}
          data={[...new Set([...(data?.channels.map((one) => one.channel) ?? []), ...(channel ? [channel] : [])])]}
        />
      </Group>
      {data && data.channels.length > 0 && <Channels channels={data.channels} onOpen={(channel) => change({ channel })} />}
      <DataTable
        label={t('metrics.conversations.title')}
        columns={columns}
        rows={data?.items ?? []}
        rowKey={({ moment }) => moment}
        to={({ moment }) => `/moments/${moment}`}
        loading={isPending}
        problem={error}
        onRetry={() => void refetch()}
        empty={
          <EmptyState
            icon={IconMessageReport}
            title={t('metrics.conversations.none')}
            lesson={t(data?.whole === false ? 'metrics.conversations.being_written' : 'metrics.conversations.lesson')}
          />
        }
        more={{
          available: (data?.items.length ?? 0) < Math.min(200, data?.total ?? 0),
          loading: isFetching,
          load: () => setShown((count) => count + PAGE),
        }}
      />
    </>
  );
}

function Export({ asked }: { asked: QueryOf<typeof exportConversations> }) {
  const { t } = useTranslation();
  const fetch = useCall(exportConversations, { onSuccess: (file) => save(file as Blob, 'conversations.csv') });
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} />}
      loading={fetch.isPending}
      onClick={() => fetch.mutate({ query: asked })}
    >
      {t('measure.export')}
    </Button>
  );
}

/** A channel's number opens its conversations below, and with them the people to make a segment of. */
function Channels({ channels, onOpen }: { channels: Channel[]; onOpen: (channel: string) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = (column: string) => t(`metrics.conversations.${column}`);
  const columns: Column<Channel>[] = [
    { id: 'channel', title: name('channel'), cell: ({ channel }) => t(`metrics.conversations.channels.${channel}`, channel) },
    {
      id: 'many',
      title: name('many'),
      align: 'end',
      cell: ({ channel, conversations }) => (
        <button
          type="button"
          className={trends.open}
          aria-label={t('metrics.conversations.only', { channel: t(`metrics.conversations.channels.${channel}`, channel) })}
          onClick={() => onOpen(channel)}
        >
          {format.whole(conversations)}
        </button>
      ),
    },
    { id: 'contacts', title: name('contacts'), align: 'end', cell: ({ contacts }) => format.exact(contacts) },
    { id: 'waited', title: name('waited_median'), align: 'end', cell: ({ waitedSeconds }) => format.brief(waitedSeconds) },
    { id: 'elapsed', title: name('elapsed_median'), align: 'end', cell: ({ elapsedSeconds }) => format.brief(elapsedSeconds) },
    {
      id: 'again',
      title: name('asked_again'),
      align: 'end',
      cell: ({ askedAgain, conversations }) => `${format.whole(askedAgain)} · ${format.percent(askedAgain / conversations)}`,
    },
  ];
  return (
    <div style={{ marginBlockEnd: '2rem' }}>
      <Panel title={t('metrics.conversations.by_channel')}>
        <DataTable
          label={t('metrics.conversations.by_channel')}
          columns={columns}
          rows={channels}
          rowKey={({ channel }) => channel}
          empty={null}
        />
      </Panel>
    </div>
  );
}

function useColumns(): Column<Conversation>[] {
  const { t } = useTranslation();
  const nameless = useNameless();
  const format = useFormat();
  const name = (column: string) => t(`metrics.conversations.${column}`);
  const said = (column: string, value: string) => t(`metrics.conversations.${column}_word.${value.replaceAll(' ', '_')}`, value);
  const effort = ({ contacts, transfers, reopened }: Conversation) =>
    [
      t('metrics.conversations.contacts_of', { count: contacts }),
      ...(transfers > 0 ? [t('metrics.conversations.transfers_of', { count: transfers })] : []),
      ...(reopened > 0 ? [t('metrics.conversations.reopened_of', { count: reopened })] : []),
    ].join(' · ');
  return [
    {
      id: 'who',
      title: name('conversation'),
      width: '16rem',
      cell: ({ no, person, channel, openedAt }) => (
        <>
          #{no} {person?.name ?? (person ? nameless : t('metrics.conversations.nobody'))}
          <Text size="sm" c="var(--ink-quiet)" component="span" display="block" fw={400}>
            {t(`metrics.conversations.channels.${channel}`, channel)} · <RelativeTime at={openedAt} />
          </Text>
        </>
      ),
    },
    { id: 'effort', title: name('effort'), width: '8rem', cell: effort },
    { id: 'again', title: name('asked_again'), cell: ({ askedAgain }) => said('again', askedAgain) },
    { id: 'outcome', title: name('outcome'), width: '7rem', cell: ({ outcome }) => said('outcome', outcome) },
    {
      id: 'waited',
      title: name('waited'),
      align: 'end',
      cell: ({ waitedSeconds, answer }) => `${format.brief(waitedSeconds)} · ${said('answer', answer)}`,
    },
    { id: 'elapsed', title: name('elapsed'), align: 'end', cell: ({ elapsedSeconds }) => format.brief(elapsedSeconds) },
    { id: 'emotion', title: name('emotion'), cell: ({ emotion }) => said('emotion', emotion) },
    {
      id: 'money',
      title: name('goodwill'),
      align: 'end',
      cell: ({ goodwill }) =>
        goodwill.length === 0
          ? t('metrics.conversations.no_goodwill')
          : goodwill.map(({ currency, amount }) => format.amount(amount, currency)).join(' + '),
    },
  ];
}
