/** Every number has its people: who they are, and the way to each. Whatever the number, this is how they are shown. */
import { Button, Drawer, Group, Loader, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProblemError } from '../../problem.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { useFormat } from '../../ui/format.ts';
import { PlainLink } from '../../ui/Link.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { currentWorkspace } from '../../workspace.ts';
import { type Kept, MakeSegment } from './keep/MakeSegment.tsx';
import classes from './trends.module.css';
import { useNameless } from './use-nameless.ts';

export interface Person {
  id: string;
  name: string | null;
  lastAt: string;
}

export interface PageOf<P extends Person> {
  total: number;
  people: P[];
}

interface ListProps<P extends Person> {
  /** What is asked: the route's id and the question. */
  asked: readonly unknown[];
  fetchPage: (page: { limit: number; offset: number }, signal: AbortSignal) => Promise<PageOf<P>>;
  /** Before when it was: "3 events". */
  words?: (person: P) => ReactNode;
  /** Their part of the number. */
  figure?: (person: P) => ReactNode;
  /** In which order they stand. */
  order?: string;
  /** Where a person leads; to the whole customer when left out. */
  to?: (person: P) => { to: string; search?: Record<string, string> };
  /** The figure they are behind, where it can become a segment. */
  keep?: Kept;
}

const PAGE = 50;

/** A drawer over the answer: the title says what was clicked. */
export function PeopleDrawer({
  title,
  onClose,
  children,
}: {
  title: string | undefined;
  onClose: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={title !== undefined}
      onClose={onClose}
      position="right"
      size="md"
      title={title}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      {children}
    </Drawer>
  );
}

export function PeopleList<P extends Person>({ asked, fetchPage, words, figure, order, to, keep }: ListProps<P>) {
  const { t } = useTranslation();
  const nameless = useNameless();
  const format = useFormat();
  const read = useInfiniteQuery<PageOf<P>, ProblemError, { pages: PageOf<P>[] }, unknown[], number>({
    queryKey: [asked[0], currentWorkspace(), ...asked.slice(1)],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => fetchPage({ limit: PAGE, offset: pageParam }, signal),
    getNextPageParam: ({ total }, pages) => (pages.length * PAGE < total ? pages.length * PAGE : undefined),
  });
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Loader type="dots" aria-label={t('ui.loading')} />;
  const people = read.data.pages.flatMap((page) => page.people);
  const total = read.data.pages[0]?.total ?? 0;
  return (
    <>
      <Group justify="space-between" gap="xs" mb="sm">
        <Text size="sm" c="var(--ink-quiet)">
          {total === 0 ? t('measure.nobody') : t(order ?? 'measure.people_behind', { count: total, people: format.whole(total) })}
        </Text>
        {keep && total > 0 && <MakeSegment {...keep} />}
      </Group>
      <ul className={classes.people} aria-label={t('measure.people')}>
        {people.map((person) => (
          <li key={person.id}>
            <PlainLink {...(to?.(person) ?? { to: `/customers/${person.id}` })} className={classes.person ?? ''}>
              <Avatar name={person.name ?? '?'} tone="voice" />
              <span className={classes.who}>
                <strong>{person.name ?? nameless}</strong>
                <span className={classes.quiet}>
                  {words && <>{words(person)} · </>}
                  <RelativeTime at={person.lastAt} />
                </span>
              </span>
              {figure?.(person)}
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
