/** What we want to see, in ECharts' words. Pure: no DOM, so that the look is tested without a browser. */
export interface Point {
  /** Where on the axis: an instant, a name. */
  x: string;
  /** Null: no answer here, which is not zero. */
  y: number | null;
}

export interface Series {
  key: string;
  name: string;
  points: Point[];
}

export type ChartKind = 'line' | 'bar' | 'breakdown';

export interface ChartLook {
  kind: ChartKind;
  series: Series[];
  /** What happened when: a line across, with its words. */
  marks?: { x: string; text: string }[];
  /** The most there can be, of a scale that ends: 100 of 100. */
  most?: number;
  formatX: (x: string) => string;
  formatY: (y: number) => string;
  ink: string;
  quiet: string;
  line: string;
  surface: string;
  palette: string[];
  motion: boolean;
  font: string;
}

/** Different without colour, too: dashes for lines; bars get the decals that `aria` adds. */
const DASHES = ['solid', [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [12, 5]] as const;

/** Places on the axis: in time for lines and bars, as given (largest first) for a breakdown. */
export function axisOf(kind: ChartKind, series: Series[]): string[] {
  const xs = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))];
  return kind === 'breakdown' ? xs : xs.sort((a, b) => (a < b ? -1 : 1));
}

export function chartOptions(look: ChartLook) {
  const { kind, series, formatX, formatY, marks = [] } = look;
  const sideways = kind === 'breakdown';
  const xs = axisOf(kind, series);
  const names = {
    type: 'category' as const,
    data: xs,
    inverse: sideways,
    axisTick: { show: false },
    axisLine: { show: !sideways, lineStyle: { color: look.line } },
    axisLabel: {
      color: look.quiet,
      hideOverlap: true,
      formatter: formatX,
      ...(sideways && { width: 140, overflow: 'truncate' as const }),
    },
  };
  const values = {
    type: 'value' as const,
    splitNumber: 4,
    ...(look.most !== undefined && { max: look.most, interval: look.most / 4 }),
    splitLine: { lineStyle: { color: look.line } },
    axisLabel: { color: look.quiet, formatter: formatY },
  };
  return {
    animation: look.motion,
    animationDuration: 250,
    color: look.palette,
    textStyle: { fontFamily: look.font, fontSize: 12 },
    // Our own name and table describe the picture, in the reader's language; only the patterns are ECharts' work.
    aria: { enabled: true, label: { enabled: false }, decal: { show: series.length > 1 && kind !== 'line' } },
    grid: {
      left: 4,
      right: 12,
      top: 12,
      bottom: series.length > 1 ? 36 : 4,
      outerBoundsMode: 'same' as const,
      outerBoundsContain: 'axisLabel' as const,
    },
    legend: { show: series.length > 1, bottom: 0, icon: 'roundRect', type: 'scroll' as const, textStyle: { color: look.ink } },
    tooltip: {
      trigger: 'axis' as const,
      confine: true,
      backgroundColor: look.surface,
      borderColor: look.line,
      textStyle: { color: look.ink, fontSize: 12 },
      axisPointer: { type: kind === 'line' ? ('line' as const) : ('shadow' as const), lineStyle: { color: look.quiet } },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? formatY(value) : '–'),
    },
    xAxis: sideways ? values : names,
    yAxis: sideways ? names : values,
    series: series.map(({ key, name, points }, index) => {
      const byX = new Map(points.map(({ x, y }) => [x, y]));
      const common = { id: key, name, data: xs.map((x) => byX.get(x) ?? null) };
      if (kind !== 'line')
        return { ...common, type: 'bar' as const, barMaxWidth: sideways ? 18 : 32, itemStyle: { borderRadius: 3 } };
      return {
        ...common,
        type: 'line' as const,
        lineStyle: { width: 2, type: DASHES[index % DASHES.length] as never },
        symbol: 'circle',
        symbolSize: 7,
        showSymbol: xs.length <= 40,
        // Every point leads to its people, so every point is there to be clicked, not only those with a name on the axis.
        showAllSymbol: true,
        // A hair of area under a single line gives it weight; under several it is noise.
        ...(series.length === 1 && { areaStyle: { opacity: 0.07 } }),
        ...(index === 0 && marks.length > 0 && { markLine: marked(look, marks) }),
      };
    }),
  };
}

const marked = ({ quiet, ink }: ChartLook, marks: { x: string; text: string }[]) => ({
  symbol: 'none',
  silent: true,
  lineStyle: { color: quiet, type: 'dotted' as const, width: 1 },
  label: { color: ink, fontSize: 11, position: 'insideEndTop' as const, overflow: 'truncate' as const, width: 120 },
  data: marks.map(({ x, text }) => ({ xAxis: x, label: { formatter: text } })),
});
