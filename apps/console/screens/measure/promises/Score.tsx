/** Presented beside experienced on one scale: a bar, the reach of its interval, and a mark where the promise stands. */
import { useTranslation } from 'react-i18next';
import type { Experienced } from '#measure/contract';
import { Bar } from '../../../ui/Bar.tsx';
import { useFormat } from '../../../ui/format.ts';
import classes from './promises.module.css';

export function Score({ experienced, presented }: { experienced: Experienced; presented: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { score, low, high } = experienced;
  const whole = (value: number) => format.whole(Math.round(value));
  if (score === null) return <span className={classes.quiet}>{t('promises.unknown')}</span>;
  return (
    <span className={classes.score}>
      <span className={`${classes.figure} figure`} data-short={score < presented || undefined}>
        {whole(score)}
      </span>
      <Bar share={score / 100} between={low !== null && high !== null ? [low / 100, high / 100] : null} mark={presented / 100} />
      <span className={classes.quiet}>
        {low !== null && high !== null
          ? t('promises.between', { low: whole(low), high: whole(high), presented: whole(presented) })
          : t('promises.of_presented', { presented: whole(presented) })}
      </span>
    </span>
  );
}
