/** The gaps of everybody and of each segment, side by side: where one group wants what the others get. */
import { Text, UnstyledButton } from '@mantine/core';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { gapsBySegment, type SegmentGapQuestion } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../../api.ts';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { useFormat } from '../../../ui/format.ts';
import type { OpenedAnswers } from './AnswersBehind.tsx';
import { behindGap } from './asked.ts';
import classes from './drivers.module.css';
import { useSegments } from './use-segments.ts';

interface Props {
  question: SegmentGapQuestion;
  onOpen: (opened: OpenedAnswers) => void;
}

export function BySegment({ question, onOpen }: Props) {
  const { t } = useTranslation();
  const read = useRoute(gapsBySegment, { body: question }, { keepPrevious: true });
  return (
    <div style={{ marginBlockStart: '1.5rem' }}>
      <Text fw={600} mb="xs">
        {t('drivers.gap.side_by_side')}
      </Text>
      <SideBySide
        question={question}
        groups={read.data?.columns ?? []}
        onOpen={onOpen}
        loading={read.isPending}
        problem={read.error}
        onRetry={() => void read.refetch()}
      />
    </div>
  );
}

export type Group = ReplyOf<typeof gapsBySegment>['columns'][number];

interface TableProps extends Props, Pick<ComponentProps<typeof DataTable>, 'loading' | 'problem' | 'onRetry'> {
  groups: Group[];
}

/** What a group is called; for whoever may not see segments they have no names. */
export function useGroupNames(): (group: Pick<Group, 'segment'>) => string {
  const { t } = useTranslation();
  const segments = useSegments();
  return ({ segment }) =>
    segment === null ? t('drivers.gap.everybody') : (segments.find(({ id }) => id === segment)?.name ?? '?');
}

export function SideBySide({ question, groups, onOpen, ...reading }: TableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useGroupNames();
  const told = (group: Group, attribute: string) => {
    const gap = group.gaps.find((one) => one.attribute === attribute);
    if (!gap) return t('drivers.gap.thin');
    const title = t('drivers.gap.who_in', { attribute, segment: nameOf(group) });
    return (
      <UnstyledButton
        className={classes.open ?? ''}
        aria-label={title}
        onClick={() => {
          const behind = behindGap(question, attribute);
          if (behind) onOpen({ title, asked: { ...behind, ...(group.segment !== null && { segment: group.segment }) } });
        }}
      >
        {gap.gap.toFixed(2)}
        <Text size="xs" c="var(--ink-quiet)" component="span" display="block">
          {t('drivers.gap.reach', {
            low: gap.low.toFixed(2),
            high: gap.high.toFixed(2),
            count: gap.n,
            people: format.whole(gap.n),
          })}
        </Text>
      </UnstyledButton>
    );
  };
  const columns: Column<string>[] = [
    { id: 'attribute', title: t('drivers.gap.attribute'), cell: (attribute) => attribute },
    ...groups.map(
      (group): Column<string> => ({
        id: group.segment ?? 'everybody',
        title: nameOf(group),
        align: 'end',
        cell: (attribute) => told(group, attribute),
      }),
    ),
  ];
  return (
    <DataTable
      label={t('drivers.gap.side_by_side')}
      columns={columns}
      rows={question.pairs.map(({ attribute }) => attribute)}
      rowKey={(attribute) => attribute}
      empty={null}
      {...reading}
    />
  );
}
