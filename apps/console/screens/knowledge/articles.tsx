import { IconBook2 } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type ArticleSummary, listArticles, listSpaces, states } from '#knowledge/contract';
import { z } from '#platform/contract';
import { usePages, useRoute } from '../../api.ts';
import { useSession } from '../../session.ts';
import { StateBadge } from '../../ui/Badges.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { useFilter } from '../../ui/filter.ts';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { DateTime, RelativeTime } from '../../ui/Time.tsx';
import { ArticleState } from './ArticleState.tsx';
import classes from './knowledge.module.css';

/** Every article with who vouches for it until when; expired ones are here and nowhere else. */
export function Screen() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useSession().can('knowledge.write');
  const spaces = useRoute(listSpaces);
  const [filter] = useFilter({
    search: z.string().optional(),
    state: z.enum(states).optional(),
    space: z.uuid().optional(),
    orphaned: z.literal('true').optional(),
  });
  const query = {
    ...(filter.search && { search: filter.search }),
    ...(filter.state && { state: filter.state }),
    ...(filter.space && { spaceId: filter.space }),
    ...(filter.orphaned && { orphaned: filter.orphaned }),
  };
  const read = usePages(listArticles, { query }, { keepPrevious: true });
  useShortcut('n', t('knowledge.new'), () => void navigate({ to: '/knowledge/articles/new' }), may);
  const make = may && <ButtonLink to="/knowledge/articles/new">{t('knowledge.new')}</ButtonLink>;
  return (
    <>
      <PageHeader title={t('knowledge.title')} lead={t('knowledge.lead')} actions={make} />
      <FilterBar
        fields={[
          { key: 'search', kind: 'text', label: t('knowledge.search') },
          {
            key: 'state',
            kind: 'one',
            label: t('knowledge.column.state'),
            options: states.map((value) => ({ value, label: t(`knowledge.state.${value}`) })),
          },
          {
            key: 'space',
            kind: 'one',
            label: t('knowledge.column.space'),
            options: (spaces.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          },
          {
            key: 'orphaned',
            kind: 'one',
            label: t('knowledge.column.owner'),
            options: [{ value: 'true', label: t('knowledge.orphaned') }],
          },
        ]}
      />
      <DataTable
        label={t('knowledge.title')}
        columns={useColumns()}
        rows={read.rows}
        rowKey={({ id }) => id}
        to={({ id }) => `/knowledge/articles/${id}`}
        loading={read.isPending}
        problem={read.error}
        onRetry={() => void read.refetch()}
        empty={
          <EmptyState icon={IconBook2} title={t('knowledge.empty.title')} lesson={t('knowledge.empty.lesson')} step={make} />
        }
        more={{ available: read.hasNextPage, loading: read.isFetchingNextPage, load: () => void read.fetchNextPage() }}
      />
    </>
  );
}

function useColumns(): Column<ArticleSummary>[] {
  const { t } = useTranslation();
  return [
    {
      id: 'title',
      title: t('knowledge.column.title'),
      cell: ({ title, space, locales, labels }) => (
        <>
          {title}
          <span className={classes.quiet}>
            {[space.name, locales.map(({ locale }) => locale).join(', '), ...labels].filter((part) => part !== '').join(' · ')}
          </span>
        </>
      ),
    },
    { id: 'state', title: t('knowledge.column.state'), width: '9rem', cell: ({ state }) => <ArticleState state={state} /> },
    {
      id: 'audience',
      title: t('knowledge.column.audience'),
      width: '9rem',
      cell: ({ audience, space }) => t(`knowledge.audience.${space.audience === 'internal' ? 'internal' : audience}`),
    },
    {
      id: 'owner',
      title: t('knowledge.column.owner'),
      width: '8rem',
      cell: ({ owner }) =>
        owner.active ? owner.name : <StateBadge state="bad">{t('knowledge.cannot_act', { name: owner.name })}</StateBadge>,
    },
    {
      id: 'due',
      title: t('knowledge.column.due'),
      width: '9rem',
      cell: ({ dueAt }) => (dueAt ? <DateTime at={dueAt} dateOnly /> : '–'),
    },
    {
      id: 'updated',
      title: t('knowledge.column.updated'),
      width: '9rem',
      cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
    },
  ];
}
