import { useTranslation } from 'react-i18next';
import { readLifetime } from '#measure/contract';
import { useRoute } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { PlainLink } from '../../../ui/Link.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import classes from './metrics.module.css';

/** Lifetime value among the metrics: with its method, or with what it needs. */
export function LifetimeCard() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useRoute(readLifetime);
  const fit = data?.fits[0];
  return (
    <PlainLink to="/measure/lifetime" className={classes.card ?? ''}>
      <span className={classes.name}>{t('lifetime.title')}</span>
      {fit && (
        <>
          <span className={`${classes.value} figure`}>{format.amount(fit.value / fit.customers, fit.setting.currency)}</span>
          <span className={classes.quiet}>{t('lifetime.each', { count: fit.setting.days })}</span>
          <span className={`${classes.quiet} ${classes.foot}`}>
            {fit.method} · <RelativeTime at={fit.at} />
          </span>
        </>
      )}
      {data && !fit && <span className={classes.quiet}>{t('lifetime.lesson')}</span>}
    </PlainLink>
  );
}
