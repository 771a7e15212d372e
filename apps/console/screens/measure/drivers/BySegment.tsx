/** The gaps of everybody and of each segment, side by side: where one group wants what the others get. */
import { Text, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type GapQuestion, gapsBySegment } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../../api.ts';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { useFormat } from '../../../ui/format.ts';
import type { OpenedAnswers } from './AnswersBehind.tsx';
import { behindGap } from './asked.ts';
import classes from './drivers.module.css';
import { useSegments } from './use-segments.ts';

interface Props {
  question: GapQuestion;
  /** Ids of segments. */
  chosen: string[];
  onOpen: (opened: OpenedAnswers) => void;
}

type Group = ReplyOf<typeof gapsBySegment>['columns'][number];

export function BySegment({ question, chosen, onOpen }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const segments = useSegments();
  const read = useRoute(gapsBySegment, { body: { ...question, segments: chosen } }, { keepPrevious: true });
  const nameOf = ({ segment }: Group) =>
    segment === null ? t('drivers.gap.everybody') : (segments.find(({ id }) => id === segment)?.name ?? '?');
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
    ...(read.data?.columns ?? []).map(
      (group): Column<string> => ({
        id: group.segment ?? 'everybody',
        title: nameOf(group),
        align: 'end',
        cell: (attribute) => told(group, attribute),
      }),
    ),
  ];
  return (
    <div style={{ marginBlockStart: '1.5rem' }}>
      <Text fw={600} mb="xs">
        {t('drivers.gap.side_by_side')}
      </Text>
      <DataTable
        label={t('drivers.gap.side_by_side')}
        columns={columns}
        rows={question.pairs.map(({ attribute }) => attribute)}
        rowKey={(attribute) => attribute}
        loading={read.isPending}
        problem={read.error}
        onRetry={() => void read.refetch()}
        empty={null}
      />
    </div>
  );
}
