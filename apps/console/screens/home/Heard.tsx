import { useThrottledCallback } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { listSources, live, overview, reported, type Source } from '#listen/contract';
import { useRefresh, useRoute } from '../../api.ts';
import { SourceBadge } from '../../ui/Badges.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { useFormat } from '../../ui/format.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Stat, Stats } from '../../ui/Stat.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { useLive } from '../../use-live.ts';
import { SourceState } from '../listen/SourceState.tsx';
import { FirstSteps } from './FirstSteps.tsx';

/** How much is heard, and from where; until the first event, how to get there. */
export function Heard() {
  const { t } = useTranslation();
  const format = useFormat();
  const refresh = useRefresh();
  const heard = useRoute(overview, undefined, { refetchInterval: 30_000 });
  const sources = useRoute(listSources);
  // Events come by the thousand; the figures move every other second.
  const soon = useThrottledCallback(() => refresh(overview, listSources), 2_000);
  useLive(live, soon, { onChanged: soon });
  useLive(reported, soon);

  if (heard.error) return <Problem problem={heard.error} onRetry={() => void heard.refetch()} />;
  if (heard.data?.events === 0) return <FirstSteps hasSource={heard.data.sources > 0} />;

  const figure = (value: number | undefined) => (value === undefined ? undefined : format.whole(value));
  const columns: Column<Source>[] = [
    { id: 'name', title: t('home.heard.source'), cell: ({ name }) => name },
    { id: 'kind', title: t('home.heard.kind'), cell: ({ kind }) => <SourceBadge kind={kind} /> },
    { id: 'state', title: t('home.heard.state'), cell: (source) => <SourceState {...source} /> },
    {
      id: 'last',
      title: t('home.heard.last_event'),
      cell: ({ health: { lastEventAt } }) => (lastEventAt ? <RelativeTime at={lastEventAt} /> : t('home.heard.never')),
    },
    { id: 'today', title: t('home.heard.today'), align: 'end', cell: ({ health }) => format.whole(health.eventsToday) },
  ];
  return (
    <Panel title={t('home.heard.title')} all={{ to: '/sources', label: t('home.heard.all') }}>
      <Stats>
        <Stat label={t('home.heard.events_today')} value={figure(heard.data?.eventsToday)} to="/live" />
        <Stat label={t('home.heard.last_minute')} value={figure(heard.data?.eventsLastMinute)} to="/live" />
        <Stat label={t('home.heard.kept_aside')} value={figure(heard.data?.keptAside)} to="/kept-aside" />
        <Stat label={t('home.heard.lag')} value={heard.data && format.duration(heard.data.reportsLagSeconds)} />
      </Stats>
      <div style={{ marginTop: '1rem' }}>
        <DataTable
          label={t('home.heard.sources')}
          columns={columns}
          rows={sources.data?.items ?? []}
          rowKey={({ id }) => id}
          to={({ id }) => `/sources/${id}`}
          loading={sources.isPending}
          problem={sources.error}
          empty={null}
        />
      </div>
    </Panel>
  );
}
