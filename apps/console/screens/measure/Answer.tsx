/** The answer: a picture, its totals, and behind every figure the people. */
import { Switch } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { IconChartLine } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reported } from '#listen/contract';
import { type TrendQuestion, trend } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { useRefresh, useRoute } from '../../api.ts';
import { Chart } from '../../ui/Chart.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { useFormat } from '../../ui/format.ts';
import { Stat, Stats } from '../../ui/Stat.tsx';
import { RelativeTime } from '../../ui/Time.tsx';
import { useLive } from '../../use-live.ts';
import { timeNames } from './axis.ts';
import { type Opened, PeopleBehind } from './PeopleBehind.tsx';
import { Reading } from './Reading.tsx';
import classes from './trends.module.css';
import { Unusual } from './Unusual.tsx';
import { useBefore } from './use-before.ts';
import { useMarks } from './use-marks.ts';
import { useSourceNames } from './use-words.ts';

type Series = ReplyOf<typeof trend>['series'][number];

/** As often as a living chart may ask again. */
const LIVE_MS = 5_000;

export function Answer({ question, title }: { question: TrendQuestion; title: string }) {
  const refresh = useRefresh();
  const read = useRoute(trend, { body: question }, { keepPrevious: true });
  const soon = useThrottledCallback(() => refresh(trend), LIVE_MS);
  const open = Date.parse(question.to) > Date.now();
  useLive(reported, soon, { enabled: open });

  return (
    <Reading read={read} id={trend.id}>
      {(reply) => <Picture reply={reply} question={question} title={title} unfinished={open} />}
    </Reading>
  );
}

interface PictureProps {
  reply: ReplyOf<typeof trend>;
  question: TrendQuestion;
  title: string;
  /** The last interval is still running. */
  unfinished: boolean;
}

const keyOf = ({ label, rest }: Series) => `${rest}:${label === null}:${label}`;

function Picture({ reply: { series, asOf }, question, title, unfinished }: PictureProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const nameOf = useSeriesName(question);
  const [opened, setOpened] = useState<Opened & { question?: TrendQuestion }>();
  const { interval, timeZone } = question;
  const times = useMemo(() => timeNames(i18n.language, interval, timeZone), [i18n.language, interval, timeZone]);
  const drawn = useMemo(
    () =>
      series.map((one) => ({
        key: keyOf(one),
        name: nameOf(one),
        points: one.points.map(({ at, value }) => ({ x: at, y: value })),
      })),
    [series, nameOf],
  );
  const marks = useMarks(series[0]?.points.map(({ at }) => at) ?? [], timeZone);
  const compared = useBefore(question);
  const shown = series.flatMap(({ label }) => (label === null ? [] : [label]));
  const split = question.breakdown !== undefined;
  const show = (at: string | undefined, one: Series) =>
    setOpened({
      title: [at === undefined ? t('measure.whole_span') : times.long(at), ...(split ? [nameOf(one)] : [])].join(' · '),
      at,
      series: one,
    });

  const showBefore = (at: string | undefined) => at && setOpened({ title: times.long(at), at, question: compared.asked });

  const silent = series.every(({ points }) => points.every(({ value }) => value === null || value === 0));
  if (silent) return <EmptyState icon={IconChartLine} title={t('measure.silent')} lesson={t('measure.silent_lesson')} />;
  return (
    <>
      <Chart
        title={title}
        kind="line"
        axis={t(`measure.interval.${interval}`)}
        series={compared.over(drawn)}
        marks={marks}
        formatX={times.short}
        onPoint={({ key }, { x }) => {
          const one = series.find((candidate) => keyOf(candidate) === key);
          if (one) show(x, one);
          if (key === 'before') showBefore(compared.at(drawn[0]?.points.findIndex((point) => point.x === x) ?? -1));
        }}
        height={340}
      >
        {!split && (
          <Switch
            size="sm"
            label={t('metrics.compare')}
            checked={compared.on}
            onChange={(event) => compared.turn(event.currentTarget.checked)}
          />
        )}
      </Chart>
      <div className={classes.foot}>
        <span>{t('measure.click_a_point')}</span>
        {unfinished && <span>{t('measure.unfinished')}</span>}
        <span>
          {t('measure.as_of')} <RelativeTime at={asOf} />
        </span>
      </div>
      {split ? (
        <Totals series={series} question={question} nameOf={nameOf} onOpen={(one) => show(undefined, one)} />
      ) : (
        <Single
          series={series[0]}
          question={question}
          before={compared.total}
          format={format.exact}
          onOpen={(one) => show(undefined, one)}
        />
      )}
      <Unusual
        key={JSON.stringify(question)}
        question={question}
        timeOf={times.long}
        nameOf={(part) => nameOf({ ...part, total: null, points: [] })}
        onOpen={(at) => setOpened({ title: times.long(at), at })}
      />
      <PeopleBehind question={opened?.question ?? question} opened={opened} shown={shown} onClose={() => setOpened(undefined)} />
    </>
  );
}

