/** A trend as a table: one row a point of a series. */
import type { ReplyOf } from '#platform/contract';
import type { Sheet, TrendQuestion, trend } from '../../contract.ts';

type Series = ReplyOf<typeof trend>['series'];

/** The figure is the whole span's: the sum of the parts where parts add up, else the only series' own. */
export function trendSheet({ measure, event }: TrendQuestion, { series }: { series: Series }): Sheet {
  const additive = measure.kind === 'count' || measure.kind === 'sum';
  const only = series.length === 1 ? (series[0]?.total ?? null) : null;
  const nameOf = (label: string | null, rest: boolean) => {
    if (rest) return '(all others)';
    return label ?? (series.length > 1 ? '(none)' : (event ?? '(any event)'));
  };
  return {
    figure: { value: additive ? series.reduce((sum, { total }) => sum + (total ?? 0), 0) : only, unit: measure.kind },
    columns: [
      { name: 'at', type: 'instant' },
      { name: 'series', type: 'text' },
      { name: 'value', type: 'number' },
    ],
    rows: series.flatMap(({ label, rest, points }) => points.map(({ at, value }) => [at, nameOf(label, rest), value])),
  };
}
