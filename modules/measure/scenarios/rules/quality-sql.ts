/** The quality of passages as ClickHouse SQL: the rule of `quality.ts`, for as many as there are. */
import type { ScenarioDefinition } from '../../contract.ts';
import { limitsOf, momentsOfTruth, never } from './quality.ts';

const scoreSql = (metric: ScenarioDefinition['metrics'][number], at: number): string => {
  const value = `measured[${at + 1}]`;
  if (metric.kind === 'reached') return value;
  const { target, limit } = limitsOf(metric);
  // The engine's greatest and least pass over what is null; here nothing follows from nothing.
  return `multiIf(isNull(${value}), null, ${value} = ${never}, 0., least(1., greatest(0., (${limit} - ${value}) / ${limit - target})))`;
};

/** A query around passages that adds `scores`, `failed` (numbers of moments of truth) and `quality` (null: nothing to be said). */
export function valuedSql(definition: ScenarioDefinition, passages: string): string {
  const { metrics } = definition;
  const scores = metrics.map(scoreSql);
  const failed = momentsOfTruth(definition).map((step) => {
    const late = metrics.flatMap((metric, at) =>
      metric.kind === 'elapsed' && metric.to === step ? [`ifNull(scores[${at + 1}] = 0, 0)`] : [],
    );
    return `if(${[`reached[${step}] = 0`, ...late].join(' or ')}, ${step}, 0)`;
  });
  const sum = metrics.map(({ weight }, at) => `ifNull(scores[${at + 1}], 0) * ${weight}`).join(' + ');
  const weights = metrics.map(({ weight }, at) => `isNotNull(scores[${at + 1}]) * ${weight}`).join(' + ');
  return `
    select *, if(underWay or weights = 0, null,
                 if(empty(failed), 100. * sum / weights, least(100. * sum / weights, toFloat64(${definition.showstopperCap})))) as quality
      from (select *, ${sum} as sum, ${weights} as weights,
                   arrayFilter(step -> step != 0, cast([${failed.join(', ')}], 'Array(UInt8)')) as failed
              from (select *, [${scores.join(', ')}] as scores from (${passages})))`;
}
