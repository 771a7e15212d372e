/** The people behind a metric's figure: who they are, their own part, and the way to each. */
import { Button, Drawer, Loader, SegmentedControl, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { behindMetric, type Metric, type MetricQuestion } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { call } from '../../../api.ts';
import type { ProblemError } from '../../../problem.ts';
import { Avatar } from '../../../ui/Avatar.tsx';
import { useFormat } from '../../../ui/format.ts';
import { PlainLink } from '../../../ui/Link.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { currentWorkspace } from '../../../workspace.ts';
import classes from '../trends.module.css';
import { figure, partsOf } from './figures.ts';

export interface OpenedMetric {
  title: string;
  metricVersion: number;
  at?: string;
  label?: string | null;
}

interface Props {
  metric: Metric;
  question: MetricQuestion;
  opened: OpenedMetric | undefined;
  onClose: () => void;
}

export function MetricPeople({ metric, question, opened, onClose }: Props) {
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
      {opened && <Listed metric={metric} question={question} opened={opened} />}
    </Drawer>
  );
}

const PAGE = 50;
type Reply = ReplyOf<typeof behindMetric>;
type Part = 'all' | 'hit' | 'miss' | 'top' | 'bottom';

function Listed({ metric, question, opened }: { metric: Metric; question: MetricQuestion; opened: OpenedMetric }) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts = partsOf(metric);
  const [part, setPart] = useState<Part>(parts[0] as Part);
  const { title: _title, ...place } = opened;
  const asked = { question, ...place, part };
  const read = useInfiniteQuery<Reply, ProblemError, { pages: Reply[] }, unknown[], number>({
    queryKey: [behindMetric.id, currentWorkspace(), metric.id, asked],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      call(behindMetric, { params: { id: metric.id }, body: { ...asked, limit: PAGE, offset: pageParam } }, { signal }),
    getNextPageParam: ({ total }, pages) => (pages.length * PAGE < total ? pages.length * PAGE : undefined),
  });
  const people = read.data?.pages.flatMap((page) => page.people) ?? [];
  const total = read.data?.pages[0]?.total ?? 0;
  return (
    <>
      {parts.length > 1 && (
        <SegmentedControl
          size="xs"
          mb="sm"
          fullWidth
          aria-label={t('metrics.part.label')}
          value={part}
          onChange={(next) => setPart(next as Part)}
          data={parts.map((value) => ({ value, label: t(`metrics.part.${value}`) }))}
        />
      )}
      {read.error && <Problem problem={read.error} onRetry={() => void read.refetch()} />}
      {read.isPending && <Loader type="dots" aria-label={t('ui.loading')} />}
      {read.data && (
        <Text size="sm" c="var(--ink-quiet)" mb="sm">
          {total === 0 ? t('measure.nobody') : t('measure.people_behind', { count: total, people: format.whole(total) })}
        </Text>
      )}
      <ul className={classes.people} aria-label={t('measure.people')}>
        {people.map(({ id, name, value, rows, lastAt }) => (
          <li key={id}>
            <PlainLink to={`/customers/${id}`} className={classes.person ?? ''}>
              <Avatar name={name ?? '?'} tone="voice" />
              <span className={classes.who}>
                <strong>{name ?? t('measure.nameless')}</strong>
                <span className={classes.quiet}>
                  {t('metrics.rows', { count: rows })} · <RelativeTime at={lastAt} />
                </span>
              </span>
              {metric.formula.kind !== 'count' && metric.formula.kind !== 'people' && (
                <span className="figure">{figure(value, metric, format)}</span>
              )}
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
