import { ActionIcon, Button, Group, MultiSelect, Select, Text, UnstyledButton } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type GapQuestion, gapsOf, mostGapSegments } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../../api.ts';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { Keep } from '../keep/Keep.tsx';
import { readyRange } from '../question.ts';
import { AnswersBehind, type OpenedAnswers } from './AnswersBehind.tsx';
import { type AnsweredSurvey, type Asked, behindGap, type Pair, segmentGapsOf } from './asked.ts';
import { BySegment } from './BySegment.tsx';
import classes from './drivers.module.css';
import { useSegments } from './use-segments.ts';

type Row = ReplyOf<typeof gapsOf>['gaps'][number];

interface Props {
  asked: Asked;
  survey: AnsweredSurvey;
  question: GapQuestion | undefined;
  ask: (patch: Partial<Asked>) => void;
}

/** How much something matters to people, set against how well they get it: where both were asked. */
export function Gaps({ asked, survey, question, ask }: Props) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState<OpenedAnswers>();
  const bySegment = question && asked.segments.length > 0 ? segmentGapsOf(question, asked.segments) : undefined;
  return (
    <div className={classes.apart}>
      <Panel title={t('drivers.gap.title')}>
        <Text size="sm" c="var(--ink-quiet)" mb="sm">
          {t('drivers.gap.lead')}
        </Text>
        <NewPair survey={survey} onAdd={(pair) => ask({ pairs: [...asked.pairs, pair] })} />
        {question && (
          <>
            <Segments chosen={asked.segments} onChange={(segments) => ask({ segments })} />
            <Answer question={question} pairs={asked.pairs} onOpen={setOpened} onRemove={(pairs) => ask({ pairs })} />
            {bySegment && <BySegment question={bySegment} onOpen={setOpened} />}
            <Group justify="flex-end" mt="md">
              <Keep
                asked={bySegment ? { kind: 'segment_gaps', question: bySegment } : { kind: 'gaps', question }}
                range={readyRange(asked)}
                title={t(bySegment ? 'drivers.gap.kept_by_segment' : 'drivers.gap.kept', {
                  survey: survey.name || survey.survey,
                })}
              />
            </Group>
          </>
        )}
        <AnswersBehind opened={opened} onClose={() => setOpened(undefined)} />
      </Panel>
    </div>
  );
}

/** Whose gaps are set beside everybody's. */
function Segments({ chosen, onChange }: { chosen: string[]; onChange: (segments: string[]) => void }) {
  const { t } = useTranslation();
  const segments = useSegments();
  if (segments.length === 0) return null;
  return (
    <MultiSelect
      mb="md"
      label={t('drivers.gap.segments')}
      data={segments.map(({ id, name }) => ({ value: id, label: name }))}
      value={chosen}
      maxValues={mostGapSegments}
      searchable
      onChange={onChange}
    />
  );
}

function NewPair({ survey, onAdd }: { survey: AnsweredSurvey; onAdd: (pair: Pair) => void }) {
  const { t } = useTranslation();
  const [want, setWant] = useState<string | null>(null);
  const [deliver, setDeliver] = useState<string | null>(null);
  const names = survey.questions.map(({ question }) => question);
  const add = () => {
    if (want === null || deliver === null) return;
    onAdd({ want, deliver });
    setWant(null);
    setDeliver(null);
  };
  return (
    <Group align="end" mb="md">
      <Select label={t('drivers.gap.want')} data={names} value={want} onChange={setWant} searchable />
      <Select
        label={t('drivers.gap.deliver')}
        data={names.filter((name) => name !== want)}
        value={deliver}
        onChange={setDeliver}
        searchable
      />
      <Button variant="default" leftSection={<IconPlus size={16} />} disabled={want === null || deliver === null} onClick={add}>
        {t('drivers.gap.add')}
      </Button>
    </Group>
  );
}

interface AnswerProps {
  question: GapQuestion;
  pairs: Pair[];
  onOpen: (opened: OpenedAnswers) => void;
  onRemove: (left: Pair[]) => void;
}

function Answer({ question, pairs, onOpen, onRemove }: AnswerProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, isPending, refetch } = useRoute(gapsOf, { body: question }, { keepPrevious: true });
  const columns: Column<Row>[] = [
    { id: 'attribute', title: t('drivers.gap.attribute'), cell: ({ attribute }) => attribute },
    { id: 'want', title: t('drivers.gap.wanted'), align: 'end', width: '7rem', cell: ({ want }) => format.compact(want) },
    { id: 'deliver', title: t('drivers.gap.got'), align: 'end', width: '7rem', cell: ({ deliver }) => format.compact(deliver) },
    {
      id: 'gap',
      title: t('drivers.gap.gap'),
      align: 'end',
      width: '12rem',
      cell: ({ gap, low, high }) => t('drivers.gap.value', { gap: gap.toFixed(2), low: low.toFixed(2), high: high.toFixed(2) }),
    },
    {
      id: 'n',
      title: t('drivers.gap.people'),
      align: 'end',
      width: '6rem',
      cell: ({ attribute, n }) => (
        <UnstyledButton
          className={classes.open ?? ''}
          aria-label={t('drivers.who', { question: attribute })}
          onClick={() => {
            const behind = behindGap(question, attribute);
            if (behind) onOpen({ title: t('drivers.who', { question: attribute }), asked: behind });
          }}
        >
          {format.whole(n)}
        </UnstyledButton>
      ),
    },
    {
      id: 'remove',
      title: t('drivers.gap.leave_out'),
      align: 'end',
      width: '6rem',
      cell: ({ attribute }) => (
        <ActionIcon
          variant="subtle"
          aria-label={t('drivers.gap.remove', { attribute })}
          onClick={() => onRemove(pairs.filter(({ deliver }) => deliver !== attribute))}
        >
          <IconX size={16} />
        </ActionIcon>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label={t('drivers.gap.title')}
        columns={columns}
        rows={data?.gaps ?? []}
        rowKey={({ attribute }) => attribute}
        loading={isPending}
        problem={error}
        onRetry={() => void refetch()}
        empty={<EmptyState title={t('drivers.gap.none')} lesson={t('drivers.gap.none_lesson')} />}
      />
      {(data?.unanswered.length ?? 0) > 0 && (
        <Text size="sm" c="var(--ink-quiet)">
          {t('drivers.gap.unanswered', { names: data?.unanswered.join(', ') })}
        </Text>
      )}
    </>
  );
}
