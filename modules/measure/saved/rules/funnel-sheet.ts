/** A funnel as a table: one row a step, of all and of each part of a split. */
import type { ReplyOf } from '#platform/contract';
import { converted, type FunnelQuestion, type funnel, type Reached, type Sheet } from '../../contract.ts';
import { partName } from './labels.ts';

const seconds = (ms: number | undefined) => (ms === undefined ? null : ms / 1000);

export function funnelSheet({ steps, order }: FunnelQuestion, { steps: whole, split }: ReplyOf<typeof funnel>): Sheet {
  const rowsOf = (series: string, reached: Reached[]) =>
    reached.map(({ people, dropped, sincePrevious, sinceFirst }, at) => [
      series,
      at + 1,
      // In any order, step n is "n of them".
      order === 'any' ? `${at + 1} of ${steps.length}` : (steps[at]?.event ?? ''),
      people,
      reached[0]?.people ? people / reached[0].people : null,
      dropped,
      seconds(sincePrevious?.median),
      seconds(sincePrevious?.p90),
      seconds(sinceFirst?.median),
    ]);
  return {
    figure: { value: converted({ steps: whole }), unit: 'converted', as: 'share' },
    columns: [
      { name: 'series', type: 'text' },
      { name: 'step', type: 'number' },
      { name: 'event', type: 'text' },
      { name: 'people', type: 'number' },
      { name: 'share', type: 'number', as: 'share' },
      { name: 'stopped', type: 'number' },
      { name: 'median_since_previous', type: 'number', as: 'seconds' },
      { name: 'p90_since_previous', type: 'number', as: 'seconds' },
      { name: 'median_since_first', type: 'number', as: 'seconds' },
    ],
    rows: [...rowsOf('(all)', whole), ...split.flatMap((part) => rowsOf(partName(part.label, part.rest), part.steps))],
  };
}
