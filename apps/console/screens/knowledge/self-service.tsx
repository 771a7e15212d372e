/** How visits for help ended, told as customers lived it. */
import { IconLifebuoy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { selfService } from '#knowledge/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../api.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFormat } from '../../ui/format.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { Stat, Stats } from '../../ui/Stat.tsx';
import classes from './knowledge.module.css';

type Row = ReplyOf<typeof selfService>['articles'][number];
const monthMs = 30 * 86_400_000;

export function Screen() {
  const { t } = useTranslation();
  const format = useFormat();
  const [query] = useState(() => ({
    from: new Date(Date.now() - monthMs).toISOString(),
    to: new Date(Date.now() + 60_000).toISOString(),
  }));
  const { data, error, isPending, refetch } = useRoute(selfService, { query });
  const value = (count: number | undefined) => (count === undefined ? undefined : format.whole(count));
  const columns: Column<Row>[] = [
    { id: 'title', title: t('knowledge.column.title'), cell: ({ title }) => title },
    { id: 'reads', title: t('knowledge.report.reads'), align: 'end', width: '8rem', cell: ({ reads }) => format.whole(reads) },
    { id: 'used', title: t('knowledge.report.used'), align: 'end', width: '8rem', cell: ({ used }) => format.whole(used) },
    {
      id: 'helpful',
      title: t('knowledge.report.helpful'),
      align: 'end',
      width: '8rem',
      cell: ({ helpful, unhelpful }) => (helpful + unhelpful === 0 ? '–' : format.percent(helpful / (helpful + unhelpful))),
    },
  ];
  return (
    <>
      <PageHeader title={t('knowledge.report.title')} lead={t('knowledge.report.lead', { count: data?.contactHours ?? 24 })} />
      {error ? (
        <Problem problem={error} onRetry={() => void refetch()} />
      ) : (
        <div className={classes.apart}>
          <Stats>
            <Stat
              label={t('knowledge.report.resolved')}
              value={value(data?.resolved)}
              note={t('knowledge.report.resolved_note')}
            />
            <Stat label={t('knowledge.report.gave_up')} value={value(data?.gaveUp)} note={t('knowledge.report.gave_up_note')} />
            <Stat label={t('knowledge.report.no_result')} value={value(data?.noResult)} to="/knowledge/gaps" />
            <Stat label={t('knowledge.report.not_opened')} value={value(data?.notOpened)} to="/knowledge/gaps" />
            <Stat label={t('knowledge.report.open')} value={value(data?.open)} note={t('knowledge.report.open_note')} />
          </Stats>
        </div>
      )}
      <Panel title={t('knowledge.report.articles')}>
        <DataTable
          label={t('knowledge.report.articles')}
          columns={columns}
          rows={data?.articles ?? []}
          rowKey={({ articleId }) => articleId}
          to={({ articleId }) => `/knowledge/articles/${articleId}`}
          loading={isPending}
          empty={<EmptyState icon={IconLifebuoy} title={t('knowledge.report.none')} lesson={t('knowledge.report.lesson')} />}
        />
      </Panel>
    </>
  );
}
