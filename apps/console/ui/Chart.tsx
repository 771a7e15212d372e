/**
 * A picture of numbers, and the same numbers as a table for those who would rather read. Every point leads to its people:
 * clicking one (or its button in the table) calls `onPoint`.
 */
import { Box, Group, SegmentedControl, Skeleton, useComputedColorScheme } from '@mantine/core';
import { useElementSize, useReducedMotion } from '@mantine/hooks';
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './chart.module.css';
import { axisOf, type ChartKind, chartOptions, type Point, type Series } from './chart-options.ts';
import { useFormat } from './format.ts';

interface Props {
  /** Says what is drawn; the accessible name of picture and table. */
  title: string;
  kind: ChartKind;
  series: Series[];
  /** Whose numbers: the first colour follows. */
  tone?: 'voice' | 'work';
  /** Head of the first column of the table: "Day". */
  axis: string;
  formatX?: (x: string) => string;
  formatY?: (y: number) => string;
  onPoint?: (series: Series, point: Point) => void;
  /** What happened when, drawn across a line chart. */
  marks?: { x: string; text: string }[];
  /** Where the scale of values ends, if it does. */
  most?: number;
  height?: number;
  /** Beside the picture/table switch. */
  children?: ReactNode;
}

export function Chart({ children, ...props }: Props) {
  const { t } = useTranslation();
  const [view, setView] = useState<'picture' | 'table'>('picture');
  return (
    <figure className={classes.figure}>
      <Group justify="space-between" mb="sm" gap="xs">
        <div>{children}</div>
        <SegmentedControl
          size="xs"
          aria-label={t('ui.chart.view')}
          value={view}
          onChange={(next) => setView(next === 'table' ? 'table' : 'picture')}
          data={[
            { value: 'picture', label: t('ui.chart.picture') },
            { value: 'table', label: t('ui.chart.table') },
          ]}
        />
      </Group>
      {view === 'picture' ? <Picture {...props} /> : <Numbers {...props} />}
    </figure>
  );
}

const identity = (x: string) => x;

/** What we use of an ECharts instance. */
interface Drawing {
  setOption(option: object, notMerge: boolean): void;
  resize(): void;
  dispose(): void;
}

function Picture({
  title,
  kind,
  series,
  tone = 'voice',
  formatX = identity,
  formatY,
  onPoint,
  marks,
  most,
  height = 300,
}: Omit<Props, 'axis'>) {
  const format = useFormat();
  const scheme = useComputedColorScheme('light');
  const still = useReducedMotion();
  const { ref: frame, width } = useElementSize();
  const place = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<Drawing>();

  const click = useEffectEvent((seriesIndex: number, dataIndex: number) => {
    const hit = series[seriesIndex];
    const x = axisOf(kind, series)[dataIndex];
    const point = hit?.points.find((candidate) => candidate.x === x);
    if (hit && point) onPoint?.(hit, point);
  });

  useEffect(() => {
    let made: Drawing | undefined;
    let gone = false;
    void import('./chart-engine.ts').then(({ init }) => {
      if (gone || !place.current) return;
      const drawing = init(place.current, undefined, { renderer: 'svg' });
      drawing.on('click', (event) => click(event.seriesIndex ?? 0, event.dataIndex));
      made = drawing;
      setChart(made);
    });
    return () => {
      gone = true;
      made?.dispose();
      setChart(undefined);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme changes the colours read below.
  useEffect(() => {
    if (!chart) return;
    const style = getComputedStyle(document.documentElement);
    const color = (name: string) => style.getPropertyValue(name).trim();
    const [first, second] = tone === 'voice' ? ['voice', 'work'] : ['work', 'voice'];
    chart.setOption(
      chartOptions({
        kind,
        series,
        ...(marks && { marks }),
        ...(most !== undefined && { most }),
        formatX,
        formatY: formatY ?? format.compact,
        ink: color('--mantine-color-text'),
        quiet: color('--ink-quiet'),
        line: color('--line'),
        surface: color('--surface'),
        palette: [
          color(`--mantine-color-${first}-6`),
          color(`--mantine-color-${second}-6`),
          color(`--mantine-color-${first}-4`),
          color(`--mantine-color-${second}-4`),
          color(`--mantine-color-${first}-8`),
          color(`--mantine-color-${second}-8`),
          color('--mantine-color-gray-5'),
        ],
        motion: !still,
        font: style.getPropertyValue('--mantine-font-family'),
      }),
      true,
    );
  }, [chart, kind, series, marks, most, tone, formatX, formatY, format, scheme, still]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the picture follows its frame.
  useEffect(() => chart?.resize(), [chart, width]);

  return (
    <Box ref={frame} pos="relative">
      {!chart && <Skeleton pos="absolute" inset={0} />}
      <div ref={place} role="img" aria-label={title} style={{ height, cursor: onPoint ? 'pointer' : undefined }} />
    </Box>
  );
}

function Numbers({ title, kind, series, axis, formatX = identity, formatY, onPoint }: Props) {
  const format = useFormat();
  const show = formatY ?? format.exact;
  return (
    <div className={classes.numbers}>
      <table>
        <caption className="only-heard">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{axis}</th>
            {series.map(({ key, name }) => (
              <th key={key} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {axisOf(kind, series).map((x) => (
            <tr key={x}>
              <th scope="row">{formatX(x)}</th>
              {series.map((one) => {
                const point = one.points.find((candidate) => candidate.x === x);
                const text = point?.y === null || point === undefined ? '–' : show(point.y);
                return (
                  <td key={one.key}>
                    {onPoint && point ? (
                      <button type="button" onClick={() => onPoint(one, point)}>
                        {text}
                      </button>
                    ) : (
                      text
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
