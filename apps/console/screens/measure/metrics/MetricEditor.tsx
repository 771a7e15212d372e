/** Defines a metric, or changes one: the sentence and the figure it would give stand above what is being written. */
import { Button, Drawer, NativeSelect, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  changeMetric,
  createMetric,
  type Formula,
  groups,
  intervals,
  listMetrics,
  type Metric,
  metricSentence,
  previewMetric,
} from '#measure/contract';
import { routes as people } from '#people/contract';
import { call, useRefresh, useRoute } from '../../../api.ts';
import { useProblemForm } from '../../../ui/form.ts';
import { useFormat } from '../../../ui/format.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { draftOf, emptyDraft, formulaOf } from './draft.ts';
import { FormulaEditor } from './FormulaEditor.tsx';
import { figure } from './figures.ts';
import classes from './metrics.module.css';
import { Needs } from './Needs.tsx';
import { useMetricLanguage } from './use-language.ts';
import { usualSpan } from './use-span.ts';

interface Props {
  opened: boolean;
  metric?: Metric;
  onClose: () => void;
  onKept: (metric: Metric) => void;
}

export function MetricEditor({ opened, onClose, ...rest }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size="lg"
      title={t(rest.metric ? 'metrics.edit' : 'metrics.define')}
      closeButtonProps={{ 'aria-label': t('ui.close') }}
    >
      {opened && <Form onClose={onClose} {...rest} />}
    </Drawer>
  );
}

function Form({ metric, onClose, onKept }: Omit<Props, 'opened'>) {
  const { t } = useTranslation();
  const language = useMetricLanguage();
  const refresh = useRefresh();
  const [draft, setDraft] = useState(() => (metric ? draftOf(metric.formula) : emptyDraft));
  const formula = formulaOf(draft);
  const employees = useRoute(people.listEmployees, { query: { limit: 200 } });
  const initialValues = {
    name: metric?.name ?? '',
    group: metric?.group ?? ('own' as const),
    better: metric?.better ?? ('higher' as const),
    interval: metric?.interval ?? ('week' as const),
    ownerId: metric?.ownerId ?? null,
    why: '',
  };
  const { form, banner, busy, onSubmit } = useProblemForm({ initialValues }, async ({ why, ...words }) => {
    if (formula === undefined) return;
    const kept = metric
      ? await call(changeMetric, {
          params: { id: metric.id },
          body: { ...words, formula, why, metricVersion: metric.metricVersion },
        })
      : await call(createMetric, { body: { ...words, formula } });
    refresh(listMetrics);
    onKept(kept);
    onClose();
  });
  const anew = metric && formula && JSON.stringify(formula) !== JSON.stringify(formulaOf(draftOf(metric.formula)));
  return (
    <form onSubmit={onSubmit}>
      <Stack>
        {banner && <Problem problem={banner} />}
        <TextInput label={t('metrics.name')} required maxLength={120} {...form.getInputProps('name')} />
        <div className={classes.sentence} aria-live="polite">
          <Text>{formula ? metricSentence(formula, language) : t('metrics.unfinished')}</Text>
          {formula && <Preview formula={formula} interval={form.values.interval} />}
        </div>
        <FormulaEditor draft={draft} onChange={(patch) => setDraft((now) => ({ ...now, ...patch }))} />
        <NativeSelect
          label={t('metrics.better.label')}
          data={(['higher', 'lower'] as const).map((value) => ({ value, label: t(`metrics.better.${value}`) }))}
          {...form.getInputProps('better')}
        />
        <NativeSelect
          label={t('measure.interval.label')}
          data={intervals.map((value) => ({ value, label: t(`metrics.by.${value}`) }))}
          {...form.getInputProps('interval')}
        />
        <NativeSelect
          label={t('metrics.group.label')}
          data={groups.map((value) => ({ value, label: t(`metrics.group.${value}`) }))}
          {...form.getInputProps('group')}
        />
        <Select
          label={t('metrics.owner')}
          placeholder={t('metrics.nobody_owns')}
          clearable
          searchable
          data={(employees.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('ownerId')}
        />
        {anew && (
          <TextInput
            label={t('metrics.why')}
            description={t('metrics.why_hint')}
            maxLength={500}
            {...form.getInputProps('why')}
          />
        )}
        <Button type="submit" loading={busy} disabled={formula === undefined}>
          {t('metrics.keep')}
        </Button>
      </Stack>
    </form>
  );
}

/** What it would be, while it is written. */
function Preview({ formula, interval }: { formula: Formula; interval: Metric['interval'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [question] = useState(() => usualSpan(interval));
  const [asked] = useDebouncedValue(formula, 400);
  const body = { formula: asked, question: question ?? { from: '', to: '', interval } };
  const { data, error } = useRoute(previewMetric, { body }, { enabled: question !== undefined, keepPrevious: true });
  if (error) return <Text size="sm">{error.message}</Text>;
  if (!data) return null;
  if (data.needs.length > 0) return <Needs needs={data.needs} />;
  const whole = data.lines[0]?.series[0];
  return (
    <Text size="sm" className="figure">
      {t('metrics.preview', { value: figure(whole?.value, data, format), base: format.whole(whole?.base ?? 0) })}
    </Text>
  );
}
