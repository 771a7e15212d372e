/** What became of a figure since the time before: arrow, size, and in a word whether that is good. */
import { IconArrowDownRight, IconArrowUpRight, IconEqual } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Metric } from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import { changeOf } from './figures.ts';
import classes from './metrics.module.css';

interface Props {
  now: number | null;
  before: number | null;
  metric: Pick<Metric, 'unit' | 'better'>;
}

const icons = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconEqual };

export function Change({ now, before, metric }: Props) {
  const { t } = useTranslation();
  const change = changeOf(now, before, metric, useFormat());
  if (!change) return <span className={classes.quiet}>{t('metrics.change.none')}</span>;
  const Icon = icons[change.way];
  const points = metric.unit === 'percent' || metric.unit === 'points';
  const size = points ? t('metrics.change.points', { size: change.text }) : change.text;
  return (
    <span className={`${classes.change} figure`} data-good={change.good ?? undefined}>
      <Icon size={14} aria-hidden="true" />
      {change.way === 'same'
        ? t('metrics.change.same')
        : t(`metrics.change.${change.way}_${change.good ? 'better' : 'worse'}`, { size })}
    </span>
  );
}
