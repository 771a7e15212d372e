/** A trend on a tile: its figure, its picture, and behind every point the people. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type TrendQuestion, trend } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { Chart } from '../../../ui/Chart.tsx';
import { useFormat } from '../../../ui/format.ts';
import { timeNames } from '../axis.ts';
import { type Opened, PeopleBehind } from '../PeopleBehind.tsx';
import { useMarks } from '../use-marks.ts';
import { Figure, TileBody } from './TileBody.tsx';
import { useTile } from './use-tile.ts';

export function TrendTile({ question, title }: { question: TrendQuestion; title: string }) {
  const read = useTile(trend, { body: question });
  return <TileBody read={read}>{({ series }) => <Drawn series={series} question={question} title={title} />}</TileBody>;
}

interface Props {
  series: ReplyOf<typeof trend>['series'];
  question: TrendQuestion;
  title: string;
}

function Drawn({ series, question, title }: Props) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const [opened, setOpened] = useState<Opened>();
  const { interval, timeZone, measure, breakdown } = question;
  const times = useMemo(() => timeNames(i18n.language, interval, timeZone), [i18n.language, interval, timeZone]);
  const drawn = useMemo(
    () =>
      series.map(({ label, rest, points }) => ({
        key: `${rest}:${label === null}:${label}`,
        name: rest ? t('measure.others') : (label ?? (breakdown === undefined ? title : t('measure.without'))),
        points: points.map(({ at, value }) => ({ x: at, y: value })),
      })),
    [series, breakdown, title, t],
  );
  const marks = useMarks(series[0]?.points.map(({ at }) => at) ?? [], timeZone);
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
        marks={marks}
        formatX={times.short}
        height={190}
        onPoint={({ key, name }, { x }) => {
          const one = series[drawn.findIndex((each) => each.key === key)];
          setOpened({ title: [times.long(x), ...(series.length > 1 ? [name] : [])].join(' · '), at: x, series: one });
        }}
      >
        {(whole !== null || series.length === 1) && (
          <Figure
            value={whole === null ? '–' : format.exact(whole)}
            unit={t(`measure.total.${measure.kind}`)}
            onOpen={() => setOpened({ title: t('measure.whole_span') })}
          />
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
