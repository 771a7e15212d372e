import { Button } from '@mantine/core';
import { IconGitMerge } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { listSuggestions } from '#customers/contract';
import { z } from '#platform/contract';
import { usePages } from '../../api.ts';
import { useSession } from '../../session.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFilter } from '../../ui/filter.ts';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useShortcut } from '../../ui/shortcuts.ts';
import { SuggestionCard } from './SuggestionCard.tsx';

const shape = { id: z.string().optional(), settle: z.enum(['accept', 'dismiss']).optional() };

/** Decisions only a person may take: who may be one, and what speaks for it. */
export function Screen() {
  const { t } = useTranslation();
  const { can } = useSession();
  const [{ id, settle }, setFilter] = useFilter(shape);
  const read = usePages(listSuggestions, { query: {} });
  const { rows } = read;

  const aim = (step: 1 | -1) => {
    const at = rows.findIndex((one) => one.id === id);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + step))];
    if (next) setFilter({ id: next.id });
  };
  const mayMerge = can('customers.merge') && id !== undefined;
  useShortcut('j', t('ui.table.next'), () => aim(1));
  useShortcut('k', t('ui.table.previous'), () => aim(-1));
  useShortcut('Enter', t('customers.suggestions.accept'), () => setFilter({ settle: 'accept' }), mayMerge);
  useShortcut('x', t('customers.suggestions.dismiss'), () => setFilter({ settle: 'dismiss' }), mayMerge);
  useEffect(() => {
    if (id) document.getElementById(id)?.scrollIntoView({ block: 'nearest' });
  }, [id]);

  return (
    <>
      <PageHeader
        title={t('customers.suggestions.title')}
        lead={t('customers.suggestions.lead')}
        back={{ to: '/customers', label: t('customers.title') }}
        actions={
          <ButtonLink to="/customers/identity" variant="default">
            {t('customers.rules.title')}
          </ButtonLink>
        }
      />
      {read.error && <Problem problem={read.error} onRetry={() => void read.refetch()} />}
      {!read.isPending && !read.error && rows.length === 0 && (
        <EmptyState icon={IconGitMerge} title={t('customers.suggestions.none')} lesson={t('customers.suggestions.none_lesson')} />
      )}
      <div style={{ display: 'grid', gap: '1rem', maxWidth: '56rem' }}>
        {rows.map((one) => (
          <SuggestionCard
            key={one.id}
            suggestion={one}
            aimed={one.id === id}
            asked={one.id === id ? settle : undefined}
            ask={(what) => setFilter({ id: one.id, settle: what })}
          />
        ))}
      </div>
      {read.hasNextPage && (
        <Button variant="subtle" fullWidth mt="md" loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          {t('ui.table.more', { count: rows.length })}
        </Button>
      )}
    </>
  );
}
