/** How much of which kind over time; behind every point the very words of it, and who said them. */
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { summariseVoice, VoiceQuestion } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';
import { Chart } from '../../../ui/Chart.tsx';
import { timeNames } from '../axis.ts';
import { useMarks } from '../use-marks.ts';
import { grainOf } from './question.ts';
import { type OpenedVoice, VoiceBehind } from './VoiceBehind.tsx';

interface Props {
  summary: ReplyOf<typeof summariseVoice>;
  question: VoiceQuestion;
  title: string;
  height: number;
  /** Beside the picture/table switch. */
  children?: ReactNode;
}

export function KindsChart({ summary, question, title, height, children }: Props) {
  const { t, i18n } = useTranslation();
  const [opened, setOpened] = useState<OpenedVoice>();
  const grain = grainOf(summary);
  const times = useMemo(() => timeNames(i18n.language, grain, question.timeZone), [i18n.language, grain, question.timeZone]);
  const series = useMemo(
    () =>
      summary.series
        .filter(({ points }) => points.some(({ value }) => value > 0))
        .map(({ kind, points }) => ({
          key: kind,
          name: t(`voice.kind.${kind}`),
          points: points.map(({ at, value }) => ({ x: at, y: value })),
        })),
    [summary, t],
  );
  const starts = summary.series[0]?.points.map(({ at }) => at) ?? [];
  const marks = useMarks(starts, question.timeZone);
  if (series.length === 0) return null;
  const { timeZone: _zone, ...filter } = question;
  const open = (kind: string, name: string, at: string) => {
    // The first interval may have begun before the question does.
    const from = at < question.from ? question.from : at;
    const to = starts[starts.indexOf(at) + 1] ?? question.to;
    setOpened({
      title: `${name} · ${times.long(at)}`,
      asked: { ...filter, kind: kind as (typeof summary.series)[number]['kind'], from, to },
    });
  };
  return (
    <>
      <Chart
        title={title}
        kind="line"
        axis={t(`measure.interval.${grain}`)}
        series={series}
        marks={marks}
        formatX={times.short}
        height={height}
        onPoint={({ key, name }, { x }) => open(key, name, x)}
      >
        {children}
      </Chart>
      <VoiceBehind opened={opened} onClose={() => setOpened(undefined)} />
    </>
  );
}
