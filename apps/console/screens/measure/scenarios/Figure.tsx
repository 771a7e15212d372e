/** A quality with its interval, and where it goes: words beside the colour. */
import { useTranslation } from 'react-i18next';
import type { QualityFigure } from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import classes from './scenarios.module.css';

/** Differences below this are no news. */
const SAME = 0.5;

export function Change({ now, before }: { now: QualityFigure; before: QualityFigure }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (now.value === null || before.value === null) return <span>{t('scenarios.nothing_before')}</span>;
  const points = now.value - before.value;
  if (Math.abs(points) < SAME) return <span>{t('scenarios.unchanged')}</span>;
  const size = Math.round(Math.abs(points));
  return (
    <span className={classes.change} data-good={points > 0}>
      {points > 0 ? '▲ ' : '▼ '}
      {t(points > 0 ? 'scenarios.better' : 'scenarios.worse', { count: size, points: format.whole(size) })}
    </span>
  );
}

export function Interval({ figure }: { figure: QualityFigure }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (figure.low === null || figure.high === null) return <>{t('scenarios.no_interval')}</>;
  return <>{t('scenarios.interval', { low: format.whole(figure.low), high: format.whole(figure.high) })}</>;
}
