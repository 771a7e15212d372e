/** Journeys as a table: one row a variant. */
import type { JourneyAnswer, Sheet } from '../../contract.ts';

export function journeysSheet({ cases, variants }: JourneyAnswer): Sheet {
  return {
    figure: { value: cases, unit: 'cases' },
    columns: [
      { name: 'variant', type: 'text' },
      { name: 'steps', type: 'number' },
      { name: 'cases', type: 'number' },
      { name: 'share', type: 'number', as: 'share' },
      { name: 'median_seconds', type: 'number', as: 'seconds' },
    ],
    rows: variants.map(({ steps, length, cases: count, share, medianSeconds }) => [
      length > steps.length ? `${steps.join(' > ')} > …` : steps.join(' > '),
      length,
      count,
      share,
      medianSeconds,
    ]),
  };
}
