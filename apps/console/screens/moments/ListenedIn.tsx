/** How long each leader listened in lately, and what was noted meanwhile. */
import { IconEar } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { listeningHours, listInsights } from '#moments/contract';
import type { ReplyOf } from '#platform/contract';
import { usePages, useRoute } from '../../api.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFormat } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { RelativeTime } from '../../ui/Time.tsx';

type Hours = ReplyOf<typeof listeningHours>['items'][number];
type Insight = ReplyOf<typeof listInsights>['items'][number];

const REREAD_MS = 30_000;

export function ListenedIn() {
  const { t } = useTranslation();
  const hours = useRoute(listeningHours, {}, { refetchInterval: REREAD_MS });
  const insights = usePages(listInsights, { query: { limit: 20 } });
  return (
    <>
      <Panel title={t('moments.listening.hours')}>
        <HoursTable rows={hours.data?.items ?? []} loading={hours.isPending} />
      </Panel>
      {insights.rows.length > 0 && (
        <Panel title={t('moments.listening.insights')}>
          <Insights rows={insights.rows} />
        </Panel>
      )}
    </>
  );
}

function HoursTable({ rows, loading }: { rows: Hours[]; loading: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: Column<Hours>[] = [
    { id: 'name', title: t('moments.team.name'), cell: ({ employee }) => employee.name },
    { id: 'time', title: t('moments.listening.time'), align: 'end', cell: ({ seconds }) => format.duration(seconds) },
    {
      id: 'conversations',
      title: t('moments.listening.conversations'),
      align: 'end',
      cell: ({ conversations }) => format.whole(conversations),
    },
    { id: 'insights', title: t('moments.listening.insights'), align: 'end', cell: ({ insights }) => format.whole(insights) },
  ];
  return (
    <DataTable
      label={t('moments.listening.hours')}
      columns={columns}
      rows={rows}
      rowKey={({ employee }) => employee.id}
      loading={loading}
      empty={<EmptyState icon={IconEar} title={t('moments.listening.none')} lesson={t('moments.listening.none_lesson')} />}
    />
  );
}

function Insights({ rows }: { rows: Insight[] }) {
  const { t } = useTranslation();
  const columns: Column<Insight>[] = [
    { id: 'text', title: t('moments.listening.insight'), cell: ({ text }) => text },
    { id: 'moment', title: t('moments.one'), cell: ({ moment }) => `#${moment.no} ${moment.title}` },
    { id: 'who', title: t('moments.team.name'), cell: ({ author }) => author.name },
    { id: 'at', title: t('moments.listening.at'), cell: ({ at }) => <RelativeTime at={at} /> },
  ];
  return (
    <DataTable
      label={t('moments.listening.insights')}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      to={({ moment }) => `/moments/${moment.id}`}
      empty={null}
    />
  );
}
