import { expect, test } from 'vitest';
import type { SuccessMetric } from '#measure/contract';
import { type Draft, definitionOf, draftOf, emptyDraft, emptyStep, withoutStep, withStep } from './draft.ts';

const named = (name: string) => ({ ...emptyStep, name, words: { event: name, where: [] } });
const day = (amount: number) => ({ amount, unit: 'day' as const });
const elapsed = (from: number, to: number): SuccessMetric => ({
  ...{ kind: 'elapsed', name: `${from}-${to}`, weight: 1, namedBy: 'us', from, to },
  ...{ target: day(1), limit: day(2) },
});
const again = (step: number): SuccessMetric => ({
  ...{ kind: 'repeats', name: 'again', weight: 1, namedBy: 'us', step, target: 0, limit: 1 },
});
const draft: Draft = {
  ...emptyDraft,
  steps: ['order', 'pay', 'receive'].map(named),
  metrics: [elapsed(1, 3), elapsed(2, 3), again(2)],
};
const places = ({ metrics }: Draft) =>
  metrics.map((metric) => {
    if (metric.kind === 'elapsed') return [metric.from, metric.to];
    return metric.kind === 'repeats' ? metric.step : undefined;
  });

test('metrics follow the steps they name', () => {
  expect(places(withStep(draft, 1))).toEqual([[1, 4], [3, 4], 3]);
  expect(places(withStep(draft, 3))).toEqual(places(draft));
  expect(withStep(draft, 1, named('told')).steps.map(({ name }) => name)).toEqual(['order', 'told', 'pay', 'receive']);
});

test('a metric goes with its step', () => {
  expect(places(withoutStep(draft, 1))).toEqual([[1, 2]]);
  expect(places(withoutStep(draft, 2))).toEqual([2]);
});

test('what is kept comes back as it was written', () => {
  const definition = definitionOf({ ...draft, steps: [...draft.steps, emptyStep] });
  expect(definition.steps.at(-1)?.shownBy).toBeNull();
  expect(definitionOf(draftOf(definition))).toEqual(definition);
});
