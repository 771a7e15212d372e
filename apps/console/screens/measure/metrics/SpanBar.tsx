import { useTranslation } from 'react-i18next';
import { intervals, type Metric } from '#measure/contract';
import { Choice } from '../Choice.tsx';
import { type Question, type Range, ranges } from '../question.ts';
import type { Ask } from '../use-question.ts';
import classes from './metrics.module.css';

/** Over which time, in which steps, split by what: in the address, so that it can be shared. */
export function SpanBar({ metric, question, ask }: { metric: Metric; question: Question; ask: Ask }) {
  const { t } = useTranslation();
  const splits = metric.breakdowns.map((value) => ({
    value,
    label: value.startsWith('$') ? t(`measure.column.${value.slice(1)}`) : value,
  }));
  return (
    <div className={classes.bar}>
      <Choice
        label={t('measure.range.label')}
        value={question.range}
        options={ranges.filter((range) => range !== 'custom').map((value) => ({ value, label: t(`measure.range.${value}`) }))}
        onChange={(range) => ask({ range: range as Range, interval: undefined })}
      />
      <Choice
        label={t('measure.interval.label')}
        value={question.interval}
        options={intervals.map((value) => ({ value, label: t(`metrics.by.${value}`) }))}
        onChange={(interval) => ask({ range: question.range, interval: interval as Question['interval'] })}
      />
      {splits.length > 0 && (
        <Choice
          label={t('measure.split')}
          value={question.split ?? ''}
          options={[{ value: '', label: t('metrics.not_split') }, ...splits]}
          onChange={(split) => ask({ split: split || undefined })}
          placeholder={t('metrics.not_split')}
        />
      )}
    </div>
  );
}
