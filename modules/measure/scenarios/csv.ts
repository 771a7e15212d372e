/**
 * Passages as CSV (RFC 4180), one a row, with every component of their quality: whoever has the file and the weights in its head
 * gets the figure. Cells that a spreadsheet would run as a formula are defused (reliability case D11).
 */
import { stringify } from 'csv-stringify/sync';
import type { ScenarioDefinition } from '../contract.ts';
import { limitsOf, never, type Passage, qualityOf } from './rules/quality.ts';

const instant = (ms: number) => (ms === 0 ? '' : new Date(ms).toISOString());

const unitOf = { elapsed: 'ms', reached: 'yes=1', contacts: 'times', repeats: 'times' } as const;

export function csvOfPassages(definition: ScenarioDefinition, version: number, passages: readonly Passage[]): string {
  const { steps, metrics, showstopperCap } = definition;
  const head = [
    ...['scenario_version', 'person', 'started_at', 'ended_at', 'under_way'],
    ...steps.flatMap((step, at) =>
      step.shownBy === null
        ? []
        : [`step ${at + 1}${step.momentOfTruth ? ' (moment of truth)' : ''}: ${step.name}`, `step ${at + 1} times`],
    ),
    ...metrics.flatMap((metric, at) => {
      const { target, limit } = limitsOf(metric);
      const no = `metric ${at + 1}`;
      return [`${no}: ${metric.name} [${unitOf[metric.kind]}; target ${target}; limit ${limit}]`, `${no} score`, `${no} weight`];
    }),
    ...['contacts', 'failed_moments_of_truth', 'showstopper_cap', 'quality'],
  ];
  const rows = passages.map((passage) => {
    const { value, scores, failed } = qualityOf(definition, passage);
    return [
      ...[version, passage.person, instant(passage.startedAt), instant(passage.endedAt), passage.underWay ? 'yes' : 'no'],
      ...steps.flatMap(({ shownBy }, at) =>
        shownBy === null ? [] : [instant(passage.reached[at] ?? 0), passage.times[at] ?? 0],
      ),
      ...metrics.flatMap(({ weight }, at) => {
        const measured = passage.measured[at] ?? null;
        return [measured === never ? 'never' : measured, scores[at] ?? null, weight];
      }),
      ...[passage.contacts, failed.join(' '), showstopperCap, value],
    ];
  });
  return stringify([head, ...rows], { escape_formulas: true });
}
