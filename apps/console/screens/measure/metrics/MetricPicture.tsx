/** A metric over time: each definition a line of its own, what happened when, the time before, and the people behind. */
import { Loader, Switch } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Measured, type MetricQuestion, type MetricSeries, measureMetric, type readMetric } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../../api.ts';
import { Chart } from '../../../ui/Chart.tsx';
import type { Series } from '../../../ui/chart-options.ts';
import { EmptyState } from '../../../ui/EmptyState.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { Stat, Stats } from '../../../ui/Stat.tsx';
import { RelativeTime } from '../../../ui/Time.tsx';
import { timeNames } from '../axis.ts';
import { Foot } from '../Foot.tsx';
import { before } from '../question.ts';
import trends from '../trends.module.css';
import { useSourceNames } from '../use-words.ts';
import { Change } from './Change.tsx';
import { figure } from './figures.ts';
import { MetricPeople, type OpenedMetric } from './MetricPeople.tsx';
import { marksOf } from './marks.ts';
import classes from './metrics.module.css';
import { Needs } from './Needs.tsx';

type Whole = ReplyOf<typeof readMetric>;

interface Props {
  metric: Whole;
  question: MetricQuestion;
}

export function MetricPicture({ metric, question }: Props) {
  const { t } = useTranslation();
  const read = useRoute(measureMetric, { params: { id: metric.id }, body: question }, { keepPrevious: true });
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!read.data) return <Loader type="dots" aria-label={t('ui.loading')} />;
  if (read.data.needs.length > 0) return <EmptyState title={t('metrics.no_data')} lesson={<Needs needs={read.data.needs} />} />;
  return (
    <section aria-label={t('measure.answer')} className={trends.answer} data-stale={read.isPlaceholderData || undefined}>
      <Drawn metric={metric} question={question} measured={read.data} />
    </section>
  );
}

const keyOf = ({ label, rest }: Pick<MetricSeries, 'label' | 'rest'>) => `${rest}:${label === null}:${label}`;

function Drawn({ metric, question, measured }: Props & { measured: Measured }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const sources = useSourceNames();
  const [compare, setCompare] = useState(false);
  const [opened, setOpened] = useState<OpenedMetric>();
  const past = useRoute(measureMetric, { params: { id: metric.id }, body: before(question) }, { enabled: compare });
  const { interval, timeZone, breakdown } = question;
  const times = useMemo(() => timeNames(i18n.language, interval, timeZone ?? 'UTC'), [i18n.language, interval, timeZone]);
  const split = breakdown !== undefined;
  const present = measured.lines[0];
  const nameOf = (series: MetricSeries) => {
    if (series.rest) return t('measure.others');
    if (series.label === null) return t('measure.without');
    return breakdown === '$source' ? (sources.get(series.label) ?? series.label) : series.label;
  };
  const drawn: Series[] = [];
  const versions = new Map<string, { metricVersion: number; series: MetricSeries }>();
  // Split, only the present definition is drawn: four of them by ten values are a tangle.
  for (const line of split ? measured.lines.slice(0, 1) : measured.lines) {
    for (const series of line.series) {
      const key = `${line.metricVersion}:${keyOf(series)}`;
      versions.set(key, { metricVersion: line.metricVersion, series });
      const version = t(line === present ? 'metrics.version_now' : 'metrics.version', { no: line.metricVersion });
      const single = measured.lines.length === 1 ? metric.name : version;
      const points = series.points.map(({ at, value }) => ({ x: at, y: value }));
      drawn.push({ key, name: split ? nameOf(series) : single, points });
    }
  }
  const earlier = past.data?.lines[0]?.series[0]?.points;
  if (compare && earlier && !split) {
    // Drawn over the present time, step by step.
    const points = (present?.series[0]?.points ?? []).map(({ at }, index) => ({ x: at, y: earlier[index]?.value ?? null }));
    drawn.push({ key: 'before', name: t('metrics.before'), points });
  }
  const xs = present?.series[0]?.points.map(({ at }) => at) ?? [];
  const whole = present?.series[0];
  const open = present?.series.some(({ points }) => points.some((point) => point.open));
  return (
    <>
      {!split && whole && (
        <div className={classes.stats}>
          <Stats>
            <Stat
              label={t('metrics.whole_span')}
              value={
                <button
                  type="button"
                  className={trends.open}
                  onClick={() => setOpened({ title: t('measure.whole_span'), metricVersion: measured.metricVersion })}
                >
                  {figure(whole.value, measured, format)}
                </button>
              }
              note={<Change now={whole.value} before={measured.previous.value} metric={metric} />}
            />
            <Stat label={t('metrics.before')} value={figure(measured.previous.value, measured, format)} />
            <Stat label={t('metrics.base')} value={format.whole(whole.base)} />
          </Stats>
        </div>
      )}
      <Chart
        title={metric.name}
        kind="line"
        axis={t(`measure.interval.${interval}`)}
        series={drawn}
        marks={marksOf(metric.notes, xs, timeZone ?? 'UTC')}
        formatX={times.short}
        formatY={(value) => figure(value, measured, format)}
        onPoint={({ key }, { x }) => {
          const hit = versions.get(key);
          if (!hit) return;
          const named = split ? [nameOf(hit.series)] : [];
          setOpened({
            title: [times.long(x), ...named].join(' · '),
            metricVersion: hit.metricVersion,
            at: x,
            ...(split && !hit.series.rest && { label: hit.series.label }),
          });
        }}
        height={320}
      >
        {!split && (
          <Switch
            size="sm"
            label={t('metrics.compare')}
            checked={compare}
            onChange={(event) => setCompare(event.currentTarget.checked)}
          />
        )}
      </Chart>
      <Foot asOf={measured.asOf}>
        <span>{t('measure.click_a_point')}</span>
        {open && <span>{t('metrics.open')}</span>}
        {measured.newest && (
          <span>
            {t('metrics.newest')} <RelativeTime at={measured.newest} />
          </span>
        )}
      </Foot>
      <MetricPeople metric={metric} question={question} opened={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}
