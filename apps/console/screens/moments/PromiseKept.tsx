import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { auditReport } from '#moments/contract';
import { useRoute } from '../../api.ts';
import { useFormat } from '../../ui/format.ts';
import classes from './team.module.css';

/** The promise, looked at now: somebody able to act owns every open moment. */
export function PromiseKept() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useRoute(auditReport, undefined, { refetchInterval: 15_000 });
  if (!data) return null;
  const kept = data.breaches.length === 0;
  const Icon = kept ? IconCircleCheck : IconCircleX;
  return (
    <p className={classes.promise} data-kept={kept || undefined} role={kept ? 'status' : 'alert'}>
      <Icon size={20} aria-hidden="true" />
      <span>
        <strong>{t('moments.promise.breaches', { count: data.breaches.length })}</strong>{' '}
        {t('moments.promise.text', { count: data.open, at: format.time(data.at) })}{' '}
        {data.breaches.map(({ breach }) => breach).join(' ')}
      </span>
    </p>
  );
}
