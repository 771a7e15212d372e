/** The success metrics: who named them, what they are worth, and how they came out. */
import { useTranslation } from 'react-i18next';
import type { ScenarioDefinition, ScenarioQuality, SuccessMetric } from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import trends from '../trends.module.css';
import { durationWords, useMetricWords } from './metric-words.ts';
import classes from './scenarios.module.css';
import { Wide } from './Wide.tsx';

export function Metrics({ definition, answer }: { definition: ScenarioDefinition; answer: ScenarioQuality }) {
  const { t } = useTranslation();
  const format = useFormat();
  const metricWords = useMetricWords();
  const weights = definition.metrics.reduce((sum, { weight }) => sum + weight, 0);
  const measured = (metric: SuccessMetric, value: number | null) => {
    if (value === null || metric.kind === 'reached') return '–';
    return metric.kind === 'elapsed' ? durationWords(value, format) : format.exact(value);
  };
  return (
    <Wide label={t('scenarios.metrics')}>
      <table className={trends.totals}>
        <caption className="only-heard">{t('scenarios.metrics')}</caption>
        <thead>
          <tr>
            {(['metric', 'weight', 'median', 'p90', 'never', 'score'] as const).map((column) => (
              <th scope="col" key={column}>
                {t(`scenarios.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {definition.metrics.map((metric, at) => {
            const told = answer.metrics[at];
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: metrics are their place.
              <tr key={at}>
                <th scope="row">
                  {metric.name}
                  <span className={classes.quiet}>
                    {metricWords(metric, definition)} ·{' '}
                    {t(metric.namedBy === 'customers' ? 'scenarios.named_by_customers' : 'scenarios.named_by_us')}
                  </span>
                </th>
                <td>{format.percent(metric.weight / weights)}</td>
                <td>{measured(metric, told?.median ?? null)}</td>
                <td>{measured(metric, told?.p90 ?? null)}</td>
                <td>{metric.kind === 'elapsed' ? format.whole(told?.never ?? 0) : '–'}</td>
                <td>
                  <strong>{told?.score == null ? '–' : format.whole(told.score * 100)}</strong>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={classes.quiet}>
        {t('scenarios.rule')} {t('scenarios.cap', { cap: definition.showstopperCap })}
      </p>
    </Wide>
  );
}
