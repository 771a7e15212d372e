import { useTranslation } from 'react-i18next';
import type { Need } from '#measure/contract';
import { useFormat } from '../../../ui/format.ts';
import classes from './metrics.module.css';

/** No data yet, and what would have to be heard. */
export function Needs({ needs }: { needs: Need[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = needs.map(({ event, property }) => {
    if (property === null) return t('metrics.needs.event', { event });
    return event === null ? t('metrics.needs.anywhere', { property }) : t('metrics.needs.property', { event, property });
  });
  return <span className={classes.quiet}>{t('metrics.needs.lead', { what: format.list(words) })}</span>;
}
