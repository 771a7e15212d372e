/** Drivers and gaps as tables: one row a driver, one row an attribute. */
import type { ReplyOf } from '#platform/contract';
import type { driversOf, gapsOf, Sheet } from '../../contract.ts';

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

export function gapsSheet({ gaps }: ReplyOf<typeof gapsOf>): Sheet {
  return {
    figure: { value: gaps[0]?.gap ?? null, unit: 'widest_gap' },
    columns: [
      { name: 'attribute', type: 'text' },
      { name: 'wanted', type: 'number' },
      { name: 'delivered', type: 'number' },
      { name: 'gap', type: 'number' },
      { name: 'low', type: 'number' },
      { name: 'high', type: 'number' },
      { name: 'people', type: 'number' },
    ],
    rows: gaps.map(({ attribute, want, deliver, gap, low, high, n }) => [attribute, want, deliver, gap, low, high, n]),
  };
}
