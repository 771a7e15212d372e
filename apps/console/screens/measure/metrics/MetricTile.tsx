/** A metric on a tile: what it is, what became of it since the time before, where it goes, and what happened when. */
import { Skeleton } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Measured, type MetricQuestion, measureMetric, type QuestionOf, readMetric } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRoute } from '../../../api.ts';
import { Chart } from '../../../ui/Chart.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { timeNames } from '../axis.ts';
import { Figure, TileBody } from '../dashboards/TileBody.tsx';
import { useTile } from '../dashboards/use-tile.ts';
import { useSourceNames } from '../use-words.ts';
import { Change } from './Change.tsx';
import { figure } from './figures.ts';
import { MetricPeople, type OpenedMetric } from './MetricPeople.tsx';
import { marksOf } from './marks.ts';
import { Needs } from './Needs.tsx';
import { useMetricLanguage } from './use-language.ts';

type Whole = ReplyOf<typeof readMetric>;

export function MetricTile({ question: { metricId, ...question }, title }: { question: QuestionOf<'metric'>; title: string }) {
  const language = useMetricLanguage();
  const metric = useRoute(readMetric, { params: { id: metricId }, query: { language } });
  const read = useTile(measureMetric, { params: { id: metricId }, body: question });
  if (metric.error) return <Problem problem={metric.error} onRetry={() => void metric.refetch()} />;
  return (
    <TileBody read={read}>
      {(measured) => {
        if (measured.needs.length > 0) return <Needs needs={measured.needs} />;
        if (!metric.data) return <Skeleton h={220} />;
        return <Drawn metric={metric.data} measured={measured} question={question} title={title} />;
      }}
    </TileBody>
  );
}

interface Props {
  metric: Whole;
  measured: Measured;
  question: MetricQuestion;
  title: string;
}

/** The present definition: those before it are on the metric's own screen. */
function Drawn({ metric, measured, question, title }: Props) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const sources = useSourceNames();
  const [opened, setOpened] = useState<OpenedMetric>();
  const { interval, timeZone, breakdown } = question;
  const times = useMemo(() => timeNames(i18n.language, interval, timeZone), [i18n.language, interval, timeZone]);
  const present = measured.lines[0]?.series ?? [];
  const split = breakdown !== undefined;
  const { metricVersion } = measured;
  const nameOf = ({ label, rest }: (typeof present)[number]) => {
    if (rest) return t('measure.others');
    if (label === null) return split ? t('measure.without') : metric.name;
    return breakdown === '$source' ? (sources.get(label) ?? label) : label;
  };
  const drawn = present.map((series) => ({
    key: `${series.rest}:${series.label === null}:${series.label}`,
    name: nameOf(series),
    points: series.points.map(({ at, value }) => ({ x: at, y: value })),
  }));
  const whole = split ? undefined : present[0];
  return (
    <>
      <Chart
        title={title}
        kind="line"
        axis={t(`measure.interval.${interval}`)}
        series={drawn}
        marks={marksOf(metric.notes, present[0]?.points.map(({ at }) => at) ?? [], timeZone)}
        formatX={times.short}
        formatY={(value) => figure(value, measured, format)}
        height={190}
        onPoint={({ key, name }, { x }) => {
          const series = present[drawn.findIndex((one) => one.key === key)];
          if (!series) return;
          const place = { metricVersion, at: x, ...(split && !series.rest && { label: series.label }) };
          setOpened({ title: [times.long(x), ...(split ? [name] : [])].join(' · '), ...place });
        }}
      >
        {whole && (
          <Figure
            value={figure(whole.value, measured, format)}
            unit=""
            onOpen={() => setOpened({ title: t('measure.whole_span'), metricVersion })}
          >
            <Change now={whole.value} before={measured.previous.value} metric={metric} />
          </Figure>
        )}
      </Chart>
      <MetricPeople metric={metric} question={question} opened={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}
