import { IconFilter } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listSegments, type Segment, segmentSizes } from '#customers/contract';
import { useRefresh, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { StateBadge } from '../../ui/Badges.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFormat } from '../../ui/format.ts';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { RelativeTime } from '../../ui/Time.tsx';
import { useLive } from '../../use-live.ts';
import classes from './segments/builder.module.css';
import { SizeTrend } from './segments/SizeTrend.tsx';
import { useSentence } from './segments/use-speaker.ts';

/** Every segment: who it means in words, how many they are, and how that moves. */
export function Screen() {
  const { t } = useTranslation();
  const format = useFormat();
  const sentence = useSentence();
  const navigate = useNavigate();
  const refresh = useRefresh();
  const may = useSession().can('customers.write');
  const { data, error, isPending, refetch } = useRoute(listSegments);
  const anew = () => refresh(listSegments);
  useLive(segmentSizes, anew, { onChanged: anew });
  useShortcut('n', t('segments.new'), () => void navigate({ to: '/segments/new' }), may);

  const columns: Column<Segment>[] = [
    {
      id: 'name',
      title: t('segments.column.name'),
      cell: ({ name, rule }) => (
        <>
          {name}
          <span className={classes.rule}>{sentence(rule)}</span>
        </>
      ),
    },
    {
      id: 'size',
      title: t('segments.column.size'),
      align: 'end',
      width: '9rem',
      cell: ({ size, state }) =>
        state === 'current' ? <span className="figure">{format.whole(size)}</span> : <StateOf state={state} />,
    },
    {
      id: 'week',
      title: t('segments.column.week'),
      align: 'end',
      width: '13rem',
      cell: (segment) => <SizeTrend segment={segment} />,
    },
    {
      id: 'changed',
      title: t('segments.column.changed'),
      width: '9rem',
      cell: ({ changedAt }) => (changedAt ? <RelativeTime at={changedAt} /> : t('segments.never')),
    },
  ];
  const make = may && <ButtonLink to="/segments/new">{t('segments.new')}</ButtonLink>;
  return (
    <>
      <PageHeader title={t('segments.title')} lead={t('segments.lead')} actions={data && data.items.length > 0 && make} />
      <DataTable
        label={t('segments.title')}
        columns={columns}
        rows={data?.items ?? []}
        rowKey={({ id }) => id}
        to={({ id }) => `/segments/${id}`}
        loading={isPending}
        problem={error}
        onRetry={() => void refetch()}
        empty={
          <EmptyState
            icon={IconFilter}
            title={t('segments.empty.title')}
            lesson={t('segments.empty.lesson')}
            step={may && <ButtonLink to="/segments/new">{t('segments.empty.step')}</ButtonLink>}
          />
        }
      />
    </>
  );
}

function StateOf({ state }: { state: 'filling' | 'failing' }) {
  const { t } = useTranslation();
  return <StateBadge state={state === 'filling' ? 'waiting' : 'bad'}>{t(`segments.state.${state}`)}</StateBadge>;
}