function useSeriesName(question: TrendQuestion): (series: Series) => string {
  const { t } = useTranslation();
  const sources = useSourceNames();
  const { breakdown, event } = question;
  return useMemo(
    () =>
      ({ label, rest }) => {
        if (breakdown === undefined) return event ?? t('measure.anything');
        if (rest) return t('measure.others');
        if (label === null) return t('measure.without');
        if (breakdown === '$source') return sources.get(label) ?? label;
        return label === '' ? t('measure.blank') : label;
      },
    [breakdown, event, sources, t],
  );
}

interface SingleProps {
  series: Series | undefined;
  question: TrendQuestion;
  /** The total of the time before; undefined while nobody asked for it. */
  before: number | null | undefined;
  format: (value: number) => string;
  onOpen: (series: Series) => void;
}

function Single({ series, question, before, format, onOpen }: SingleProps) {
  const { t } = useTranslation();
  if (!series) return null;
  const values = series.points.flatMap(({ value }) => (value === null ? [] : [value]));
  const most = values.length > 0 ? Math.max(...values) : null;
  const mean = values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
  const words = (value: number | null) => (value === null ? '–' : format(value));
  return (
    <Stats>
      <Stat
        label={t(`measure.total.${question.measure.kind}`)}
        value={
          <button type="button" className={classes.open} onClick={() => onOpen(series)}>
            {words(series.total)}
          </button>
        }
        note={before === undefined ? undefined : t('measure.before_total', { value: words(before) })}
      />
      <Stat label={t(`measure.most.${question.interval}`)} value={words(most)} />
      <Stat label={t(`measure.mean.${question.interval}`)} value={words(mean)} />
    </Stats>
  );
}

interface TotalsProps {
  series: Series[];
  question: TrendQuestion;
  nameOf: (series: Series) => string;
  onOpen: (series: Series) => void;
}

function Totals({ series, question, nameOf, onOpen }: TotalsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  // Only what adds up has shares: the same person may stand in two rows, and averages have no whole.
  const additive = question.measure.kind === 'count' || question.measure.kind === 'sum';
  const whole = series.reduce((sum, { total }) => sum + (total ?? 0), 0);
  return (
    <table className={classes.totals}>
      <caption className="only-heard">{t('measure.totals')}</caption>
      <thead>
        <tr>
          <th scope="col">
            {question.breakdown?.startsWith('$') ? t(`measure.column.${question.breakdown.slice(1)}`) : question.breakdown}
          </th>
          <th scope="col">{t(`measure.total.${question.measure.kind}`)}</th>
          {additive && <th scope="col">{t('measure.share')}</th>}
        </tr>
      </thead>
      <tbody>
        {series.map((one) => (
          <tr key={keyOf(one)}>
            <th scope="row">{nameOf(one)}</th>
            <td>
              <button
                type="button"
                className={classes.open}
                aria-label={t('measure.open_people', {
                  name: nameOf(one),
                  value: one.total === null ? '–' : format.exact(one.total),
                })}
                onClick={() => onOpen(one)}
              >
                {one.total === null ? '–' : format.exact(one.total)}
              </button>
            </td>
            {additive && <td>{whole > 0 ? format.percent((one.total ?? 0) / whole) : '–'}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
