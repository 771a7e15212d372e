import { IconEraser } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Erasure, listErasures } from '#customers/contract';
import { z } from '#platform/contract';
import { usePages } from '../../api.ts';
import { StateBadge } from '../../ui/Badges.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFilter } from '../../ui/filter.ts';
import { useFormat } from '../../ui/format.ts';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Proof } from './Erased.tsx';

/** Who was forgotten is forgotten; that it was done, when and why stays. */
export function Screen() {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ proof }] = useFilter({ proof: z.uuid().optional() });
  const read = usePages(listErasures, { query: {} });
  if (proof) return <Proof id={proof} />;
  const columns: Column<Erasure>[] = [
    { id: 'at', title: t('customers.erased.asked'), cell: ({ requestedAt }) => format.dateTime(requestedAt) },
    { id: 'by', title: t('customers.erased.by'), cell: ({ requestedBy }) => requestedBy },
    { id: 'reason', title: t('customers.reason'), cell: ({ reason }) => reason },
    {
      id: 'state',
      title: t('customers.erased.how_far'),
      cell: ({ state }) => (
        <StateBadge state={state === 'done' ? 'good' : 'waiting'}>{t(`customers.erased.state.${state}`)}</StateBadge>
      ),
    },
    {
      id: 'rows',
      title: t('customers.erased.rows'),
      align: 'end',
      cell: ({ removed }) => format.whole(removed.reduce((sum, { rows }) => sum + rows, 0)),
    },
  ];
  return (
    <>
      <PageHeader
        title={t('customers.erased.proofs')}
        lead={t('customers.erased.proofs_lead')}
        back={{ to: '/customers', label: t('customers.title') }}
      />
      <DataTable
        label={t('customers.erased.proofs')}
        columns={columns}
        rows={read.rows}
        rowKey={({ id }) => id}
        to={({ id }) => `/customers/erasures?proof=${id}`}
        loading={read.isPending}
        problem={read.error}
        onRetry={() => void read.refetch()}
        more={{ available: read.hasNextPage, loading: read.isFetchingNextPage, load: () => void read.fetchNextPage() }}
        empty={<EmptyState icon={IconEraser} title={t('customers.erased.none')} lesson={t('customers.erased.none_lesson')} />}
      />
    </>
  );
}
