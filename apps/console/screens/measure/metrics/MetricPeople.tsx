/** The people behind a metric's figure: who they are, their own part, and the way to each. */
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { behindMetric, type Metric, type MetricQuestion } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { call } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { PeopleDrawer, PeopleList } from '../PeopleDrawer.tsx';
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
  return (
    <PeopleDrawer title={opened?.title} onClose={onClose}>
      {opened && <Listed metric={metric} question={question} opened={opened} />}
    </PeopleDrawer>
  );
}

type Person = ReplyOf<typeof behindMetric>['people'][number];
type Part = 'all' | 'hit' | 'miss' | 'top' | 'bottom';

function Listed({ metric, question, opened }: { metric: Metric; question: MetricQuestion; opened: OpenedMetric }) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts = partsOf(metric);
  const [part, setPart] = useState<Part>(parts[0] as Part);
  const { title, ...place } = opened;
  const asked = { question, ...place, part };
  const counted = metric.formula.kind === 'count' || metric.formula.kind === 'people';
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
      <PeopleList<Person>
        asked={[behindMetric.id, metric.id, asked]}
        keep={{ figure: { of: 'metric', metric: metric.id, ...asked }, clicked: `${metric.name} · ${title}` }}
        fetchPage={(page, signal) => call(behindMetric, { params: { id: metric.id }, body: { ...asked, ...page } }, { signal })}
        words={({ rows }) => t('metrics.rows', { count: rows })}
        figure={({ value }) => !counted && <span className="figure">{figure(value, metric, format)}</span>}
      />
    </>
  );
}
