import { Button, Group, Text } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { IconFileImport, IconGitMerge, IconUsers } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type CustomerSummary, customerKind, listPeople, recognised } from '#customers/contract';
import { type ReplyOf, z } from '#platform/contract';
import { usePages, useRefresh } from '../../api.ts';
import { useSession } from '../../session.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FilterBar } from '../../ui/FilterBar.tsx';
import { useFilter } from '../../ui/filter.ts';
import { useFormat } from '../../ui/format.ts';
import { ButtonLink } from '../../ui/Link.tsx';
import { PageHeader } from '../../ui/PageHeader.tsx';
import { DateTime, RelativeTime } from '../../ui/Time.tsx';
import { useLive } from '../../use-live.ts';
import { CustomerKindBadge, VerifiedMark } from './kinds.tsx';

const kinds = [...customerKind.options, 'all'] as const;

/** Everybody the workspace knows, newest activity first, or whoever sounds like what is typed. */
export function Screen() {
  const { t } = useTranslation();
  const { can } = useSession();
  const format = useFormat();
  const refresh = useRefresh();
  const [filter, setFilter] = useFilter({ search: z.string().optional(), kind: z.enum(kinds).optional() });
  const read = usePages(listPeople, { query: { search: filter.search, kind: filter.kind } }, { keepPrevious: true });
  const similar = (read.data?.pages[0] as ReplyOf<typeof listPeople> | undefined)?.similar ?? false;

  // Whoever reads further down keeps their place: only a list of one page renews itself.
  const soon = useThrottledCallback(() => refresh(listPeople), 3_000);
  useLive(recognised, () => soon(), { enabled: (read.data?.pages.length ?? 0) <= 1 });

  const columns: Column<CustomerSummary>[] = [
    { id: 'name', title: t('customers.name'), cell: (customer) => <Who {...customer} />, width: '26%' },
    { id: 'kind', title: t('customers.kind_of'), cell: ({ kind }) => <CustomerKindBadge kind={kind} /> },
    { id: 'reach', title: t('customers.reach'), cell: (customer) => reachOf(customer) ?? '–' },
    { id: 'ids', title: t('customers.identifiers'), align: 'end', cell: ({ identifiers }) => format.whole(identifiers) },
    { id: 'first', title: t('customers.first_seen'), cell: ({ firstSeen }) => <DateTime at={firstSeen} dateOnly /> },
    { id: 'last', title: t('customers.last_seen'), cell: ({ lastSeen }) => <RelativeTime at={lastSeen} /> },
  ];
  const asked = filter.search || filter.kind;
  return (
    <>
      <PageHeader
        title={t('customers.title')}
        lead={t('customers.lead')}
        actions={
          <ButtonLink to="/customers/suggestions" variant="default" leftSection={<IconGitMerge size={16} />}>
            {t('customers.suggestions.title')}
          </ButtonLink>
        }
      />
      <FilterBar
        fields={[
          { key: 'search', kind: 'text', label: t('customers.search') },
          {
            key: 'kind',
            kind: 'one',
            label: t('customers.kind.known'),
            options: kinds.map((value) => ({ value, label: t(`customers.kind.${value}`) })),
          },
        ]}
      />
      {similar && (
        <Text size="sm" c="var(--ink-quiet)" mb="xs" role="status">
          {t('customers.similar')}
        </Text>
      )}
      <DataTable
        label={t('customers.title')}
        columns={columns}
        rows={read.rows}
        rowKey={({ id }) => id}
        to={({ id }) => `/customers/${id}`}
        loading={read.isPending}
        problem={read.error}
        onRetry={() => void read.refetch()}
        more={{
          available: read.hasNextPage,
          loading: read.isFetchingNextPage,
          load: () => void read.fetchNextPage(),
        }}
        empty={
          asked ? (
            <EmptyState
              icon={IconUsers}
              title={t('customers.none_match')}
              lesson={t('customers.none_match_lesson')}
              step={
                <Button variant="default" onClick={() => setFilter({ search: undefined, kind: 'all' })}>
                  {t('customers.show_all')}
                </Button>
              }
            />
          ) : (
            <EmptyState
              icon={IconUsers}
              title={t('customers.none')}
              lesson={t('customers.none_lesson')}
              step={
                <>
                  <ButtonLink to="/sources">{t('customers.connect')}</ButtonLink>
                  {can('listen.import') && (
                    <ButtonLink to="/import" variant="default" leftSection={<IconFileImport size={16} />}>
                      {t('customers.bring_file')}
                    </ButtonLink>
                  )}
                  <Button variant="subtle" onClick={() => setFilter({ kind: 'all' })}>
                    {t('customers.with_visitors')}
                  </Button>
                </>
              }
            />
          )
        }
      />
    </>
  );
}

function Who({ name, verified }: CustomerSummary) {
  return (
    <Group component="span" gap="sm" wrap="nowrap">
      <Avatar name={name} tone="voice" size="sm" />
      <span style={{ minWidth: 0 }}>
        {name} {verified && <VerifiedMark />}
      </span>
    </Group>
  );
}

/** The address or number that is not already their name. */
const reachOf = ({ name, email, phone }: CustomerSummary) => [email, phone].find((one) => one !== null && one !== name);
