/** What people looked for and did not get: each has an owner, and ends as an article or with a reason. */
import { Button, Group, Select, Stack, Textarea } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Gap, listArticles, listGaps, settleGap } from '#knowledge/contract';
import { z } from '#platform/contract';
import { call, useRefresh, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { useFilter } from '../../ui/filter.ts';
import { useProblemForm } from '../../ui/form.ts';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem, showDone } from '../../ui/Problem.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import classes from './knowledge.module.css';

const gapStates = ['open', 'settled', 'dismissed'] as const;

export function Screen() {
  const { t } = useTranslation();
  const may = useSession().can('knowledge.write');
  const [settling, setSettling] = useState<Gap>();
  const [filter] = useFilter({ state: z.enum(gapStates).optional() });
  const { data, error, isPending, refetch } = useRoute(listGaps, { query: { state: filter.state ?? 'open' } });
  const columns: Column<Gap>[] = [
    {
      id: 'text',
      title: t('knowledge.gaps.asked'),
      cell: ({ text, kind, reason }) => (
        <>
          {text || t('knowledge.gaps.moment')}
          <span className={classes.quiet}>{reason ?? t(`knowledge.gaps.kind.${kind}`)}</span>
        </>
      ),
    },
    { id: 'times', title: t('knowledge.gaps.times'), align: 'end', width: '7rem', cell: ({ times }) => times },
    { id: 'last', title: t('knowledge.gaps.last'), width: '9rem', cell: ({ lastAt }) => <RelativeTime at={lastAt} /> },
    { id: 'owner', title: t('knowledge.column.owner'), width: '11rem', cell: ({ owner }) => owner?.name ?? '–' },
    {
      id: 'act',
      title: t('knowledge.gaps.act'),
      width: '9rem',
      cell: (gap) =>
        may && gap.state === 'open' ? (
          <Button size="compact-sm" variant="default" onClick={() => setSettling(gap)}>
            {t('knowledge.gaps.settle')}
          </Button>
        ) : (
          (gap.settledBy ?? '–')
        ),
    },
  ];
  return (
    <>
      <PageHeader title={t('knowledge.gaps.title')} lead={t('knowledge.gaps.lead')} />
      <FilterBar
        fields={[
          {
            key: 'state',
            kind: 'one',
            label: t('knowledge.gaps.state.label'),
            options: gapStates.map((value) => ({ value, label: t(`knowledge.gaps.state.${value}`) })),
          },
        ]}
      />
      <DataTable
        label={t('knowledge.gaps.title')}
        columns={columns}
        rows={data?.items ?? []}
        rowKey={({ id }) => id}
        loading={isPending}
        problem={error}
        onRetry={() => void refetch()}
        empty={<EmptyState icon={IconListSearch} title={t('knowledge.gaps.none')} lesson={t('knowledge.gaps.lesson')} />}
      />
      <Dialog title={t('knowledge.gaps.settle')} opened={settling !== undefined} onClose={() => setSettling(undefined)}>
        {settling && <Settle gap={settling} onDone={() => setSettling(undefined)} />}
      </Dialog>
    </>
  );
}

function Settle({ gap, onDone }: { gap: Gap; onDone: () => void }) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const articles = useRoute(listArticles, { query: { limit: 100 } });
  const initialValues = { articleId: null as string | null, reason: '' };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async ({ articleId, reason }) => {
    await call(settleGap, { params: { gapId: gap.id }, body: articleId === null ? { reason } : { articleId } });
    refresh(listGaps);
    showDone(t('knowledge.done.settled'));
    onDone();
  });
  return (
    <Stack component="form" gap="md" onSubmit={onSubmit as never}>
      {banner && <Problem problem={banner} />}
      <p className={classes.quiet}>“{gap.text || t('knowledge.gaps.moment')}”</p>
      <Select
        label={t('knowledge.gaps.by_article')}
        data={(articles.data?.items ?? []).map(({ id, title }) => ({ value: id, label: title }))}
        searchable
        clearable
        {...form.getInputProps('articleId')}
      />
      {form.values.articleId === null && (
        <Textarea
          label={t('knowledge.gaps.or_reason')}
          minLength={3}
          maxLength={500}
          required
          withAsterisk={false}
          {...form.getInputProps('reason')}
        />
      )}
      <Group justify="space-between">
        <ButtonLink to="/knowledge/articles/new" variant="subtle">
          {t('knowledge.gaps.write')}
        </ButtonLink>
        <Button type="submit" loading={busy}>
          {t('knowledge.gaps.settle')}
        </Button>
      </Group>
    </Stack>
  );
}
