/** A trend on a tile: its figure, its picture, and behind every point the people. */
import { Skeleton, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type TrendQuestion, trend } from '#measure/contract';
import { useRoute } from '../../../api.ts';
import { Chart } from '../../../ui/Chart.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Problem } from '../../../ui/Problem.tsx';
import { timeNames } from '../axis.ts';
import { type Opened, PeopleBehind } from '../PeopleBehind.tsx';
import classes from './dashboards.module.css';

export function TrendTile({ question, title }: { question: TrendQuestion; title: string }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const read = useRoute(trend, { body: question }, { keepPrevious: true });
  const [opened, setOpened] = useState<Opened>();
  const { interval, timeZone, measure, breakdown } = question;
  const times = useMemo(() => timeNames(i18n.language, interval, timeZone), [i18n.language, interval, timeZone]);
  const series = read.data?.series;
  const drawn = useMemo(
    () =>
      (series ?? []).map(({ label, rest, points }) => ({
        key: `${rest}:${label === null}:${label}`,
        name: rest ? t('measure.others') : (label ?? (breakdown === undefined ? title : t('measure.without'))),
        points: points.map(({ at, value }) => ({ x: at, y: value })),
      })),
    [series, breakdown, title, t],
  );
  if (read.error) return <Problem problem={read.error} onRetry={() => void read.refetch()} />;
  if (!series) return <Skeleton h={250} />;
  const additive = measure.kind === 'count' || measure.kind === 'sum';
  const only = series.length === 1 ? (series[0]?.total ?? null) : null;
  const whole = additive ? series.reduce((sum, { total }) => sum + (total ?? 0), 0) : only;
  return (
    <>
      <Chart
        title={title}
        kind="line"
        axis={t(`measure.interval.${interval}`)}
        series={drawn}
        formatX={times.short}
        height={190}
        onPoint={({ key, name }, { x }) => {
          const one = series[drawn.findIndex((each) => each.key === key)];
          setOpened({ title: [times.long(x), ...(series.length > 1 ? [name] : [])].join(' · '), at: x, series: one });
        }}
      >
        {(whole !== null || series.length === 1) && (
          <Text className={classes.figure} component="div">
            <button
              type="button"
              className={`${classes.open} figure`}
              onClick={() => setOpened({ title: t('measure.whole_span') })}
            >
              {whole === null ? '–' : format.exact(whole)}
            </button>
            <span className={classes.unit}>{t(`measure.total.${measure.kind}`)}</span>
          </Text>
        )}
      </Chart>
      <PeopleBehind
        question={question}
        opened={opened}
        shown={series.flatMap(({ label }) => (label === null ? [] : [label]))}
        onClose={() => setOpened(undefined)}
      />
    </>
  );
}
