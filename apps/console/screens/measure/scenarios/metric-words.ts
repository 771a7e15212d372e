/** A success metric as one reads it. */
import { useTranslation } from 'react-i18next';
import { type Duration, minutesOf, type ScenarioDefinition, type SuccessMetric } from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';

/** Milliseconds as people say them. */
export const durationWords = (ms: number, format: ReturnType<typeof useFormat>) => format.duration(Math.round(ms / 1000));

export function useMetricWords() {
  const { t } = useTranslation();
  const format = useFormat();
  const length = ({ amount, unit }: Duration) => format.duration(amount * minutesOf[unit] * 60);
  return (metric: SuccessMetric, { steps }: Pick<ScenarioDefinition, 'steps'>): string => {
    const step = (no: number) => steps[no - 1]?.name ?? String(no);
    switch (metric.kind) {
      case 'reached':
        return t('scenarios.says.reached');
      case 'elapsed':
        return t('scenarios.says.elapsed', {
          ...{ from: step(metric.from), to: step(metric.to) },
          ...{ target: length(metric.target), limit: length(metric.limit) },
        });
      case 'contacts':
        return t('scenarios.says.contacts', { target: metric.target, limit: metric.limit });
      case 'repeats':
        return t('scenarios.says.repeats', { step: step(metric.step), target: metric.target, limit: metric.limit });
    }
  };
}
