/** Drivers and gaps as tables: one row a driver, one row an attribute, and of several groups one row an attribute of each. */
import type { ReplyOf } from '#platform/contract';
import type { driversOf, gapsBySegment, gapsOf, Sheet } from '../../contract.ts';

export function driversSheet({ drivers, r2 }: ReplyOf<typeof driversOf>): Sheet {
  return {
    figure: { value: r2, unit: 'explained', as: 'share' },
    columns: [
      { name: 'driver', type: 'text' },
      { name: 'importance', type: 'number', as: 'share' },
      { name: 'low', type: 'number', as: 'share' },
      { name: 'high', type: 'number', as: 'share' },
      { name: 'mean', type: 'number' },
      { name: 'correlation', type: 'number' },
    ],
    rows: drivers.map(({ name, importance, low, high, mean, correlation }) => [name, importance, low, high, mean, correlation]),
  };
}

type Gap = ReplyOf<typeof gapsOf>['gaps'][number];

const gapColumns: Sheet['columns'] = [
  { name: 'attribute', type: 'text' },
  { name: 'wanted', type: 'number' },
  { name: 'delivered', type: 'number' },
  { name: 'gap', type: 'number' },
  { name: 'low', type: 'number' },
  { name: 'high', type: 'number' },
  { name: 'people', type: 'number' },
];
const gapCells = ({ attribute, want, deliver, gap, low, high, n }: Gap) => [attribute, want, deliver, gap, low, high, n];

export function gapsSheet({ gaps }: ReplyOf<typeof gapsOf>): Sheet {
  return {
    figure: { value: gaps[0]?.gap ?? null, unit: 'widest_gap' },
    columns: gapColumns,
    rows: gaps.map(gapCells),
  };
}

/** `names` of segments by id. The figure is the widest gap of all these groups. */
export function segmentGapsSheet({ columns }: ReplyOf<typeof gapsBySegment>, names: ReadonlyMap<string, string>): Sheet {
  const all = columns.flatMap(({ gaps }) => gaps.map(({ gap }) => gap));
  return {
    figure: { value: all.length === 0 ? null : Math.max(...all), unit: 'widest_gap' },
    columns: [{ name: 'segment', type: 'text' }, ...gapColumns],
    rows: columns.flatMap(({ segment, gaps }) => {
      const name = segment === null ? '(everybody)' : (names.get(segment) ?? '(no such segment)');
      return gaps.map((gap) => [name, ...gapCells(gap)]);
    }),
  };
}
