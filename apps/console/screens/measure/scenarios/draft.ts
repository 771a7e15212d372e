/** A scenario while it is being written: steps come and go, and the metrics that name them follow. Pure. */
import type { ScenarioDefinition, ScenarioStep, SuccessMetric } from '#measure/contract';
import { type StepWords, stepOf } from '../behaviour/steps.ts';

export interface StepDraft extends Omit<ScenarioStep, 'shownBy'> {
  /** An empty event: nothing in the log shows it. */
  words: StepWords;
}

export interface Draft extends Omit<ScenarioDefinition, 'steps'> {
  steps: StepDraft[];
}

export const emptyStep: StepDraft = {
  ...{ name: '', touchpoint: '', words: { event: '', where: [] }, momentOfTruth: false, condition: '', namedBy: 'us' },
};

export const emptyDraft: Draft = {
  ...{ role: '', context: '', outcome: '', segmentId: null, steps: [emptyStep, emptyStep] },
  ...{ window: { amount: 14, unit: 'day' }, showstopperCap: 0 },
  metrics: [{ kind: 'reached', name: '', weight: 1, namedBy: 'us' }],
};

export const draftOf = ({ steps, ...rest }: ScenarioDefinition): Draft => ({
  ...rest,
  steps: steps.map(({ shownBy, ...step }) => ({
    ...step,
    words: {
      event: shownBy?.event ?? '',
      where: (shownBy?.filters ?? []).map(({ property, operator, value }) => ({
        property,
        operator,
        value: String(value ?? ''),
      })),
    },
  })),
});

export const definitionOf = ({ steps, ...rest }: Draft): ScenarioDefinition => ({
  ...rest,
  steps: steps.map(({ words, ...step }) => ({ ...step, shownBy: words.event === '' ? null : stepOf(words) })),
});

/** Numbers of steps in a metric, each by a rule; undefined: the metric goes with its step. */
function renumbered(metric: SuccessMetric, move: (no: number) => number | undefined): SuccessMetric[] {
  if (metric.kind === 'repeats') {
    const step = move(metric.step);
    return step === undefined ? [] : [{ ...metric, step }];
  }
  if (metric.kind !== 'elapsed') return [metric];
  const [from, to] = [move(metric.from), move(metric.to)];
  return from === undefined || to === undefined ? [] : [{ ...metric, from, to }];
}

/** `place`: how many steps stand before it. */
export const withStep = (draft: Draft, place: number, step: StepDraft = emptyStep): Draft => ({
  ...draft,
  steps: draft.steps.toSpliced(place, 0, step),
  metrics: draft.metrics.flatMap((metric) => renumbered(metric, (no) => (no > place ? no + 1 : no))),
});

export const withoutStep = (draft: Draft, place: number): Draft => ({
  ...draft,
  steps: draft.steps.toSpliced(place, 1),
  metrics: draft.metrics.flatMap((metric) =>
    renumbered(metric, (no) => {
      if (no === place + 1) return undefined;
      return no > place + 1 ? no - 1 : no;
    }),
  ),
});

/** Another kind of metric keeps its name and weight. */
export function metricOfKind(kind: SuccessMetric['kind'], before: SuccessMetric, steps: number): SuccessMetric {
  const { name, weight, namedBy } = before;
  const head = { name, weight, namedBy };
  switch (kind) {
    case 'reached':
      return { kind, ...head };
    case 'contacts':
      return { kind, ...head, target: 0, limit: 3 };
    case 'repeats':
      return { kind, ...head, step: 1, target: 0, limit: 3 };
    case 'elapsed':
      return { kind, ...head, from: 1, to: steps, target: { amount: 2, unit: 'day' }, limit: { amount: 5, unit: 'day' } };
  }
}
