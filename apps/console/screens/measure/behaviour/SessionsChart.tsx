/** Sessions over time, with what happened when; a point opens its people. */
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionsAnswer, SessionsPlace, SessionsQuestion } from '#measure/contract';
import { Chart } from '../../../ui/Chart.tsx';
import { timeNames } from '../axis.ts';
import { useMarks } from '../use-marks.ts';

interface Props {
  points: SessionsAnswer['points'];
  question: SessionsQuestion;
  title: string;
  height: number;
  onOpen: (title: string, place: SessionsPlace) => void;
  /** Beside the picture/table switch. */
  children?: ReactNode;
}

export function SessionsChart({ points, question: { interval, timeZone }, title, height, onOpen, children }: Props) {
  const { t, i18n } = useTranslation();
  const times = useMemo(() => timeNames(i18n.language, interval, timeZone), [i18n.language, interval, timeZone]);
  const drawn = points.map(({ at, sessions }) => ({ x: at, y: sessions }));
  const marks = useMarks(
    points.map(({ at }) => at),
    timeZone,
  );
  return (
    <Chart
      title={title}
      kind="line"
      axis={t(`measure.interval.${interval}`)}
      series={[{ key: 'sessions', name: t('answers.sessions.title'), points: drawn }]}
      marks={marks}
      formatX={times.short}
      height={height}
      onPoint={(_series, { x }) => onOpen(times.long(x), { at: x })}
    >
      {children}
    </Chart>
  );
}
