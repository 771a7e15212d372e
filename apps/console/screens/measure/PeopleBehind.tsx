/** Every number has its people: who they are, their part of it, and the way to each. */
import { Button, Drawer, Loader, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { behindPoint, type TrendQuestion } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { call } from '../../api.ts';
import type { ProblemError } from '../../problem.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { useFormat } from '../../ui/format.ts';
import { PlainLink } from '../../ui/Link.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { currentWorkspace } from '../../workspace.ts';
import { behind, type Place } from './behind.ts';
import classes from './trends.module.css';

export interface Opened extends Place {
  /** What was clicked, in words. */
  title: string;
}

interface Props {
  question: TrendQuestion;
  opened: Opened | undefined;
  /** Values of the split that are shown by themselves. */
  shown: string[];
  onClose: () => void;
}

export function PeopleBehind({ question, opened, shown, onClose }: Props) {
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
      {opened && <People question={question} place={opened} shown={shown} />}
    </Drawer>
  );
}

const PAGE = 50;
type Reply = ReplyOf<typeof behindPoint>;

function usePeopleBehind(question: TrendQuestion, place: Place, shown: string[]) {
  const asked = behind(question, place, shown);
  return useInfiniteQuery<Reply, ProblemError, { pages: Reply[] }, unknown[], number>({
    queryKey: [behindPoint.id, currentWorkspace(), asked],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => call(behindPoint, { body: { ...asked, limit: PAGE, offset: pageParam } }, { signal }),
    getNextPageParam: ({ total }, pages) => (pages.length * PAGE < total ? pages.length * PAGE : undefined),
  });
}

function People({ question, place, shown }: { question: TrendQuestion; place: Place; shown: string[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const read = usePeopleBehind(question, place, shown);
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Loader type="dots" aria-label={t('ui.loading')} />;
  const people = read.data.pages.flatMap((page) => page.people);
  const total = read.data.pages[0]?.total ?? 0;
  const { measure } = question;
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
              {'property' in measure && value !== null && <span className="figure">{format.exact(value)}</span>}
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
