/** A metric as a table: one row a point of a series, by each definition that held. */
import type { Measured, Sheet } from '../../contract.ts';
import { partName } from './labels.ts';

export function metricSheet({ lines, unit, currency }: Measured): Sheet {
  const present = lines[0]?.series ?? [];
  const value = present.length === 1 ? (present[0]?.value ?? null) : null;
  return {
    figure: figureOf(value, unit, currency),
    columns: [
      { name: 'at', type: 'instant' },
      { name: 'metric_version', type: 'number' },
      { name: 'series', type: 'text' },
      { name: 'value', type: 'number', ...(unit === 'seconds' && { as: 'seconds' as const }) },
      { name: 'base', type: 'number' },
      { name: 'unit', type: 'text' },
      { name: 'still_open', type: 'text' },
    ],
    rows: lines.flatMap(({ metricVersion, series }) =>
      series.flatMap(({ label, rest, points }) => {
        const name = series.length > 1 ? partName(label, rest) : '(all)';
        return points.map(({ at, value: point, base, open }) => {
          return [at, metricVersion, name, point, base, currency ?? unit, open ? 'yes' : 'no'];
        });
      }),
    ),
  };
}

function figureOf(value: number | null, unit: Measured['unit'], currency: string | null): Sheet['figure'] {
  if (unit === 'percent') return { value: value === null ? null : value / 100, unit: 'metric', as: 'share' };
  if (unit === 'seconds') return { value, unit: 'metric', as: 'seconds' };
  if (unit === 'money') return { value, unit: currency ?? 'money' };
  return { value, unit: unit === 'points' ? 'points' : 'metric' };
}
