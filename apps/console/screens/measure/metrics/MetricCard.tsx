import { Loader } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Measured, type Metric, measureMetric } from '#measure/contract';
import { useRoute } from '../../../api.ts';
import { useFormat } from '../../../ui/format.ts';
import { PlainLink } from '../../../ui/Link.tsx';
import { Sparkline } from '../../../ui/Sparkline.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { Change } from './Change.tsx';
import { figure, heights } from './figures.ts';
import classes from './metrics.module.css';
import { Needs } from './Needs.tsx';
import { usualSpan } from './use-span.ts';

/** One metric at a glance: what it means, what it is now, where it goes, how fresh it is, and who answers for it. */
export function MetricCard({ metric }: { metric: Metric }) {
  const { t } = useTranslation();
  const [question] = useState(() => usualSpan(metric.interval));
  const read = useRoute(
    measureMetric,
    { params: { id: metric.id }, body: question ?? { from: '', to: '', interval: 'day', filters: [] } },
    { enabled: question !== undefined },
  );
  return (
    <PlainLink to={`/measure/metrics/${metric.id}`} className={classes.card ?? ''}>
      <span className={classes.name}>{metric.name}</span>
      {read.data && <Figures metric={metric} measured={read.data} />}
      {read.isPending && <Loader type="dots" size="sm" aria-label={t('ui.loading')} />}
      {read.error && <span className={classes.quiet}>{read.error.message}</span>}
      <span className={classes.quiet}>{metric.sentence}</span>
      <span className={`${classes.quiet} ${classes.foot}`}>
        {metric.owner ? metric.owner.name : t('metrics.nobody_owns')}
        {read.data?.newest && (
          <>
            {' · '}
            {t('metrics.newest')} <RelativeTime at={read.data.newest} />
          </>
        )}
      </span>
    </PlainLink>
  );
}

function Figures({ metric, measured }: { metric: Metric; measured: Measured }) {
  const { t } = useTranslation();
  const format = useFormat();
  const whole = measured.lines[0]?.series[0];
  if (measured.needs.length > 0) return <Needs needs={measured.needs} />;
  if (!whole || whole.base === 0) return <span className={classes.quiet}>{t('metrics.silent')}</span>;
  const shown = figure(whole.value, metric, format);
  return (
    <>
      <span className={classes.line}>
        <span className={`${classes.value} figure`}>{shown}</span>
        <Sparkline values={heights(measured)} label={t('metrics.spark', { name: metric.name, value: shown })} />
      </span>
      <span className={classes.line}>
        <Change now={whole.value} before={measured.previous.value} metric={metric} />
        <span className={classes.quiet}>{t(`metrics.span.${metric.interval}`)}</span>
      </span>
    </>
  );
}
