import { Badge } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { IconClipboardText, IconPlus } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listSurveys, type SurveySummary, surveyAnswered } from '#listen/contract';
import { useRefresh, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFormat } from '../../ui/format.ts';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { useLive } from '../../use-live.ts';
import { Score } from './surveys/Score.tsx';

/** What we ask, for which decision, and what is answered. */
export function Screen() {
  const { t } = useTranslation();
  const { can } = useSession();
  const format = useFormat();
  const refresh = useRefresh();
  const navigate = useNavigate();
  const { data, isPending, error, refetch } = useRoute(listSurveys);
  useLive(
    surveyAnswered,
    useThrottledCallback(() => refresh(listSurveys), 1_000),
  );
  const mayAdd = can('listen.write');
  useShortcut('n', t('surveys.new'), () => void navigate({ to: '/surveys/new' as never }), mayAdd);
  const columns: Column<SurveySummary>[] = [
    { id: 'name', title: t('surveys.one'), cell: ({ name }) => name },
    { id: 'decision', title: t('surveys.decision'), cell: ({ decision }) => decision },
    { id: 'state', title: t('surveys.state.title'), width: '7rem', cell: ({ state }) => <StateBadge state={state} /> },
    {
      id: 'answers',
      title: t('surveys.answers'),
      align: 'end',
      width: '7rem',
      cell: ({ answers }) => format.whole(answers.complete),
    },
    { id: 'score', title: t('surveys.score'), align: 'end', width: '9rem', cell: ({ score }) => <Score score={score} /> },
  ];
  const add = mayAdd && (
    <ButtonLink to="/surveys/new" leftSection={<IconPlus size={16} />}>
      {t('surveys.new')}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t('surveys.title')} lead={t('surveys.lead')} actions={add} />
      <DataTable
        label={t('surveys.title')}
        columns={columns}
        rows={data?.items ?? []}
        rowKey={({ id }) => id}
        to={({ id }) => `/surveys/${id}`}
        loading={isPending}
        problem={error}
        onRetry={() => void refetch()}
        empty={<EmptyState icon={IconClipboardText} title={t('surveys.none')} lesson={t('surveys.lesson')} step={add} />}
      />
    </>
  );
}

function StateBadge({ state }: Pick<SurveySummary, 'state'>) {
  const { t } = useTranslation();
  return (
    <Badge variant={state === 'open' ? 'light' : 'default'} tt="none" fw={500}>
      {t(`surveys.state.${state}`)}
    </Badge>
  );
}
