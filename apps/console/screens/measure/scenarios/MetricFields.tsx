/** One success metric: its name in the customer's words, what is measured, when it is well, and how much it counts. */
import { ActionIcon, Checkbox, Group, NativeSelect, NumberInput, SimpleGrid, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { metricKinds, type SuccessMetric } from '#measure/contract';
import { Fields } from '../../../ui/Fields.tsx';
import { DurationFields } from './DurationFields.tsx';
import { metricOfKind, type StepDraft } from './draft.ts';

interface Props {
  no: number;
  metric: SuccessMetric;
  steps: readonly StepDraft[];
  onChange: (metric: SuccessMetric) => void;
  onRemove?: () => void;
}

export function MetricFields({ no, metric, steps, onChange, onRemove }: Props) {
  const { t } = useTranslation();
  const seen = steps.flatMap(({ name, words }, at) =>
    words.event === '' ? [] : [{ value: String(at + 1), label: `${at + 1}. ${name || words.event}` }],
  );
  const stepChoice = (label: string, value: number, choose: (step: number) => void) => (
    <NativeSelect
      label={label}
      data={seen.some((option) => option.value === String(value)) ? seen : [{ value: String(value), label: '–' }, ...seen]}
      value={String(value)}
      onChange={(event) => choose(Number(event.currentTarget.value))}
    />
  );
  const count = (label: string, value: number, choose: (value: number) => void) => (
    <NumberInput
      label={label}
      min={0}
      max={1000}
      allowDecimal={false}
      value={value}
      onChange={(next) => choose(Number(next) || 0)}
    />
  );
  return (
    <Fields legend={t('scenarios.metric', { no })}>
      <TextInput
        label={t('scenarios.metric_name')}
        placeholder={t('scenarios.metric_hint')}
        required
        maxLength={120}
        value={metric.name}
        onChange={(event) => onChange({ ...metric, name: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
        <NativeSelect
          label={t('scenarios.measured')}
          data={metricKinds.map((kind) => ({ value: kind, label: t(`scenarios.kind.${kind}`) }))}
          value={metric.kind}
          onChange={(event) => onChange(metricOfKind(event.currentTarget.value as SuccessMetric['kind'], metric, steps.length))}
        />
        <NumberInput
          label={t('scenarios.weight')}
          min={1}
          max={100}
          allowDecimal={false}
          value={metric.weight}
          onChange={(weight) => onChange({ ...metric, weight: Number(weight) || 1 })}
        />
        {metric.kind === 'elapsed' && (
          <>
            {stepChoice(t('scenarios.from_step'), metric.from, (from) => onChange({ ...metric, from }))}
            {stepChoice(t('scenarios.to_step'), metric.to, (to) => onChange({ ...metric, to }))}
            <DurationFields
              label={t('scenarios.target')}
              value={metric.target}
              onChange={(target) => onChange({ ...metric, target })}
            />
            <DurationFields
              label={t('scenarios.limit')}
              value={metric.limit}
              onChange={(limit) => onChange({ ...metric, limit })}
            />
          </>
        )}
        {metric.kind === 'repeats' && stepChoice(t('scenarios.which_step'), metric.step, (step) => onChange({ ...metric, step }))}
        {(metric.kind === 'contacts' || metric.kind === 'repeats') && (
          <>
            {count(t('scenarios.target'), metric.target, (target) => onChange({ ...metric, target }))}
            {count(t('scenarios.limit'), metric.limit, (limit) => onChange({ ...metric, limit }))}
          </>
        )}
      </SimpleGrid>
      <Group justify="space-between">
        <Checkbox
          label={t('scenarios.named_by_customers')}
          checked={metric.namedBy === 'customers'}
          onChange={(event) => onChange({ ...metric, namedBy: event.currentTarget.checked ? 'customers' : 'us' })}
        />
        {onRemove && (
          <ActionIcon variant="subtle" color="gray" aria-label={t('scenarios.remove_metric', { no })} onClick={onRemove}>
            <IconX size={16} />
          </ActionIcon>
        )}
      </Group>
    </Fields>
  );
}
