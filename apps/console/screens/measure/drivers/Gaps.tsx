import { ActionIcon, Button, Group, Select, Text } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { gapsOf } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../../api.ts';
import { type Column, DataTable } from '../../../ui/DataTable.tsx';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Panel } from '../../../ui/Panel.tsx';
import { type AnsweredSurvey, type Asked, gapBodyOf, type Pair } from './asked.ts';

type Row = ReplyOf<typeof gapsOf>['gaps'][number];

interface Props {
  asked: Asked;
  survey: AnsweredSurvey;
  /** Until when. */
  at: number;
  ask: (patch: Partial<Asked>) => void;
}

/** How much something matters to people, set against how well they get it: where both were asked. */
export function Gaps({ asked, survey, at, ask }: Props) {
  const { t } = useTranslation();
  return (
    <Panel title={t('drivers.gap.title')}>
      <Text size="sm" c="var(--ink-quiet)" mb="sm">
        {t('drivers.gap.lead')}
      </Text>
      <NewPair survey={survey} onAdd={(pair) => ask({ pairs: [...asked.pairs, pair] })} />
      {asked.pairs.length > 0 && <Answer asked={asked} survey={survey} at={at} onRemove={(pairs) => ask({ pairs })} />}
    </Panel>
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

function Answer({ asked, survey, at, onRemove }: Omit<Props, 'ask'> & { onRemove: (left: Pair[]) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, isPending, refetch } = useRoute(gapsOf, { body: gapBodyOf(asked, survey, at) }, { keepPrevious: true });
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
    { id: 'n', title: t('drivers.gap.people'), align: 'end', width: '6rem', cell: ({ n }) => format.whole(n) },
    {
      id: 'remove',
      title: '',
      width: '3rem',
      cell: ({ attribute }) => (
        <ActionIcon
          variant="subtle"
          aria-label={t('drivers.gap.remove', { attribute })}
          onClick={() => onRemove(asked.pairs.filter(({ deliver }) => deliver !== attribute))}
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
