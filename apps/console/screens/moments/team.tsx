/** Who is here, how much each carries, and what waits in queues since when. */
import { useTranslation } from 'react-i18next';
import { type Agent, auditReport, listAgents, listQueues, momentChanged, type Queue } from '#moments/contract';
import { useRefresh, useRoute } from '../../api.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { useFormat } from '../../ui/format.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Stat, Stats } from '../../ui/Stat.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { useLive } from '../../use-live.ts';
import { Standing } from './dialogs/OfferForm.tsx';
import { ListenedIn } from './ListenedIn.tsx';
import { PromiseKept } from './PromiseKept.tsx';
import classes from './team.module.css';

const REREAD_MS = 5_000;

export function Screen() {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const agents = useRoute(listAgents, undefined, { refetchInterval: REREAD_MS });
  const queues = useRoute(listQueues, undefined, { refetchInterval: REREAD_MS });
  const look = () => refresh(listAgents, listQueues, auditReport);
  useLive(momentChanged, look, { onChanged: look });
  const here = (agents.data?.items ?? []).filter(({ able }) => able);
  const waiting = (queues.data?.items ?? []).reduce((sum, one) => sum + one.waiting, 0);
  return (
    <>
      <PageHeader
        title={t('moments.team.title')}
        lead={t('moments.team.lead')}
        back={{ to: '/moments', label: t('moments.title') }}
      />
      <div className={classes.stack}>
        <Stats>
          <Stat label={t('moments.team.here')} value={String(here.length)} />
          <Stat label={t('moments.team.room')} value={String(roomOf(here))} />
          <Stat label={t('moments.team.waiting')} value={String(waiting)} />
        </Stats>
        <PromiseKept />
        <Panel title={t('moments.team.queues')}>
          <Queues rows={queues.data?.items ?? []} loading={queues.isPending} />
        </Panel>
        <Panel title={t('moments.team.people')}>
          <People rows={agents.data?.items ?? []} loading={agents.isPending} />
        </Panel>
        <ListenedIn />
      </div>
    </>
  );
}

const roomOf = (agents: Agent[]) =>
  agents.reduce((sum, { taking, routed, capacity, load }) => sum + (taking && routed ? Math.max(0, capacity - load) : 0), 0);

function Queues({ rows, loading }: { rows: Queue[]; loading: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: Column<Queue>[] = [
    { id: 'name', title: t('moments.queue'), cell: ({ name }) => name },
    { id: 'waiting', title: t('moments.team.waiting'), align: 'end', cell: ({ waiting }) => format.whole(waiting) },
    {
      id: 'since',
      title: t('moments.team.since'),
      cell: ({ oldestSince }) => (oldestSince ? <RelativeTime at={oldestSince} /> : '–'),
    },
    { id: 'accountable', title: t('care.queues.accountable'), cell: ({ accountable }) => accountable?.name ?? '–' },
  ];
  return (
    <DataTable
      label={t('moments.team.queues')}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      to={({ id }) => `/moments?view=queue&queue=${id}`}
      loading={loading}
      empty={null}
    />
  );
}

function People({ rows, loading }: { rows: Agent[]; loading: boolean }) {
  const { t } = useTranslation();
  const columns: Column<Agent>[] = [
    { id: 'name', title: t('moments.team.name'), cell: ({ name }) => name },
    { id: 'standing', title: t('moments.team.standing'), cell: (agent) => <Standing agent={agent} /> },
    {
      id: 'knows',
      title: t('moments.team.knows'),
      cell: ({ skills, languages }) => [...skills, ...languages].join(', ') || '–',
    },
  ];
  return (
    <DataTable
      label={t('moments.team.people')}
      columns={columns}
      rows={rows.toSorted((a, b) => Number(b.able) - Number(a.able) || b.load - a.load)}
      rowKey={({ id }) => id}
      to={({ id }) => `/moments?view=all&owner=${id}`}
      loading={loading}
      empty={null}
    />
  );
}
