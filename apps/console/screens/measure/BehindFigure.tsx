/** The people behind a figure of any question: who they are, their part of it, and the way to each. */
import { Button, Drawer, Loader, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { personBehind } from '#measure/contract';
import type { z } from '#platform/contract';
import type { ProblemError } from '../../problem.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { useFormat } from '../../ui/format.ts';
import { PlainLink } from '../../ui/Link.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { currentWorkspace } from '../../workspace.ts';
import classes from './trends.module.css';

interface Page {
  total: number;
  people: z.infer<typeof personBehind>[];
}

/** A figure that was opened. */
export interface OpenedFigure {
  title: string;
  /** What tells this figure from all others, for keeping its pages. */
  asked: unknown[];
  read: (page: { limit: number; offset: number }, signal: AbortSignal) => Promise<Page>;
  /** A person's part of it, in words. */
  part?: (value: number) => string;
}

export function BehindFigure({ opened, onClose }: { opened: OpenedFigure | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={opened !== undefined}
      onClose={onClose}
      position="right"
      size="md"
      title={opened?.title}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      {opened && <People {...opened} />}
    </Drawer>
  );
}

const PAGE = 50;

function People({ title, asked, read: readPage, part }: OpenedFigure) {
  const { t } = useTranslation();
  const format = useFormat();
  const read = useInfiniteQuery<Page, ProblemError, { pages: Page[] }, unknown[], number>({
    queryKey: ['measure.behind', currentWorkspace(), title, ...asked],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => readPage({ limit: PAGE, offset: pageParam }, signal),
    getNextPageParam: ({ total }, pages) => (pages.length * PAGE < total ? pages.length * PAGE : undefined),
  });
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Loader type="dots" aria-label={t('ui.loading')} />;
  const people = read.data.pages.flatMap((page) => page.people);
  const total = read.data.pages[0]?.total ?? 0;
  return (
    <>
      <Text size="sm" c="var(--ink-quiet)" mb="sm">
        {total === 0 ? t('measure.nobody') : t('measure.people_behind', { count: total, people: format.whole(total) })}
      </Text>
      <ul className={classes.people} aria-label={t('measure.people')}>
        {people.map(({ id, name, value, events, lastAt }) => (
          <li key={id}>
            <PlainLink to={`/customers/${id}`} className={classes.person ?? ''}>
              <Avatar name={name ?? '?'} tone="voice" />
              <span className={classes.who}>
                <strong>{name ?? t('measure.nameless')}</strong>
                <span className={classes.quiet}>
                  {t('measure.events', { count: events, events: format.whole(events) })} · <RelativeTime at={lastAt} />
                </span>
              </span>
              {part && <span className="figure">{part(value)}</span>}
            </PlainLink>
          </li>
        ))}
      </ul>
      {read.hasNextPage && (
        <Button variant="subtle" fullWidth mt="xs" loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
          {t('ui.table.more', { count: people.length })}
        </Button>
      )}
    </>
  );
}
